import * as vscode from 'vscode';
import type { FittedFeature } from '../../data/shapes/encoders/fitted.ts';
import { columnsOf } from '../../data/shapes/encoders/feature.ts';
import { numberText } from '../../platform/explanations/numberText.ts';
import type { ReportSection } from '../../runs/report/document.ts';
import type { ReportFacts } from './facts.ts';

const mostFeatures = 200;

/** How columns became numbers, in the words of the experiment file. */
export function preparationSection({ record }: ReportFacts): ReportSection {
  const { target, targetTransform, features, classNames } = record.preparation;
  const learned =
    targetTransform === undefined
      ? vscode.l10n.t('Target: {0}.', target)
      : vscode.l10n.t('Target: {0}, which the model learns as its {1}.', target, targetTransform);
  const classes =
    classNames === undefined
      ? []
      : [vscode.l10n.t('Classes: {0}.', classNames.map((name, index) => `${name} = ${index}`).join(', '))];
  const left = features.length - mostFeatures;
  return {
    title: vscode.l10n.t('Preparation'),
    blocks: [
      {
        kind: 'text',
        text: [
          learned,
          ...classes,
          vscode.l10n.t('Everything below was learned from the training rows alone.'),
        ].join(' '),
      },
      {
        kind: 'table',
        columns: [
          { label: vscode.l10n.t('Feature') },
          { label: vscode.l10n.t('Encoding') },
          { label: vscode.l10n.t('Options') },
        ],
        rows: features.slice(0, mostFeatures).map(featureRow),
      },
      ...(left > 0
        ? [{ kind: 'text' as const, text: vscode.l10n.t('{0} more features.', numberText(left)) }]
        : []),
    ],
  };
}

function featureRow({ encode, planned }: FittedFeature): readonly string[] {
  const name = columnsOf(planned).join(' × ');
  const options = Object.entries(planned).filter(
    ([key]) => key !== 'column' && key !== 'encode' && key !== 'product',
  );
  return [name, encode, options.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ')];
}

import * as vscode from 'vscode';
import type { Evaluation } from '../../learner/metrics/evaluation.ts';
import { numberText } from '../../platform/explanations/numberText.ts';
import type { ReportBlock, ReportSection } from '../../runs/report/document.ts';
import type { ReportFacts } from './facts.ts';
import { significant } from './numbers.ts';

const mostCoefficients = 50;

/** The model: its coefficients and the hyperparameters that it was trained with. */
export function modelSection({ evaluation, job }: ReportFacts): ReportSection {
  const hyperparameters = Object.entries(job.hyperparameters).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    title: vscode.l10n.t('Model'),
    blocks: [
      { kind: 'text', text: modelText(evaluation) },
      ...coefficientBlocks(evaluation),
      {
        kind: 'table',
        columns: [{ label: vscode.l10n.t('Hyperparameter') }, { label: vscode.l10n.t('Value') }],
        rows: hyperparameters,
      },
    ],
  };
}

function modelText(evaluation: Evaluation): string {
  const { target } = evaluation;
  switch (evaluation.predictorType) {
    case 'regressor':
      return evaluation.targetTransform === undefined
        ? vscode.l10n.t('A linear regression of {0}.', target)
        : vscode.l10n.t('A linear regression of {0} of {1}.', evaluation.targetTransform, target);
    case 'binary_classifier':
      return vscode.l10n.t(
        'A linear binary classifier of {0}. It predicts {1} where the score is at least {2}, and {3} otherwise.',
        target,
        evaluation.classNames[1],
        significant(evaluation.threshold),
        evaluation.classNames[0],
      );
    case 'multiclass_classifier':
      return vscode.l10n.t(
        'A linear classifier of {0} with {1} classes.',
        target,
        numberText(evaluation.classNames.length),
      );
  }
}

function coefficientBlocks(evaluation: Evaluation): readonly ReportBlock[] {
  const { featureNames } = evaluation;
  const { labels, biases, weights } = columnsOf(evaluation);
  const shown = featureNames.slice(0, mostCoefficients);
  const table: ReportBlock = {
    kind: 'table',
    columns: [
      { label: vscode.l10n.t('Coefficient of') },
      ...labels.map((label) => ({ label, isNumeric: true })),
    ],
    rows: [
      [vscode.l10n.t('(bias)'), ...biases.map(significant)],
      ...shown.map((name, index) => [name, ...weights.map((ofClass) => significant(ofClass[index]))]),
    ],
  };
  if (shown.length === featureNames.length) return [table];
  const text = vscode.l10n.t(
    'The first {0} of {1} coefficients.',
    numberText(shown.length),
    numberText(featureNames.length),
  );
  return [table, { kind: 'text', text }];
}

/** Coefficients by what they are of: the target, or each class. */
function columnsOf(evaluation: Evaluation): {
  readonly labels: readonly string[];
  readonly biases: readonly number[];
  readonly weights: readonly (readonly number[])[];
} {
  switch (evaluation.predictorType) {
    case 'regressor':
    case 'binary_classifier': {
      const { bias, weights } = evaluation.coefficients;
      return { labels: [labelOf(evaluation)], biases: [bias], weights: [weights] };
    }
    case 'multiclass_classifier': {
      const { biases, weights } = evaluation.coefficients;
      return { labels: evaluation.classNames, biases, weights };
    }
  }
}

function labelOf(evaluation: Exclude<Evaluation, { predictorType: 'multiclass_classifier' }>): string {
  if (evaluation.predictorType === 'regressor')
    return evaluation.targetTransform === undefined
      ? evaluation.target
      : vscode.l10n.t('{0} of {1}', evaluation.targetTransform, evaluation.target);
  const [, positive] = evaluation.classNames;
  // Only of the logistic loss is the sum a logarithm of odds.
  return evaluation.scoreKind === 'probability'
    ? vscode.l10n.t('Log-odds of {0}', positive)
    : vscode.l10n.t('Score of {0}', positive);
}

import * as vscode from 'vscode';
import type { RunRow } from '../data/shapes/runRow.ts';
import { mainMetricOf } from '../learner/metrics/metricNames.ts';

type Measured = Pick<RunRow, 'predictorType' | 'metrics'>;

const text = (value: number) =>
  value
    .toLocaleString(vscode.env.language, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
    .replace('-', '\u2212');

const mainValue = ({ predictorType, metrics }: Measured) => metrics?.[mainMetricOf(predictorType)];

/** 'R² 0.957': the metric that runs are ranked by; undefined before it is evaluated. */
export function mainMetricText(run: Measured): string | undefined {
  const value = mainValue(run);
  return value === undefined ? undefined : `${labelOf(run.predictorType)} ${text(value)}`;
}

function labelOf(predictorType: RunRow['predictorType']): string {
  switch (predictorType) {
    case 'regressor':
      return 'R²';
    case 'binary_classifier':
      return 'AUC';
    case 'multiclass_classifier':
      return vscode.l10n.t('Macro F1');
  }
}

/** '+0.012 vs pinned'; undefined where both are not measured alike. More is better of every main metric. */
export function againstPinned(run: Measured, pinned: Measured): string | undefined {
  const [own, other] = [mainValue(run), mainValue(pinned)];
  if (own === undefined || other === undefined || run.predictorType !== pinned.predictorType)
    return undefined;
  const difference = own - other;
  const sign = difference < 0 ? '\u2212' : '+';
  return vscode.l10n.t('{0} vs pinned', `${sign}${text(Math.abs(difference))}`);
}

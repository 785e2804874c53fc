import type { Evaluation } from './evaluation.ts';

/** Every metric of held-out rows by the name that filters, exit criteria and records use; whether more of it is better. */
const isMoreBetter = {
  r2: true,
  rmse: false,
  mae: false,
  mse: false,
  max_absolute_error: false,
  auc: true,
  average_precision: true,
  accuracy: true,
  balanced_accuracy: true,
  precision: true,
  recall: true,
  specificity: true,
  f1: true,
  mcc: true,
  kappa: true,
  log_loss: false,
  macro_precision: true,
  macro_recall: true,
  macro_f1: true,
  top_k_accuracy: true,
} as const;

export type MetricName = keyof typeof isMoreBetter;

// SAFETY: the keys of a constant.
export const metricNames = Object.keys(isMoreBetter) as readonly MetricName[];

export const higherIsBetter = (name: MetricName): boolean => isMoreBetter[name];

/** Values by name; a metric that is undefined on these rows is absent. */
export type NamedMetrics = Readonly<Partial<Record<MetricName, number>>>;

const regression: readonly MetricName[] = ['r2', 'rmse', 'mae', 'mse', 'max_absolute_error'];
const classes: readonly MetricName[] = ['accuracy', 'balanced_accuracy', 'mcc', 'kappa', 'log_loss'];

/** Every metric that models of a type have, unless it is undefined on their held-out rows. */
export function metricNamesOf(predictorType: Evaluation['predictorType']): readonly MetricName[] {
  switch (predictorType) {
    case 'regressor':
      return regression;
    case 'binary_classifier':
      return ['auc', 'average_precision', ...classes, 'precision', 'recall', 'specificity', 'f1'];
    case 'multiclass_classifier':
      return [...classes, 'macro_precision', 'macro_recall', 'macro_f1', 'top_k_accuracy'];
  }
}

/** The one metric that a run is ranked by: comparable between targets and, for two classes, independent of the threshold. */
export function mainMetricOf(predictorType: Evaluation['predictorType']): MetricName {
  switch (predictorType) {
    case 'regressor':
      return 'r2';
    case 'binary_classifier':
      return 'auc';
    case 'multiclass_classifier':
      return 'macro_f1';
  }
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 95 % bootstrap intervals by name; a metric without one is absent. */
export type NamedIntervals = Readonly<Partial<Record<MetricName, Interval>>>;

/** How much a metric of a second model differs from that of a first on the same rows. */
export interface PairedDifference extends Interval {
  readonly metric: MetricName;
  readonly first: number;
  readonly second: number;
  /** second − first; `low` and `high` are the ends of its 95 % bootstrap interval with other rows. */
  readonly difference: number;
  readonly rowCount: number;
}

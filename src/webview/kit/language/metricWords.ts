import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import { t } from './language.ts';
import { fixed, significant } from './numbers.ts';

/** A metric as a head or a label. */
export function metricLabel(name: MetricName): string {
  switch (name) {
    case 'r2':
      return 'R²';
    case 'rmse':
      return 'RMSE';
    case 'mae':
      return 'MAE';
    case 'mse':
      return 'MSE';
    case 'max_absolute_error':
      return t('Largest error');
    case 'auc':
      return 'AUC';
    case 'average_precision':
      return t('Average precision');
    case 'accuracy':
      return t('Accuracy');
    case 'balanced_accuracy':
      return t('Balanced accuracy');
    case 'precision':
      return t('Precision');
    case 'recall':
      return t('Recall');
    case 'specificity':
      return t('Specificity');
    case 'f1':
      return 'F1';
    case 'mcc':
      return t('Matthews correlation');
    case 'kappa':
      return t('Cohen’s kappa');
    case 'log_loss':
      return t('Log loss');
    case 'macro_precision':
      return t('Macro precision');
    case 'macro_recall':
      return t('Macro recall');
    case 'macro_f1':
      return t('Macro F1');
    case 'top_k_accuracy':
      return t('Top-k accuracy');
  }
}

/** Its value: errors in the unit of the target have no fixed scale, everything else has three decimals. */
export function metricText(name: MetricName, value: number | undefined): string {
  return errorMetrics.includes(name) ? significant(value) : fixed(value, 3);
}

const errorMetrics: readonly MetricName[] = ['rmse', 'mae', 'mse', 'max_absolute_error'];

import type { Evaluation } from './evaluation.ts';
import type { MetricName, NamedMetrics } from './metricNames.ts';

/** Metrics of the model on its held-out rows; one that is undefined there, such as the AUC of one class, is absent. */
export function namedMetrics(evaluation: Evaluation): NamedMetrics {
  switch (evaluation.predictorType) {
    case 'regressor': {
      const { r2, rmse, mae, mse, maxAbsoluteError } = evaluation.metrics;
      return defined({ r2, rmse, mae, mse, max_absolute_error: maxAbsoluteError });
    }
    case 'binary_classifier': {
      const { metrics, auc, averagePrecision, logLoss } = evaluation.judgement;
      const { balancedAccuracy, ...others } = metrics;
      return defined({
        ...others,
        auc,
        average_precision: averagePrecision,
        balanced_accuracy: balancedAccuracy,
        log_loss: logLoss,
      });
    }
    case 'multiclass_classifier': {
      const { metrics, logLoss, topK } = evaluation.judgement;
      return defined({
        accuracy: metrics.accuracy,
        balanced_accuracy: metrics.balancedAccuracy,
        macro_precision: metrics.macroPrecision,
        macro_recall: metrics.macroRecall,
        macro_f1: metrics.macroF1,
        mcc: metrics.mcc,
        kappa: metrics.kappa,
        log_loss: logLoss,
        top_k_accuracy: topK.accuracy,
      });
    }
  }
}

/** Metrics of the baseline, which uses no features. */
export function baselineMetrics(evaluation: Evaluation): NamedMetrics {
  if (evaluation.predictorType === 'regressor')
    return namedMetrics({ ...evaluation, metrics: evaluation.baseline });
  const { accuracy, logLoss } = evaluation.baseline;
  return defined({ accuracy, log_loss: logLoss });
}

/** Metrics of the converged fit; none in evaluations of earlier versions. */
export function referenceMetrics(evaluation: Evaluation): NamedMetrics {
  if (evaluation.reference === undefined) return {};
  if (evaluation.predictorType === 'regressor')
    return namedMetrics({ ...evaluation, metrics: evaluation.reference.metrics });
  const { accuracy, logLoss, auc } = evaluation.reference.metrics;
  return defined({ accuracy, log_loss: logLoss, auc });
}

const defined = (values: Readonly<Partial<Record<MetricName, number | null>>>): NamedMetrics =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => typeof value === 'number' && Number.isFinite(value)),
  );

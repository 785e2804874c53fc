import type {
  BinaryEvaluation,
  MulticlassEvaluation,
  RegressionEvaluation,
  RegressionMetrics,
} from './evaluation.ts';
import type { MetricName, NamedMetrics } from './metricNames.ts';

/** The parts of an evaluation that hold metrics; none of them grows with the rows. */
export type MeasuredEvaluation =
  | Pick<RegressionEvaluation, Shared | 'metrics'>
  | Pick<BinaryEvaluation, Shared | 'judgement'>
  | Pick<MulticlassEvaluation, Shared | 'judgement'>;
type Shared = 'predictorType' | 'intervals' | 'baseline' | 'reference';

/** Metrics of the model on its held-out rows; one that is undefined there, such as the AUC of one class, is absent. */
export function namedMetrics(evaluation: MeasuredEvaluation): NamedMetrics {
  switch (evaluation.predictorType) {
    case 'regressor':
      return ofRegression(evaluation.metrics);
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

/** As namedMetrics, of always predicting the training mean or the most frequent class. */
export function baselineMetrics(evaluation: MeasuredEvaluation): NamedMetrics {
  if (evaluation.predictorType === 'regressor') return ofRegression(evaluation.baseline);
  const { accuracy, logLoss } = evaluation.baseline;
  return defined({ accuracy, log_loss: logLoss });
}

/** As namedMetrics, of the converged fit to the same training rows; undefined where there is none. */
export function referenceMetrics(evaluation: MeasuredEvaluation): NamedMetrics | undefined {
  if (evaluation.predictorType === 'regressor')
    return evaluation.reference && ofRegression(evaluation.reference.metrics);
  if (evaluation.reference === undefined) return undefined;
  const { auc, accuracy, logLoss } = evaluation.reference.metrics;
  return defined({ auc, accuracy, log_loss: logLoss });
}

const ofRegression = ({ r2, rmse, mae, mse, maxAbsoluteError }: RegressionMetrics) =>
  defined({ r2, rmse, mae, mse, max_absolute_error: maxAbsoluteError });

const defined = (values: Readonly<Partial<Record<MetricName, number | null>>>): NamedMetrics =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => typeof value === 'number' && Number.isFinite(value)),
  );

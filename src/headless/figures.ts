import type {
  Evaluation,
  MajorityBaseline,
  ReferenceFit,
  ReferenceScores,
  RegressionMetrics,
} from '../learner/metrics/evaluation.ts';
import type { RunReport } from './report.ts';

type Figures = Pick<RunReport, 'metrics' | 'baseline' | 'reference'>;

/** The metrics of the model, its baseline and its reference, on the held-out rows; null where none are held out. */
export function figuresOf(evaluation: Evaluation | undefined): Figures {
  switch (evaluation?.predictorType) {
    case undefined:
      return { metrics: null, baseline: null, reference: null };
    case 'regressor':
      return {
        metrics: regression(evaluation.metrics),
        baseline: regression(evaluation.baseline),
        reference: referenceOf(evaluation.reference, regression),
      };
    case 'binary_classifier': {
      const { auc, logLoss, metrics } = evaluation.judgement;
      return {
        metrics: { auc, accuracy: metrics.accuracy, logLoss },
        // One answer for all rows orders none of them.
        baseline: { ...classes(evaluation.baseline), auc: auc === null ? null : 0.5 },
        reference: referenceOf(evaluation.reference, classes),
      };
    }
    case 'multiclass_classifier': {
      const { logLoss, metrics } = evaluation.judgement;
      return {
        metrics: { auc: null, accuracy: metrics.accuracy, logLoss },
        baseline: classes(evaluation.baseline),
        reference: referenceOf(evaluation.reference, classes),
      };
    }
  }
}

const regression = ({ r2, rmse, mae }: RegressionMetrics) => ({ r2, rmse, mae });
const classes = ({ accuracy, logLoss, ...rest }: ReferenceScores | MajorityBaseline) => ({
  auc: 'auc' in rest ? rest.auc : null,
  accuracy,
  logLoss,
});

function referenceOf<Metrics, Shown extends object>(
  reference: ReferenceFit<Metrics> | undefined,
  shown: (metrics: Metrics) => Shown,
) {
  if (reference === undefined) return null;
  const { metrics, rows, columns, isConverged, model } = reference;
  const fit = { rows: { ...rows }, columns: { ...columns }, isConverged };
  return { ...shown(metrics), ...fit, ...(model === undefined ? {} : { model }) };
}

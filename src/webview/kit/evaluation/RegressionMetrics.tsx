import type { RegressionEvaluation } from '../../../learner/metrics/evaluation.ts';
import { t } from '../language/language.ts';
import { MetricStrip } from '../controls/MetricStrip.tsx';
import { fixed, percent, significant } from '../language/numbers.ts';
import { fitText } from './fitText.ts';
import { intervalText } from './intervalText.ts';

/** How far off a regressor is on the held-out rows, beside always answering the mean. */
export function RegressionMetrics({ evaluation }: { readonly evaluation: RegressionEvaluation }) {
  const { metrics, baseline, reference, target } = evaluation;
  const fit = reference?.metrics;
  const beside = (value: number, mean: number) =>
    mean > 0 && value <= mean
      ? t('mean baseline {0}: {1} lower', significant(mean), percent(1 - value / mean))
      : t('mean baseline {0}', significant(mean));
  return (
    <MetricStrip
      label={t('Metrics of the held-out rows')}
      metrics={[
        {
          name: 'r2',
          label: t('Test R²'),
          value: fixed(metrics.r2, 3),
          interval: intervalText(evaluation, 'r2', (value) => fixed(value, 3)),
          ...(baseline.r2 === null ? {} : { comparison: t('mean baseline {0}', fixed(baseline.r2, 3)) }),
          reference: fitText(evaluation, fixed(fit?.r2, 3)),
        },
        {
          name: 'rmse',
          label: t('RMSE, in {0}', target),
          value: significant(metrics.rmse),
          comparison: beside(metrics.rmse, baseline.rmse),
          reference: fitText(evaluation, significant(fit?.rmse)),
        },
        {
          name: 'mae',
          label: t('MAE, in {0}', target),
          value: significant(metrics.mae),
          comparison: beside(metrics.mae, baseline.mae),
          reference: fitText(evaluation, significant(fit?.mae)),
        },
        {
          name: 'mse',
          label: 'MSE',
          value: significant(metrics.mse),
          comparison: beside(metrics.mse, baseline.mse),
          reference: fitText(evaluation, significant(fit?.mse)),
        },
      ]}
    />
  );
}

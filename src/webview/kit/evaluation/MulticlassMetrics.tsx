import type { MulticlassEvaluation } from '../../../learner/metrics/evaluation.ts';
import { t } from '../language/language.ts';
import { MetricStrip } from '../controls/MetricStrip.tsx';
import { fixed, percent } from '../language/numbers.ts';
import { fitText } from './fitText.ts';
import { intervalText } from './intervalText.ts';
import { quotedName } from './names.ts';

/** How often the answer is right, beside answering without a model. */
export function MulticlassMetrics({ evaluation }: { readonly evaluation: MulticlassEvaluation }) {
  const { judgement, baseline, reference, classNames } = evaluation;
  const { metrics, logLoss, topK } = judgement;
  return (
    <MetricStrip
      label={t('Metrics of the held-out rows')}
      metrics={[
        {
          name: 'accuracy',
          label: t('Accuracy'),
          value: percent(metrics.accuracy),
          comparison: t(
            'always predicting {0}: {1}',
            quotedName(classNames[baseline.majority] ?? ''),
            percent(baseline.accuracy),
          ),
          reference: fitText(evaluation, percent(reference?.metrics.accuracy)),
        },
        {
          name: 'macroF1',
          label: t('Macro F1'),
          value: fixed(metrics.macroF1, 3),
          interval: intervalText(evaluation, 'macro_f1', (value) => fixed(value, 3)),
          comparison: t(
            'precision {0}, recall {1}',
            fixed(metrics.macroPrecision, 3),
            fixed(metrics.macroRecall, 3),
          ),
        },
        {
          name: 'logLoss',
          label: t('Log loss'),
          value: fixed(logLoss, 3),
          comparison: t('class frequencies: {0}', fixed(baseline.logLoss, 3)),
          reference: fitText(evaluation, fixed(reference?.metrics.logLoss, 3)),
        },
        {
          name: 'topK',
          label: t('Top-{0} accuracy', topK.k),
          value: percent(topK.accuracy),
          comparison: t('guessing {0}', percent(topK.k / classNames.length)),
        },
      ]}
    />
  );
}

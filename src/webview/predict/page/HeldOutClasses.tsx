import type { BinaryEvaluation, MulticlassEvaluation } from '../../../learner/metrics/evaluation.ts';
import { ClassifiedTable } from '../../kit/evaluation/ClassifiedRows.tsx';
import { ClassTable } from '../../kit/evaluation/ClassTable.tsx';
import { ConfusionFigure } from '../../kit/evaluation/ConfusionFigure.tsx';
import { ConfusionTable } from '../../kit/evaluation/ConfusionTable.tsx';
import { MulticlassMetrics } from '../../kit/evaluation/MulticlassMetrics.tsx';
import { quotedName } from '../../kit/evaluation/names.ts';
import { t } from '../../kit/language/language.ts';
import { MetricStrip } from '../../kit/controls/MetricStrip.tsx';
import { fixed, percent, scoreText } from '../../kit/language/numbers.ts';

/** The endpoint's answers to the held-out rows, at its own threshold. */
export function HeldOutBinary({ evaluation }: { readonly evaluation: BinaryEvaluation }) {
  const { judgement, baseline, classNames, threshold } = evaluation;
  const { metrics, auc, logLoss } = judgement;
  const always = quotedName(classNames[baseline.majority === 1 ? 1 : 0]);
  return (
    <>
      <MetricStrip
        label={t('Metrics of the held-out rows')}
        metrics={[
          { name: 'auc', label: 'AUC', value: fixed(auc, 3), comparison: t('guessing {0}', fixed(0.5, 3)) },
          ...(logLoss === null
            ? []
            : [
                {
                  name: 'logLoss' as const,
                  label: t('Log loss'),
                  value: fixed(logLoss, 3),
                  comparison: t('class frequencies: {0}', fixed(baseline.logLoss, 3)),
                },
              ]),
          {
            name: 'accuracy',
            label: t('Accuracy at {0}', scoreText(threshold)),
            value: percent(metrics.accuracy),
            comparison: t('always predicting {0}: {1}', always, percent(baseline.accuracy)),
          },
          {
            name: 'precisionRecall',
            label: t('Precision and recall'),
            value: `${percent(metrics.precision)}, ${percent(metrics.recall)}`,
            comparison: t('F1 {0}', fixed(metrics.f1, 3)),
          },
        ]}
      />
      <div class="held-out-confusion">
        <ConfusionTable classNames={classNames} outcome={ownOutcome(evaluation)} />
      </div>
      <ClassifiedTable evaluation={evaluation} />
    </>
  );
}

function ownOutcome({ judgement, threshold }: BinaryEvaluation) {
  const own = judgement.thresholds.find((point) => point.threshold === threshold);
  const { truePositives = 0, falsePositives = 0 } = own ?? {};
  const negativeCount = judgement.rowCount - judgement.positiveCount;
  return {
    truePositives,
    falsePositives,
    falseNegatives: judgement.positiveCount - truePositives,
    trueNegatives: negativeCount - falsePositives,
  };
}

export function HeldOutClasses({ evaluation }: { readonly evaluation: MulticlassEvaluation }) {
  return (
    <>
      <MulticlassMetrics evaluation={evaluation} />
      <div class="cols c2 held-out-confusion">
        <ConfusionFigure evaluation={evaluation} />
        <ClassTable evaluation={evaluation} />
      </div>
      <ClassifiedTable evaluation={evaluation} />
    </>
  );
}

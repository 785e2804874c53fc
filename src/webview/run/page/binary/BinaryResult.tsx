import { useMemo } from 'preact/hooks';
import type { BinaryEvaluation } from '../../../../learner/metrics/evaluation.ts';
import { answeredAt } from '../../../contract/answeredAt.ts';
import { ClassifiedRows } from '../../../kit/evaluation/ClassifiedRows.tsx';
import { fitText } from '../../../kit/evaluation/fitText.ts';
import { intervalText } from '../../../kit/evaluation/intervalText.ts';
import { quotedName } from '../../../kit/evaluation/names.ts';
import { t } from '../../../kit/language/language.ts';
import { MetricStrip } from '../../../kit/controls/MetricStrip.tsx';
import { fixed, full, percent, scoreText } from '../../../kit/language/numbers.ts';
import { Section } from '../../../kit/controls/Section.tsx';
import type { RunModel } from '../../contract.ts';
import type { RunProps } from '../runProps.ts';
import { BinaryModel } from './BinaryModel.tsx';
import { CurveFigures } from './CurveFigures.tsx';
import { cheapest, costWithoutModel, nearestIndex, outcomesOf } from './outcomes.ts';
import type { Costs, Outcome } from './outcomes.ts';
import { ScoreFigures } from './ScoreFigures.tsx';
import { ThresholdControls } from './ThresholdControls.tsx';

interface ResultProps extends Pick<RunProps, 'port' | 'choices'> {
  readonly evaluation: BinaryEvaluation;
  readonly model: RunModel | undefined;
}

const evenCosts: Costs = { falsePositive: 1, falseNegative: 1 };

/** A binary classifier: the threshold first, then what its scores are worth. */
export function BinaryResult({ evaluation, model, port, choices }: ResultProps) {
  const { judgement, threshold, classNames } = evaluation;
  const costs = choices.value.costs ?? evenCosts;
  const outcomes = useMemo(
    () => outcomesOf(judgement, costs),
    [judgement, costs.falsePositive, costs.falseNegative],
  );
  const ownIndex = nearestIndex(outcomes, threshold);
  const index = nearestIndex(outcomes, choices.value.threshold ?? threshold);
  const [own, chosen, best] = [outcomes[ownIndex], outcomes[index], cheapest(outcomes)];
  const answered = useMemo(
    () => answeredAt(evaluation, chosen?.threshold ?? threshold),
    [evaluation, chosen?.threshold, threshold],
  );
  if (own === undefined || chosen === undefined || best === undefined) return null;
  const withoutModel = costWithoutModel(judgement, costs);
  return (
    <>
      <BinaryModel evaluation={evaluation} model={model} />
      <Metrics evaluation={evaluation} own={own} chosen={chosen} withoutModel={withoutModel} />
      <p class="q s metrics-note">
        {t(
          'Evaluated on {0} held-out rows, {1} of them {2} ({3}). Accuracy on the {4} training rows: {5}.',
          fixed(judgement.rowCount),
          fixed(judgement.positiveCount),
          quotedName(classNames[1]),
          percent(judgement.positiveCount / judgement.rowCount),
          fixed(evaluation.trainMetrics.rowCount),
          percent(evaluation.trainMetrics.accuracy),
        )}
      </p>
      <Section id="threshold" label={t('Threshold')}>
        <div class="threshold">
          <ThresholdControls
            classNames={classNames}
            outcomes={outcomes}
            index={index}
            own={own}
            best={best}
            costs={costs}
            onThreshold={(value) => (choices.value = { ...choices.value, threshold: value })}
            onCosts={(value) => (choices.value = { ...choices.value, costs: value })}
          />
          <ScoreFigures
            evaluation={evaluation}
            outcomes={outcomes}
            chosen={chosen}
            own={own}
            best={best}
            withoutModel={withoutModel}
          />
        </div>
      </Section>
      <Section id="curves" label={t('Curves')}>
        <CurveFigures evaluation={evaluation} chosen={chosen} />
      </Section>
      <ClassifiedRows
        evaluation={answered}
        takeAction={port.takeAction}
        onSave={() => port.request('saveAsCsv', { threshold: answered.threshold })}
      />
    </>
  );
}

interface MetricsProps {
  readonly evaluation: BinaryEvaluation;
  readonly own: Outcome;
  readonly chosen: Outcome;
  readonly withoutModel: number;
}

function Metrics({ evaluation, own, chosen, withoutModel }: MetricsProps) {
  const { judgement, baseline, reference, classNames } = evaluation;
  const { auc, logLoss, metrics, positiveCount, rowCount } = judgement;
  const ownThreshold = scoreText(own.threshold);
  return (
    <MetricStrip
      label={t('Metrics of the held-out rows')}
      metrics={[
        {
          name: 'auc',
          label: 'AUC',
          value: fixed(auc, 3),
          interval: intervalText(evaluation, 'auc', (value) => fixed(value, 3)),
          comparison: t('guessing {0}', fixed(0.5, 3)),
          reference: fitText(evaluation, fixed(reference?.metrics.auc, 3)),
        },
        logLoss === null
          ? {
              name: 'f1',
              label: t('F1 at {0}', ownThreshold),
              value: fixed(metrics.f1, 3),
              comparison: t(
                'always predicting {0}: {1}',
                quotedName(classNames[1]),
                fixed((2 * positiveCount) / (rowCount + positiveCount), 3),
              ),
            }
          : {
              name: 'logLoss',
              label: t('Log loss'),
              value: fixed(logLoss, 3),
              comparison: t('class frequencies: {0}', fixed(baseline.logLoss, 3)),
              reference: fitText(evaluation, fixed(reference?.metrics.logLoss, 3)),
            },
        {
          name: 'accuracy',
          label: t('Accuracy at {0}', ownThreshold),
          value: percent(metrics.accuracy),
          comparison: t(
            'always predicting {0}: {1}',
            quotedName(classNames[baseline.majority === 1 ? 1 : 0]),
            percent(baseline.accuracy),
          ),
          reference: fitText(evaluation, percent(reference?.metrics.accuracy)),
        },
        {
          name: 'cost',
          label: t('Cost at {0}', scoreText(chosen.threshold)),
          value: full(chosen.cost),
          comparison: t(
            'at the model’s threshold {0}: {1}; without a model: {2}',
            ownThreshold,
            full(own.cost),
            full(withoutModel),
          ),
        },
      ]}
    />
  );
}

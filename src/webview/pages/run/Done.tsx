import type { Signal } from '@preact/signals';
import type { Evaluation } from '../../../learner/evaluation.ts';
import type { RunChoices, RunContract } from '../../contracts/run.ts';
import { Button, Icon, Link } from '../kit/controls.tsx';
import { HeldOutFigures, HeldOutTable } from '../kit/evaluation/HeldOutFigures.tsx';
import { useFailures } from '../kit/failures.ts';
import { t } from '../kit/language.ts';
import { FailureLine, MessageLine } from '../kit/MessageLine.tsx';
import { MetricStrip } from '../kit/MetricStrip.tsx';
import { dateTime, dollars, fixed, significant } from '../kit/numbers.ts';
import { PageHead } from '../kit/PageHead.tsx';
import type { Port } from '../kit/port.ts';
import { priceText } from '../kit/prices.ts';
import { Section } from '../kit/Section.tsx';
import { Equation } from './Equation.tsx';
import { Events } from './Events.tsx';
import { FitFigures } from './FitFigures.tsx';
import { Hyperparameters } from './Hyperparameters.tsx';
import { LossFigure } from './LossFigure.tsx';
import { Provenance } from './Provenance.tsx';
import { experimentLink, RunLinks } from './RunLinks.tsx';
import type { RunProps } from './runProps.ts';

/** A finished model: what it says, how good it is, and how it was made. */
export function Done({ state, port, choices }: RunProps) {
  const { failure, run } = useFailures();
  const { job, curves, evaluation, evaluationFailure } = state;
  return (
    <>
      <PageHead
        title={state.title}
        facts={[
          <>
            <Icon name="pass" tone="ok" /> {job.status}
          </>,
          t('{0} epochs, {1} models', curves.epochCount, curves.losses.length),
          state.connection,
          dateTime(job.endedAt ?? job.createdAt),
        ]}
        actions={
          <>
            <RunLinks state={state} port={port} run={run} />
            <span class="q s">
              {priceText(state.price, (hourly) => t('{0} per hour of training', dollars(hourly)))}
            </span>
            <Button onClick={() => run(port.request('deploy', {}))}>{t('Deploy…')}</Button>
          </>
        }
      />
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      {evaluationFailure && <FailureLine failure={evaluationFailure} takeAction={port.takeAction} />}
      {evaluation && <Judged evaluation={evaluation} port={port} run={run} choices={choices} />}
      <Section id="training" title={t('Training')}>
        {curves.stillFalling && (
          <MessageLine icon="lightbulb" tone="info" actions={experimentLink({ state, port, run })}>
            {t(
              'Loss still falling at the last epoch: raise epochs (now {0}) for a better model.',
              curves.plannedEpochs,
            )}
          </MessageLine>
        )}
        <div class="two">
          <LossFigure curves={curves} height={260} />
          <div>
            <Events state={state} port={port} choices={choices} />
          </div>
        </div>
      </Section>
      <section>
        <div class="two">
          <Hyperparameters state={state} />
          <div>
            <Provenance state={state} />
          </div>
        </div>
      </section>
    </>
  );
}

function Judged({
  evaluation,
  port,
  run,
  choices,
}: {
  readonly evaluation: Evaluation;
  readonly port: Port<RunContract>;
  readonly run: (request: Promise<unknown>) => void;
  readonly choices: Signal<RunChoices>;
}) {
  const { trainMean, trainMetrics, metrics, target } = evaluation;
  return (
    <>
      <Equation evaluation={evaluation} />
      <Metrics evaluation={evaluation} />
      <p class="q s metrics-note">
        {t(
          'On {0} held-out rows the model never saw. The mean baseline always answers {1}, the mean {2} of the {3} training rows. On those: R² {4}, RMSE {5}.',
          fixed(metrics.rowCount),
          significant(trainMean),
          target,
          fixed(trainMetrics.rowCount),
          fixed(trainMetrics.r2, 3),
          significant(trainMetrics.rmse),
        )}{' '}
        {worstText(evaluation)}
      </p>
      <Section id="held-out" label={t('Held-out rows')}>
        <FitFigures
          evaluation={evaluation}
          feature={choices.value.feature}
          onFeature={(feature) => (choices.value = { ...choices.value, feature })}
        />
        <HeldOutFigures evaluation={evaluation} />
      </Section>
      <Section
        id="pairs"
        title={t('Actual and predicted')}
        aside={
          <>
            <span>{t('{0} rows', fixed(evaluation.pairs.length))}</span>
            <Link onClick={() => run(port.request('saveAsCsv', {}))}>{t('Save as CSV…')}</Link>
          </>
        }
      >
        <HeldOutTable evaluation={evaluation} />
      </Section>
    </>
  );
}

function Metrics({ evaluation: { metrics, baseline, target } }: { readonly evaluation: Evaluation }) {
  const less = (value: number, mean: number) =>
    mean > 0 && value <= mean
      ? t('mean baseline {0}: {1} % less', significant(mean), fixed((1 - value / mean) * 100))
      : t('mean baseline {0}', significant(mean));
  return (
    <MetricStrip
      label={t('Metrics of the held-out rows')}
      metrics={[
        {
          label: t('Test R²'),
          value: fixed(metrics.r2, 3),
          comparison: t('mean baseline {0}', fixed(baseline.r2, 3)),
        },
        {
          label: t('RMSE, in {0}', target),
          value: significant(metrics.rmse),
          comparison: less(metrics.rmse, baseline.rmse),
        },
        {
          label: t('MAE, in {0}', target),
          value: significant(metrics.mae),
          comparison: less(metrics.mae, baseline.mae),
        },
        { label: 'MSE', value: significant(metrics.mse), comparison: less(metrics.mse, baseline.mse) },
      ]}
    />
  );
}

function worstText({ pairs, metrics }: Evaluation): string {
  const worst = pairs.find(
    ({ actual, predicted }) => Math.abs(predicted - actual) === metrics.maxAbsoluteError,
  );
  if (worst === undefined) return '';
  const size = significant(metrics.maxAbsoluteError);
  return worst.predicted < worst.actual
    ? t('Largest error: {0} too low, row {1}.', size, fixed(worst.row))
    : t('Largest error: {0} too high, row {1}.', size, fixed(worst.row));
}

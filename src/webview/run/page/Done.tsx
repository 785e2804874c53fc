import type { Signal } from '@preact/signals';
import type { Evaluation, RegressionEvaluation } from '../../../learner/metrics/evaluation.ts';
import type { RunChoices, RunContract, RunModel } from '../contract.ts';
import { Button, Icon, Link } from '../../kit/controls/controls.tsx';
import { HeldOutFigures, HeldOutTable } from '../../kit/evaluation/HeldOutFigures.tsx';
import { RegressionMetrics } from '../../kit/evaluation/RegressionMetrics.tsx';
import { useFailures } from '../../kit/page/failures.ts';
import { t } from '../../kit/language/language.ts';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { dateTime, dollars, fixed, significant } from '../../kit/language/numbers.ts';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import type { Port } from '../../kit/page/port.ts';
import { ProgressBar } from '../../kit/controls/ProgressBar.tsx';
import { rowsShownText } from '../../kit/evaluation/rowsShown.ts';
import { priceText } from '../../kit/language/prices.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { BinaryResult } from './binary/BinaryResult.tsx';
import { Equation } from './regression/Equation.tsx';
import { Events } from './Events.tsx';
import { FitFigures } from './regression/FitFigures.tsx';
import { largestError } from '../../kit/evaluation/drawnRows.ts';
import { Hyperparameters } from './Hyperparameters.tsx';
import { LossFigure } from './LossFigure.tsx';
import { MulticlassResult } from './multiclass/MulticlassResult.tsx';
import { Provenance } from './Provenance.tsx';
import { RunLinks } from './RunLinks.tsx';
import { RunNotes } from './RunNotes.tsx';
import type { RunProps } from './runProps.ts';
import { TrainingAdvice } from './TrainingAdvice.tsx';

/** A finished model: its equation, its metrics, and how it was made. */
export function Done({ state, port, choices }: RunProps) {
  const { failure, run } = useFailures();
  const { job, curves, evaluation, evaluationFailure } = state;
  const served = state.endpointName !== undefined;
  return (
    <>
      <PageHead
        title={state.title}
        facts={[
          <>
            <Icon name="pass" tone="ok" /> {job.status}
          </>,
          ...(evaluation === undefined ? [] : problemText(evaluation)),
          ...(curves.epochCount === 0
            ? []
            : [t('{0} epochs, {1} models', fixed(curves.epochCount), fixed(curves.losses.length))]),
          state.connection,
          dateTime(job.endedAt ?? job.createdAt),
          ...(served ? [t('endpoint {0}', state.endpointName ?? '')] : []),
        ]}
        actions={
          <>
            <RunLinks state={state} port={port} run={run} />
            {state.endpointPrice && (
              <span class="q s">
                {priceText(state.endpointPrice, (hourly) => t('{0} per hour', dollars(hourly)))}
                {' · '}
                <Link onClick={() => run(port.request('showSpend', {}))}>{t('Spending')}</Link>
              </span>
            )}
            {state.data && (
              <Button secondary={served} onClick={() => run(port.request('deploy', {}))}>
                {t('Deploy…')}
              </Button>
            )}
            {served && (
              <Button title={state.endpointName ?? ''} onClick={() => run(port.request('predict', {}))}>
                {t('Predict')}
              </Button>
            )}
          </>
        }
      />
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      <RunNotes state={state} />
      {state.data === undefined && (
        <MessageLine icon="info" tone="info">
          {t(
            'This job was not trained by Linear Learner, or the files beside its artifact are gone, so its columns and held-out rows are unknown. To evaluate, deploy or predict, train it here.',
          )}
        </MessageLine>
      )}
      {evaluationFailure && <FailureLine failure={evaluationFailure} takeAction={port.takeAction} />}
      {state.evaluating && (
        <>
          <MessageLine icon="loading" tone="info">
            {t('Evaluating {0} held-out rows…', fixed(state.evaluating.rowCount))}
          </MessageLine>
          <ProgressBar label={t('Evaluating the model')} />
        </>
      )}
      {state.evaluating === undefined && <TrainingAdvice state={state} port={port} />}
      {evaluation && (
        <Judged evaluation={evaluation} model={state.model} port={port} run={run} choices={choices} />
      )}
      <Section id="training" title={t('Training')}>
        <div class="two">
          <LossFigure curves={curves} height={260} hasEnded />
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

function problemText({ predictorType, target }: Evaluation): readonly string[] {
  switch (predictorType) {
    case 'regressor':
      return [];
    case 'binary_classifier':
      return [t('binary classification: {0}', target)];
    case 'multiclass_classifier':
      return [t('multiclass classification: {0}', target)];
  }
}

interface JudgedProps<Judgement extends Evaluation> {
  readonly evaluation: Judgement;
  readonly model: RunModel | undefined;
  readonly port: Port<RunContract>;
  readonly run: (request: Promise<unknown>) => void;
  readonly choices: Signal<RunChoices>;
}

function Judged({ evaluation, ...page }: JudgedProps<Evaluation>) {
  switch (evaluation.predictorType) {
    case 'regressor':
      return <RegressionResult evaluation={evaluation} {...page} />;
    case 'binary_classifier':
      return <BinaryResult evaluation={evaluation} {...page} />;
    case 'multiclass_classifier':
      return <MulticlassResult evaluation={evaluation} {...page} />;
  }
}

function RegressionResult({ evaluation, model, port, run, choices }: JudgedProps<RegressionEvaluation>) {
  const { trainMean, trainMetrics, metrics, target } = evaluation;
  return (
    <>
      <Equation evaluation={evaluation} model={model} />
      <RegressionMetrics evaluation={evaluation} />
      <p class="q s metrics-note">
        {t(
          'Evaluated on {0} held-out rows. The mean baseline always predicts {1}, the mean {2} of the {3} training rows. On the training rows: R²\u00a0{4}, RMSE {5}.',
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
            <span>{rowsShownText(evaluation.pairs.length, metrics.rowCount)}</span>
            <Link onClick={() => run(port.request('saveAsCsv', {}))}>{t('Save as CSV…')}</Link>
          </>
        }
      >
        <HeldOutTable evaluation={evaluation} />
      </Section>
    </>
  );
}

function worstText(evaluation: RegressionEvaluation): string {
  const { metrics } = evaluation;
  const size = significant(metrics.maxAbsoluteError);
  const worst = largestError(evaluation);
  if (worst === undefined || worst.row === null) return t('Largest error: {0}.', size);
  return worst.predicted < worst.actual
    ? t('Largest error: {0} too low, in row {1}.', size, fixed(worst.row))
    : t('Largest error: {0} too high, in row {1}.', size, fixed(worst.row));
}

import { pythonJson, pythonRepr } from '../pythonRepr.ts';
import type { EpochDecision } from '../trainer/earlyStopping.ts';
import type { Score } from '../trainer/finalScores.ts';
import type { ModelSettings } from '../hyperparameters/modelSettings.ts';
import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { loggedOfModel } from '../hyperparameters/table.ts';
import { objectiveName } from '../trainer/names.ts';
import type { EpochResult } from '../trainer/criterion.ts';
import type { EpochEnd, TrainedModel } from '../trainer/events.ts';
import { firstBatchLines, onePass, passLines, samplesAll, seenAfterEpoch, seenLine } from './opening.ts';
import type { RunFacts } from './opening.ts';
import { host, logged, metricsLine, once } from './prefix.ts';
import type { MetricSummary } from './prefix.ts';

type Epoch = Omit<EpochEnd, 'best'>;

const checkpointLine = (at: Date) => logged(at, 'Saved checkpoint to "/tmp/model/mx-mod-0000.params"');

/** The lines of one epoch: each model's loss, the criterion, the decision, progress and throughput. */
export function epochLines(
  at: Date,
  event: Epoch,
  { durationMs, ...facts }: RunFacts & { readonly durationMs: number },
): string[] {
  const { settings, train } = facts;
  const { epoch, trainLosses, validationLosses, decision } = event;
  const objective = objectiveName(settings);
  const losses = (split: 'train' | 'validation', values: readonly number[]) => [
    ...values.map((value, model) =>
      metricsLine(at, at, { epoch, model }, { [`${split}_${objective}`]: once(value) }),
    ),
    logged(
      at,
      `#quality_metric: ${host}, epoch=${epoch}, ${split} ${objective} <loss>=${pythonRepr(values[0] ?? Number.NaN)}`,
    ),
  ];
  return [
    ...passLines(at, facts, { channel: 'train', pass: trainPass(facts, epoch), durationMs }),
    ...losses('train', trainLosses),
    ...(epoch === 0 ? firstBatchLines(at, facts, { channel: 'validation', pass: 0, durationMs }) : []),
    ...passLines(at, facts, { channel: 'validation', pass: validationPass(epoch), durationMs }),
    ...(validationLosses ? losses('validation', validationLosses) : []),
    criterionLine(at, epoch, event),
    ...decisionLines(at, epoch, decision),
    // Whether or not the epoch was an improvement.
    logged(at, `Saving model for epoch: ${epoch}`),
    checkpointLine(at),
    ...(decision.kind === 'stop' ? [logged(at, 'Early stop condition met. Stopping training.')] : []),
    logged(at, `#progress_metric: ${host}, completed ${progressText(epoch, settings.epochs, decision)}`),
    seenLine(
      at,
      { epoch, Meta: 'training_data_iter' },
      seenAfterEpoch(settings, train.rowCount, epoch),
      durationMs,
    ),
    logged(
      at,
      `#throughput_metric: ${host}, train throughput=${pythonRepr(train.rowCount / Math.max(durationMs / 1000, 1e-6))} records/second`,
    ),
  ];
}

// How the readers of published runs count their passes: that of the train channel has read the first batch and the scaler's sample
// before, and has noticed its end if that was all of the data.
const trainPass = ({ settings, train }: RunFacts, epoch: number) =>
  (samplesAll(settings, train.rowCount) ? 4 : 3) + 2 * epoch;
const validationPass = (epoch: number) => 2 + 3 * epoch;

const criterionLine = (at: Date, epoch: number, { criterionName, criterion }: EpochResult) =>
  logged(
    at,
    `#early_stopping_criteria_metric: ${host}, epoch=${epoch}, criteria=${criterionName}, value=${pythonRepr(criterion)}`,
  );

/** `100 % epochs`, without `of`, after an early stop: published runs end with either `100 % epochs` or `100 % of epochs`. */
function progressText(epoch: number, epochs: number, decision: EpochDecision): string {
  return decision.kind === 'stop'
    ? '100 % epochs'
    : `${pythonRepr((100 * (epoch + 1)) / epochs)} % of epochs`;
}

/** The container is silent about epochs that only wait. */
function decisionLines(at: Date, epoch: number, decision: EpochDecision): string[] {
  switch (decision.kind) {
    case 'improved':
      return [logged(at, `Epoch ${epoch}: Loss improved. Updating best model`)];
    case 'recovering':
      return [logged(at, `Epoch ${epoch}: Loss has not improved for 0 epochs.`)];
    case 'waiting':
    case 'stop':
      return [];
  }
}

/** The lines after training: scores of the selecting channel, settings of the best model, scores of the test channel. */
export function closingLines(
  at: Date,
  trained: TrainedModel,
  { last, ...facts }: RunFacts & { readonly last: Epoch },
): string[] {
  const { train, validation, test } = trained.scores;
  const unsynced = 'wait_for_all_workers will not sync workers since the kv store is not running distributed';
  return [
    logged(at, unsynced, 'WARNING'),
    logged(at, unsynced, 'WARNING'),
    ...(train ? [...rereadLines(at, last, facts), ...scoreLines(at, 'train', train)] : []),
    ...(validation ? [...recheckLines(at, last, facts), ...scoreLines(at, 'validation', validation)] : []),
    logged(at, `Best model found for hyperparameters: ${bestJson(trained.settings, facts.settings)}`),
    checkpointLine(at),
    ...(test
      ? [...testPassLines(at, facts), ...scoreLines(at, 'test', test)]
      : [logged(at, 'Test data is not provided.')]),
  ];
}

/** Without validation rows, those of the train channel are read once more. */
function rereadLines(at: Date, { epoch }: Epoch, facts: RunFacts): string[] {
  const pass = trainPass(facts, epoch + 1);
  return [
    ...firstBatchLines(at, facts, { channel: 'train', pass, durationMs: 0 }),
    ...passLines(at, facts, { channel: 'train', pass: pass + 2, durationMs: 0 }),
  ];
}

/** With validation rows, the last epoch is evaluated a second time. */
function recheckLines(at: Date, last: Epoch, facts: RunFacts): string[] {
  const { epoch } = last;
  const again = validationPass(last.epoch + 1);
  // A loss is no improvement on itself, but an accuracy is as long as it is within the tolerance.
  const isImproved = last.isHigherBetter && last.decision.kind === 'improved';
  return [
    ...passLines(at, facts, { channel: 'validation', pass: again, durationMs: 0 }),
    criterionLine(at, epoch, last),
    ...(isImproved ? decisionLines(at, epoch, last.decision) : []),
    ...passLines(at, facts, { channel: 'validation', pass: again + 2, durationMs: 0 }),
  ];
}

function testPassLines(at: Date, facts: RunFacts): string[] {
  return [
    ...firstBatchLines(at, facts, { channel: 'test', pass: 0, durationMs: 0 }),
    ...passLines(at, facts, { channel: 'test', pass: 1, durationMs: 0 }),
    seenLine(at, { Meta: 'test_data_iter' }, onePass(facts.settings, facts.test?.rowCount ?? 0)),
  ];
}

function scoreLines(at: Date, split: string, scores: readonly Score[]): string[] {
  return [
    ...scores.map(({ name, value }) =>
      logged(at, `#${split}_score (algo-1) : ('${name}', ${pythonRepr(value)})`),
    ),
    ...scores.map(({ name, kind, value }) =>
      logged(at, `#quality_metric: ${host}, ${split} ${name} <${kind}>=${pythonRepr(value)}`),
    ),
  ];
}

const bestJson = (model: ModelSettings, { predictorType }: LinearLearnerSettings): string =>
  `{${loggedOfModel(model, predictorType)
    .map(
      ({ name, kind, value }) =>
        `"${name}": ${kind === 'number' ? pythonJson(Number(value)) : JSON.stringify(value)}`,
    )
    .join(', ')}}`;

/** Durations of a run's parts, in milliseconds; lists are `[epoch]`. */
export interface RunDurations {
  readonly setupMs: number;
  readonly initializeMs: number;
  readonly updatesMs: readonly number[];
  readonly finalizeMs: number;
  readonly totalMs: number;
}

/** The last line of the log; `epochs` is the hyperparameter, also after an early stop. */
export function durationsLine(at: Date, epochs: number, durations: RunDurations): string {
  const start = new Date(at.getTime() - durations.totalMs);
  return metricsLine(
    start,
    at,
    {},
    {
      'initialize.time': once(durations.initializeMs),
      epochs: once(epochs, 'integer'),
      'update.time': summary(durations.updatesMs),
      'finalize.time': once(durations.finalizeMs),
      setuptime: once(durations.setupMs),
      totaltime: once(durations.totalMs),
    },
  );
}

function summary(values: readonly number[]): MetricSummary {
  return {
    sum: values.reduce((sum, value) => sum + value, 0),
    count: values.length,
    min: values.reduce((a, b) => Math.min(a, b), Infinity),
    max: values.reduce((a, b) => Math.max(a, b), 0),
    bounds: 'float',
  };
}

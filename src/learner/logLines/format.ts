import { pythonJson, pythonRepr } from '../pythonRepr.ts';
import type { EpochDecision } from '../trainer/earlyStopping.ts';
import type { Score } from '../trainer/finalScores.ts';
import type { ModelSettings } from '../hyperparameters/modelSettings.ts';
import { loggedOfModel } from '../hyperparameters/table.ts';
import { objectiveName } from '../trainer/names.ts';
import type { TrainedModel, TrainerEvent } from '../trainer/events.ts';
import { passesBeforeTraining, seenAfterEpoch, seenLine, tensorioLines } from './opening.ts';
import type { RunFacts } from './opening.ts';
import { host, logged, metricsLine, once } from './prefix.ts';
import type { MetricSummary } from './prefix.ts';

type Epoch = Omit<Extract<TrainerEvent, { kind: 'epoch' }>, 'best'>;

const checkpointLine = (at: Date) => logged(at, 'Saved checkpoint to "/tmp/model/mx-mod-0000.params"');

/** The lines of one epoch: each model's loss, the criterion, the decision, progress and throughput. */
export function epochLines(
  at: Date,
  event: Epoch,
  { durationMs, ...facts }: RunFacts & { readonly durationMs: number },
): string[] {
  const { settings, rowCount } = facts;
  const { epoch, trainLosses, validationLosses, criterion, criterionName, decision } = event;
  const objective = objectiveName(settings);
  const seen = seenAfterEpoch(settings, rowCount, epoch);
  const start = new Date(at.getTime() - durationMs);
  const losses = (split: 'train' | 'validation', values: readonly number[]) =>
    values.map((value, model) =>
      metricsLine(start, at, { epoch, model }, { [`${split}_${objective}`]: once(value) }),
    );
  const quality = (split: string, values: readonly number[]) =>
    logged(
      at,
      `#quality_metric: ${host}, epoch=${epoch}, ${split} ${objective} <loss>=${pythonRepr(values[0] ?? Number.NaN)}`,
    );
  return [
    ...tensorioLines(at, facts, {
      epoch: passesBeforeTraining + epoch,
      durationMs,
      batches: seen.batchesBetweenResets,
      records: rowCount,
    }),
    ...losses('train', trainLosses),
    ...(validationLosses ? losses('validation', validationLosses) : []),
    quality('train', trainLosses),
    ...(validationLosses ? [quality('validation', validationLosses)] : []),
    logged(
      at,
      `#early_stopping_criteria_metric: ${host}, epoch=${epoch}, criteria=${criterionName}, value=${pythonRepr(criterion)}`,
    ),
    ...decisionLines(at, epoch, decision),
    ...(decision.kind === 'stop' ? [logged(at, 'Early stop condition met. Stopping training.')] : []),
    logged(at, `#progress_metric: ${host}, completed ${progressText(epoch, settings.epochs, decision)}`),
    seenLine(at, { epoch, Meta: 'training_data_iter' }, seen),
    logged(
      at,
      `#throughput_metric: ${host}, train throughput=${pythonRepr(rowCount / Math.max(durationMs / 1000, 1e-6))} records/second`,
    ),
  ];
}

/** `100 % epochs`, without `of`, after an early stop: published runs end with either `100 % epochs` or `100 % of epochs`. */
function progressText(epoch: number, epochs: number, decision: EpochDecision): string {
  return decision.kind === 'stop'
    ? '100 % epochs'
    : `${pythonRepr((100 * (epoch + 1)) / epochs)} % of epochs`;
}

function decisionLines(at: Date, epoch: number, decision: EpochDecision): string[] {
  switch (decision.kind) {
    case 'improved':
      return [
        logged(at, `Epoch ${epoch}: Loss improved. Updating best model`),
        logged(at, `Saving model for epoch: ${epoch}`),
        checkpointLine(at),
      ];
    case 'recovering':
      return [logged(at, `Epoch ${epoch}: Loss has not improved for 0 epochs.`)];
    case 'waiting':
    case 'stop':
      return [logged(at, `Epoch ${epoch}: Loss has not improved for ${decision.epochsWithoutGain} epochs.`)];
  }
}

/** The lines after training: scores of the selecting channel, settings of the best model, scores of the test channel. */
export function closingLines(at: Date, trained: TrainedModel): string[] {
  const { train, validation, test } = trained.scores;
  const unsynced = 'wait_for_all_workers will not sync workers since the kv store is not running distributed';
  return [
    logged(at, unsynced, 'WARNING'),
    logged(at, unsynced, 'WARNING'),
    ...(train ? scoreLines(at, 'train', train) : []),
    ...(validation ? scoreLines(at, 'validation', validation) : []),
    logged(at, `Best model found for hyperparameters: ${bestJson(trained.settings)}`),
    checkpointLine(at),
    ...(test ? scoreLines(at, 'test', test) : [logged(at, 'Test data is not provided.')]),
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

const bestJson = (settings: ModelSettings): string =>
  `{${loggedOfModel(settings)
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

/** The last line of the log. */
export function durationsLine(at: Date, epochs: number, durations: RunDurations): string {
  const start = new Date(at.getTime() - durations.totalMs);
  return metricsLine(
    start,
    at,
    {},
    {
      'initialize.time': once(durations.initializeMs),
      epochs: once(epochs),
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
  };
}

import { basename } from 'node:path';
import { connectionLabel } from '../../../aws/connections/types.ts';
import type { Connection } from '../../../aws/connections/types.ts';
import { endpointPrice, trainingPrice } from '../../../aws/costs.ts';
import type { RateBook } from '../../../aws/costs.ts';
import { recogniseReason } from '../../../aws/failures/errors.ts';
import type { TrainingJobDetails } from '../../../aws/trainingJobs.ts';
import { outputsOf } from '../../../data/fields/outputs.ts';
import { packOutputs } from '../../../data/fields/packedOutputs.ts';
import { hyperparameterStrings } from '../../../data/shapes/experiment.ts';
import { unmetDependency } from '../../../learner/hyperparameters/ignored.ts';
import { numericHyperparameter } from '../../../learner/hyperparameters/parse.ts';
import { predictorTypes } from '../../../learner/hyperparameters/spec.ts';
import { hyperparameterTable, settableHyperparameters } from '../../../learner/hyperparameters/table.ts';
import {
  bestLoss,
  drawnEpochs,
  epochCountOf,
  phasesOf,
  statusEvents,
  stillFalling,
} from '../../../runs/progress.ts';
import type { RunEvent, TrainingProgress } from '../../../runs/progress.ts';
import { explain } from '../../../platform/messages.ts';
import { raceOf } from '../../../runs/race.ts';
import type { RunRecord } from '../../../runs/runRecords.ts';
import type { Session } from '../../../runs/session.ts';
import type { JobFacts, LossCurves, ReadableEvent, RunFollowed, RunModel, RunPhase } from '../contract.ts';
import type { Price } from '../../contract/price.ts';
import { adviceOf } from './advice.ts';
import { priceOf } from '../../host/prices.ts';
import { hyperparameterHint } from '../../host/translated.ts';

/** Every hyperparameter that the experiment could set with effect, and those that the job has besides. */
export function knownOf({
  hyperparameters,
}: Pick<TrainingJobDetails, 'hyperparameters'>): RunFollowed['known'] {
  const type = predictorTypes.find((one) => one === hyperparameters['predictor_type']);
  const settable = new Set(settableHyperparameters(type));
  return Object.fromEntries(
    hyperparameterTable
      .filter(
        (entry) =>
          entry.name in hyperparameters ||
          (settable.has(entry) && unmetDependency(entry, hyperparameters) === undefined),
      )
      .map((entry) => [entry.name, { default: entry.default ?? '–', hint: hyperparameterHint(entry) }]),
  );
}

const mostEvents = 200;
const mostEpochs = 300;

/** What the Run page shows of a job, from what the service, its log and this machine know. */
export function stateOf(
  { connection }: Pick<Session, 'connection'>,
  record: RunRecord | undefined,
  details: TrainingJobDetails,
  progress: TrainingProgress,
  logLineCount: number,
  rates: RateBook,
): RunFollowed {
  const curves = curvesOf(details, progress);
  return {
    kind: 'run',
    title: record?.title ?? details.trainingJobName,
    connection: connectionLabel(connection),
    job: jobFacts(details),
    phases: [...preparationPhases(record), ...jobPhases(details)],
    curves,
    events: eventsOf(details, progress),
    logLineCount,
    ...(details.status === 'Completed' ? { advice: adviceOf(details.hyperparameters, curves) } : {}),
    known: knownOf(details),
    price: priceOf(trainingPrice(connection, details.instanceType, details.instanceCount, rates)),
    ...(record === undefined
      ? {}
      : {
          data: dataOf(record),
          model: modelOf(record),
          endpointPrice: priceOfEndpoint(connection, record, rates),
        }),
  };
}

function priceOfEndpoint(
  connection: Connection,
  { experiment: { endpoint } }: RunRecord,
  rates: RateBook,
): Price {
  return priceOf(endpointPrice(connection, endpoint.instanceType, endpoint.instanceCount, rates));
}

function jobFacts(details: TrainingJobDetails): JobFacts {
  const { failureReason, endedAt, modelS3Uri, channels } = details;
  return {
    name: details.trainingJobName,
    status: details.status,
    secondaryStatus: details.secondaryStatus,
    ...(failureReason === undefined ? {} : { failureReason, ...adviceAbout(failureReason) }),
    createdAt: new Date(details.createdAt).toISOString(),
    ...(endedAt === undefined ? {} : { endedAt: new Date(endedAt).toISOString() }),
    imageUri: details.imageUri,
    roleArn: details.roleArn,
    trainS3Uri: channels.find(({ name }) => name === 'train')?.s3Uri ?? '',
    outputS3Uri: details.outputS3Uri,
    ...(modelS3Uri === undefined ? {} : { modelS3Uri }),
    instanceType: details.instanceType,
    instanceCount: details.instanceCount,
    maxRuntimeSeconds: details.maxRuntimeSeconds,
    hyperparameters: details.hyperparameters,
  };
}

/** What to do about a reason that AWS gave; nothing about one of the learner's own. */
function adviceAbout(failureReason: string): Pick<JobFacts, 'failureAdvice'> {
  const failure = recogniseReason(failureReason, 'DescribeTrainingJob');
  return failure === undefined ? {} : { failureAdvice: explain(failure).message };
}

const preparationPhases = (record: RunRecord | undefined): readonly RunPhase[] =>
  record === undefined
    ? []
    : [
        { name: 'prepare', state: 'done', durationMs: record.prepareMs },
        { name: 'upload', state: 'done', durationMs: record.uploadMs },
      ];

const jobPhases = (details: TrainingJobDetails): readonly RunPhase[] =>
  phasesOf(details).map(({ name, state, startedAt, durationMs }) => ({
    name,
    state,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(startedAt === undefined ? {} : { startedAt }),
  }));

/** Losses for a picture: of all epochs, or of as many as fit. */
export function curvesOf(
  details: Pick<TrainingJobDetails, 'hyperparameters' | 'status'>,
  progress: TrainingProgress,
): LossCurves {
  const race = raceOf(details.hyperparameters, progress);
  const best = bestLoss(progress.losses, race?.winner);
  const epochCount = epochCountOf(progress);
  const shown = drawnEpochs(epochCount, mostEpochs);
  return {
    losses: progress.losses.map((curve) => shown.map((epoch) => curve[epoch] ?? Number.NaN)),
    epochs: shown.map((epoch) => epoch + 1),
    epochCount,
    lossOf: progress.lossOf,
    latest: progress.losses[best?.model ?? -1]?.slice(-2) ?? [],
    ...(best === undefined ? {} : { best: { ...best, epoch: best.epoch + 1 } }),
    ...(race === undefined ? {} : { models: race.models }),
    ...(progress.best === undefined ? {} : { winner: progress.best }),
    plannedEpochs: numericHyperparameter(details.hyperparameters, 'epochs', 'regressor'),
    stillFalling: details.status === 'Completed' && stillFalling(progress),
    stoppedEarly: progress.stoppedEarly,
  };
}

export function eventsOf(details: TrainingJobDetails, progress: TrainingProgress): readonly ReadableEvent[] {
  return [...statusEvents(details), ...progress.events]
    .toReversed()
    .sort((a, b) => b.at - a.at)
    .map((event) => ({ at: new Date(event.at).toISOString(), event: readable(event) }))
    .reduce<ReadableEvent[]>(withoutRepeats, [])
    .slice(0, mostEvents);
}

/** Adds the next older event: epochs without a gain in a row are one line, that of the last of them. */
function withoutRepeats(newer: ReadableEvent[], { at, event }: ReadableEvent): ReadableEvent[] {
  const last = newer.at(-1);
  if (last?.event.kind !== 'no-gain' || event.kind !== 'no-gain') newer.push({ at, event });
  else
    newer[newer.length - 1] = { at: last.at, event: { ...last.event, inARow: (last.event.inARow ?? 1) + 1 } };
  return newer;
}

function readable(event: RunEvent): ReadableEvent['event'] {
  switch (event.kind) {
    case 'improved':
    case 'no-gain': {
      const { kind, epoch, loss, model } = event;
      return {
        kind,
        epoch,
        ...(loss === undefined ? {} : { loss }),
        ...(model === undefined ? {} : { model }),
      };
    }
    case 'early-stop':
      return { kind: 'early-stop' };
    case 'status':
      return { kind: 'status', status: event.status, message: event.message };
  }
}

/** Of a longer description, the rows that were held out would have no room in the message. */
const mostCharacters = 400_000;

function modelOf({ preparation }: RunRecord): RunModel {
  const outputs = packOutputs(outputsOf(preparation.features));
  return JSON.stringify(outputs).length > mostCharacters ? {} : { outputs };
}

function dataOf({
  experiment,
  datasetSha256,
  rowCounts,
  uploadedBytes,
}: RunRecord): RunFollowed['data'] & object {
  return {
    datasetName: basename(experiment.dataset),
    datasetSha256,
    rowCounts,
    seed: experiment.split.seed,
    shuffled: experiment.split.shuffle,
    ...(experiment.split.column === undefined ? {} : { splitColumn: experiment.split.column }),
    uploadedBytes,
    format: experiment.format,
    chosen: Object.keys(hyperparameterStrings(experiment)),
  };
}

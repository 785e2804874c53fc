import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { trainsWithOwnLearner } from '../aws/connections/types.ts';
import type { Rate } from '../aws/costs.ts';
import type { FileUpload } from '../aws/datasets.ts';
import type { TrainingRequest } from '../aws/trainingJobs.ts';
import { newJobName } from '../aws/names.ts';
import { joinKey, s3Uri } from '../aws/s3/s3Uri.ts';
import { isInS3 } from '../data/experiment/datasetPath.ts';
import type { CallOptions, Engine } from '../data/engine/calls.ts';
import type { PreparedRun } from '../data/shapes/preparation.ts';
import type { Preflight } from '../data/shapes/preflight.ts';
import { dataFailure } from '../data/shapes/failures.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { fileFailure, systemCode } from '../files/errors.ts';
import { datasetFile } from './datasetFile.ts';
import { createJobOnRecord } from './createJob.ts';
import type { JobLedger } from '../guard/journal/jobLedger.ts';
import type { RunRecord, RunRecords } from './runRecords.ts';
import type { Session } from './session.ts';
import { shareRun } from './sharedRuns.ts';
import { imageOf } from './trainingImage.ts';
import { runPlace } from './runPlace.ts';

export interface TrainOptions {
  readonly signal: AbortSignal;
  /** What the user confirmed: the rate of all instances, and a time limit below that of the experiment, where a spend cap asks for it. */
  readonly billing?: {
    readonly rate: Rate;
    readonly maxRuntimeSeconds: number | undefined;
    /** Throws if it no longer fits a spend cap. */
    readonly check: () => Promise<void>;
  };
  /** 'starting' is awaited before the job is requested. */
  readonly onStep: (
    step: 'preparing' | 'uploading' | 'waiting' | 'starting' | 'waiting for role',
  ) => void | Promise<void>;
  /** Uploaded share of all bytes, 0 to 1. */
  readonly onUploaded: (share: number) => void;
}

/** A training whose job was created, and the session that created it. */
export interface StartedTraining {
  readonly session: Session;
  readonly record: RunRecord;
}

/** Where a training is recorded: its run, and its job as a resource that may bill. */
export interface TrainStores {
  readonly records: RunRecords;
  readonly jobs: JobLedger;
}

/** An experiment that passed preflight, and the hash of its table. */
export interface CheckedExperiment {
  readonly experiment: Experiment;
  readonly experimentPath: string;
  readonly datasetPath: string;
  readonly tableSha256: string;
}

/**
 * Runs preflight before anything is requested, billed or created. Throws 'preflight-failed', or 'file-changed' when the table is not
 * the one the user was shown (`expectedSha256`).
 */
export async function checkExperiment(
  { connection }: Pick<Session, 'connection'>,
  engine: Engine,
  { experiment, experimentPath, datasetPath }: Omit<CheckedExperiment, 'tableSha256'>,
  expectedSha256?: string,
  work: Pick<CallOptions<unknown>, 'signal' | 'onProgress'> = {},
): Promise<CheckedExperiment & Pick<Preflight, 'items'>> {
  const request = { datasetPath, experiment, ownLearner: trainsWithOwnLearner(connection) };
  const { items, tableSha256 } = await engine.preflight(request, work);
  if (expectedSha256 !== undefined && expectedSha256 !== tableSha256)
    throw dataFailure('file-changed', { file: datasetPath }, `${datasetPath} changed after it was shown`);
  const failure = items.find(({ severity }) => severity === 'failure');
  if (failure === undefined) return { experiment, experimentPath, datasetPath, tableSha256, items };
  const facts = { file: experimentPath, ...failure };
  throw dataFailure('preflight-failed', facts, `${experimentPath}: ${failure.kind}`);
}

/**
 * Starts the training job of a checked experiment: splits and prepares its table, ensures the bucket, uploads and creates the job. The
 * run is recorded before the job is requested.
 */
export async function startTraining(
  session: Session,
  engine: Engine,
  { records, jobs }: TrainStores,
  checked: CheckedExperiment,
  options: TrainOptions,
): Promise<RunRecord> {
  const { aws, connectionId } = session;
  const { signal, onStep } = options;
  const { experiment, datasetPath, tableSha256 } = checked;
  const imageUri = imageOf(session.region);
  const destination = await session.destination(signal);
  // Without its account, the job could not be looked up later.
  await session.identity(signal);
  const startedAt = performance.now();
  await onStep('preparing');
  const { trainingJobName, outputFolder } = await takeJobName(session, records);
  // Before it is read once more: a change in between is refused by its hash.
  const file = isInS3(experiment.dataset) ? undefined : await datasetFile(datasetPath);
  const preparing = { datasetPath, experiment, outputFolder, expectedSha256: tableSha256 };
  const prepared = await engine.prepare(preparing, { signal }).catch(async (error: unknown) => {
    await rm(outputFolder, { recursive: true, force: true });
    throw error;
  });
  const preparedAt = performance.now();
  await onStep('uploading');
  const { bucket, roleArn } = runPlace(experiment, destination);
  await session.ensureBucket(bucket, signal);
  const channels = channelsOf(prepared, bucket, experiment.output.prefix, trainingJobName);
  const { uploadedBytes, uploadedAt } = await uploadChannels(session, channels, trainingJobName, options);
  await onStep('starting');
  const outputS3Uri = s3Uri({ bucket, key: joinKey(experiment.output.prefix, 'output') });
  const timings = {
    prepareMs: preparedAt - startedAt,
    uploadMs: performance.now() - preparedAt,
    uploadedBytes,
  };
  const record: RunRecord = {
    ...recordOf(checked, prepared, { trainingJobName, outputS3Uri, ...timings }),
    ...(file === undefined ? {} : { datasetFile: file }),
  };
  const removeData = async () => {
    await aws.removeDataOfRefusedJob(channels.train, trainingJobName).catch(() => undefined);
    await records.discard(connectionId, trainingJobName).catch(() => undefined);
  };
  const place = { channels, outputS3Uri, imageUri, roleArn };
  const newRole = {
    roleRequestedAt: roleArn === destination.roleArn ? destination.roleRequestedAt : undefined,
    onWaitingForRole: () => void onStep('waiting for role'),
  };
  try {
    await records.save(connectionId, record);
    await shareRun(session, record, outputFolder, s3UrisOf(channels), signal);
  } catch (error) {
    // Rethrow the original error even if cleanup fails.
    await removeData();
    throw error;
  }
  const { rate, check, maxRuntimeSeconds = experiment.training.maxRuntimeSeconds } = options.billing ?? {};
  const request = { ...jobRequest(record, prepared, place), maxRuntimeSeconds };
  const job = await createJobOnRecord(
    session,
    jobs,
    request,
    { ...record, ...newRole, rate, check },
    signal,
    removeData,
  );
  try {
    await aws.stopUnlessDataIsOwn(channels.train, { trainingJobName, uploadedAt }, signal);
  } catch (error) {
    if (signal.aborted) await job.abandon();
    throw error;
  }
  // The run has started, even if it cannot be saved as the newest.
  await records.saveNewest(connectionId, record).catch(() => undefined);
  return record;
}

/** Names have millisecond resolution: creating the folder exclusively keeps two windows from sharing a name. */
async function takeJobName(
  { connectionId }: Session,
  records: RunRecords,
): Promise<{ readonly trainingJobName: string; readonly outputFolder: string }> {
  for (;;) {
    const trainingJobName = newJobName(new Date());
    const outputFolder = records.folderOf(connectionId, trainingJobName);
    await mkdir(dirname(outputFolder), { recursive: true });
    try {
      await mkdir(outputFolder);
      return { trainingJobName, outputFolder };
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw fileFailure(outputFolder, error);
    }
  }
}

function recordOf(
  { experiment, experimentPath }: CheckedExperiment,
  prepared: PreparedRun,
  {
    outputS3Uri,
    ...facts
  }: Pick<RunRecord, 'trainingJobName' | 'prepareMs' | 'uploadMs' | 'uploadedBytes'> & {
    readonly outputS3Uri: string;
  },
): RunRecord {
  return {
    version: 1,
    ...facts,
    title: basename(experimentPath).replace(/\.linear\.json$/, ''),
    experimentPath,
    experiment,
    datasetSha256: prepared.tableSha256,
    rowCounts: prepared.rowCounts,
    preparation: prepared.preparation,
    trainPath: prepared.trainPath,
    ...(prepared.testPath === undefined ? {} : { testPath: prepared.testPath }),
    modelS3Uri: `${outputS3Uri}/${facts.trainingJobName}/output/model.tar.gz`,
  };
}

interface Place {
  readonly channels: Channels;
  readonly outputS3Uri: string;
  readonly imageUri: string;
  readonly roleArn: string;
}

function jobRequest(
  { trainingJobName, experiment, experimentPath }: RunRecord,
  { hyperparameters, format }: PreparedRun,
  { channels: { train, validation }, ...place }: Place,
): TrainingRequest {
  const contentType = format === 'csv' ? 'text/csv' : 'application/x-recordio-protobuf';
  const channel = (name: string, file: FileUpload) => ({ name, s3Uri: s3Uri(file), contentType });
  const { instanceType, instanceCount, maxRuntimeSeconds } = experiment.training;
  return {
    ...place,
    trainingJobName,
    hyperparameters,
    channels: [
      channel('train', train),
      ...(validation === undefined ? [] : [channel('validation', validation)]),
    ],
    instanceType,
    instanceCount,
    maxRuntimeSeconds,
    experiment: basename(experimentPath),
  };
}

/** Uploads the training data last: other runs of the prefix wait from then until the job is requested. */
async function uploadChannels(
  { aws, pollIntervalMs }: Session,
  { train, validation, test }: Channels,
  trainingJobName: string,
  { signal, onStep, onUploaded }: TrainOptions,
): Promise<{ readonly uploadedBytes: number; readonly uploadedAt: number }> {
  const others = [validation, test].filter((file) => file !== undefined);
  const sizeOf = async ({ path }: FileUpload) => (await stat(path)).size;
  const otherBytes = (await Promise.all(others.map(sizeOf))).reduce((sum, size) => sum + size, 0);
  const uploadedBytes = otherBytes + (await sizeOf(train));
  const progress = (before: number) => ({
    signal,
    onProgress: ({ sentBytes }: { readonly sentBytes: number }) =>
      onUploaded((before + sentBytes) / uploadedBytes),
  });
  await aws.uploadFiles(others, progress(0));
  const uploadedAt = await aws.uploadTrainingData(train, {
    ...progress(otherBytes),
    trainingJobName,
    pollIntervalMs,
    onWaiting: () => void onStep('waiting'),
  });
  return { uploadedBytes, uploadedAt };
}

interface Channels {
  readonly train: FileUpload;
  readonly validation?: FileUpload;
  readonly test?: FileUpload;
}

function channelsOf(
  { trainPath, validationPath, testPath }: PreparedRun,
  bucket: string,
  prefix: string,
  job: string,
): Channels {
  const file = (path: string, key: string) => ({ path, bucket, key: joinKey(prefix, key) });
  return {
    train: file(trainPath, 'train/linear-train-data'),
    ...(validationPath === undefined
      ? {}
      : { validation: file(validationPath, `validation/${job}/linear-validation-data`) }),
    ...(testPath === undefined ? {} : { test: file(testPath, `test/${job}/linear-test-data`) }),
  };
}

const s3UrisOf = ({ train, test }: Channels) => ({
  trainS3Uri: s3Uri(train),
  ...(test === undefined ? {} : { testS3Uri: s3Uri(test) }),
});

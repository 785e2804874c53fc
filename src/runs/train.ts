import { basename, dirname, join } from 'node:path';
import { trainsWithOwnLearner } from '../aws/connections/types.ts';
import type { Engine, PreparedRun } from '../data/engine/engine.ts';
import { dataFailure } from '../data/errors.ts';
import type { Experiment } from '../data/experiment/schema.ts';
import { linearLearnerImage } from '../learner/imageUris.ts';
import type { RunRecord, RunRecords } from './runRecords.ts';
import type { Session } from './session.ts';

export interface TrainOptions {
  readonly signal: AbortSignal;
  readonly onStep: (step: 'preparing' | 'uploading' | 'starting') => void;
  /** Share of all bytes uploaded, 0 to 1. */
  readonly onUploaded: (share: number) => void;
}

/** An experiment whose preflight found nothing that fails, and the table it looked at. */
export interface CheckedExperiment {
  readonly experiment: Experiment;
  readonly experimentPath: string;
  readonly datasetPath: string;
  readonly tableSha256: string;
}

/**
 * Refuses what would fail, before anything is asked, billed or made. Throws DataFailure. `expectedSha256` is the table that the
 * user was shown, if one was: another one is refused.
 */
export async function checkExperiment(
  { connection }: Pick<Session, 'connection'>,
  engine: Engine,
  { experiment, experimentPath }: Pick<CheckedExperiment, 'experiment' | 'experimentPath'>,
  expectedSha256?: string,
): Promise<CheckedExperiment> {
  const datasetPath = join(dirname(experimentPath), experiment.dataset);
  const request = { datasetPath, experiment, ownLearner: trainsWithOwnLearner(connection) };
  const { items, tableSha256 } = await engine.preflight(request);
  if (expectedSha256 !== undefined && expectedSha256 !== tableSha256)
    throw dataFailure('file-changed', { file: datasetPath }, `${datasetPath} changed after it was shown`);
  const failure = items.find(({ severity }) => severity === 'failure');
  if (failure === undefined) return { experiment, experimentPath, datasetPath, tableSha256 };
  const { kind, facts } = failure;
  throw dataFailure('preflight-failed', { file: experimentPath, kind, facts }, `${experimentPath}: ${kind}`);
}

/**
 * From a checked experiment to a running training job: split and preparation, bucket, upload, job. What the run needs later is on
 * record before the job is asked for.
 */
export async function startTraining(
  session: Session,
  engine: Engine,
  records: RunRecords,
  { experiment, experimentPath, datasetPath, tableSha256 }: CheckedExperiment,
  { signal, onStep, onUploaded }: TrainOptions,
): Promise<RunRecord> {
  const { aws, clients } = session;
  const destination = await session.destination(signal);
  const startedAt = performance.now();
  onStep('preparing');
  const trainingJobName = aws.newJobName(new Date());
  const outputFolder = records.folderOf(session.connectionId, trainingJobName);
  const prepared = await engine.prepare(
    { datasetPath, experiment, outputFolder, expectedSha256: tableSha256 },
    { signal },
  );
  const preparedAt = performance.now();
  onStep('uploading');
  const bucket = experiment.output.bucket ?? destination.bucket;
  await aws.ensureBucket(clients, bucket, signal);
  const channels = channelsOf(session, prepared, bucket, experiment.output.prefix, trainingJobName);
  let uploadedBytes = 0;
  await aws.uploadFiles(
    clients,
    channels.map(({ path, key }) => ({ path, bucket, key })),
    {
      signal,
      onProgress: ({ sentBytes, totalBytes }) => {
        uploadedBytes = sentBytes;
        onUploaded(sentBytes / totalBytes);
      },
    },
  );
  onStep('starting');
  const outputS3Uri = aws.s3Uri({ bucket, key: aws.joinKey(experiment.output.prefix, 'output') });
  const record: RunRecord = {
    version: 1,
    trainingJobName,
    title: basename(experimentPath).replace(/\.linear\.json$/, ''),
    experimentPath,
    experiment,
    datasetSha256: prepared.tableSha256,
    rowCounts: prepared.rowCounts,
    prepareMs: preparedAt - startedAt,
    uploadMs: performance.now() - preparedAt,
    uploadedBytes,
    preparation: prepared.preparation,
    trainPath: prepared.trainPath,
    ...(prepared.testPath === undefined ? {} : { testPath: prepared.testPath }),
    modelS3Uri: `${outputS3Uri}/${trainingJobName}/output/model.tar.gz`,
  };
  await records.save(session.connectionId, record);
  await aws.createTrainingJob(
    clients,
    {
      trainingJobName,
      roleArn: destination.roleArn,
      imageUri: linearLearnerImage(session.region) ?? '',
      hyperparameters: prepared.hyperparameters,
      channels: channels
        .filter(({ name }) => name !== 'test')
        .map(({ name, key, contentType }) => ({ name, s3Uri: aws.s3Uri({ bucket, key }), contentType })),
      outputS3Uri,
      instanceType: experiment.training.instanceType,
      instanceCount: experiment.training.instanceCount,
      maxRuntimeSeconds: experiment.training.maxRuntimeSeconds,
      experiment: basename(experimentPath),
    },
    signal,
  );
  return record;
}

function channelsOf({ aws }: Session, prepared: PreparedRun, bucket: string, prefix: string, job: string) {
  const contentType = prepared.format === 'csv' ? 'text/csv' : 'application/x-recordio-protobuf';
  const all = [
    { name: 'train' as const, path: prepared.trainPath, key: aws.joinKey(prefix, 'train/linear-train-data') },
    {
      name: 'validation' as const,
      path: prepared.validationPath,
      key: aws.joinKey(prefix, `validation/${job}/linear-validation-data`),
    },
    {
      name: 'test' as const,
      path: prepared.testPath,
      key: aws.joinKey(prefix, `test/${job}/linear-test-data`),
    },
  ];
  return all.flatMap(({ path, ...rest }) =>
    path === undefined ? [] : [{ ...rest, path, bucket, contentType }],
  );
}

import { basename, dirname, join } from 'node:path';
import type { Engine, PreparedRun } from '../data/engine/engine.ts';
import { dataFailure } from '../data/errors.ts';
import type { Experiment } from '../data/experiment/schema.ts';
import { linearLearnerImage } from '../learner/imageUris.ts';
import { preflightReason } from './preflightReason.ts';
import type { RunRecord, RunRecords } from './runRecords.ts';
import type { Session } from './session.ts';

export interface TrainOptions {
  readonly signal: AbortSignal;
  readonly onStep: (step: 'preparing' | 'uploading' | 'starting') => void;
  /** Share of all bytes uploaded, 0 to 1. */
  readonly onUploaded: (share: number) => void;
}

/**
 * From an experiment to a running training job: preflight, split and preparation, bucket, upload, job. What the run needs later is
 * on record before the job is asked for.
 */
export async function startTraining(
  session: Session,
  engine: Engine,
  records: RunRecords,
  { experiment, experimentPath }: { readonly experiment: Experiment; readonly experimentPath: string },
  { signal, onStep, onUploaded }: TrainOptions,
): Promise<RunRecord> {
  const { aws, clients } = session;
  const destination = await session.destination(signal);
  const datasetPath = join(dirname(experimentPath), experiment.dataset);
  const startedAt = performance.now();
  onStep('preparing');
  await refuseFailures(engine, datasetPath, experiment, experimentPath, signal);
  const trainingJobName = aws.newJobName(new Date());
  const prepared = await engine.prepare(
    { datasetPath, experiment, outputFolder: records.folderOf(session.connectionId, trainingJobName) },
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

async function refuseFailures(
  engine: Engine,
  datasetPath: string,
  experiment: Experiment,
  experimentPath: string,
  signal: AbortSignal,
): Promise<void> {
  const { items } = await engine.preflight({ datasetPath, experiment }, { signal });
  const failure = items.find(({ severity }) => severity === 'failure');
  if (failure === undefined) return;
  const file = basename(experimentPath);
  const reason = preflightReason(failure);
  throw dataFailure('preflight-failed', { file, reason }, `${file}: ${reason} Nothing was created.`);
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

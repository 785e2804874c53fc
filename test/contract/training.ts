import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as s3 from '@aws-sdk/client-s3';
import * as sm from '@aws-sdk/client-sagemaker';
import { expect } from 'vitest';
import { readArtifact } from '../../src/learner/artifact/artifact.ts';
import { writeRecordIO } from '../../src/learner/formats/recordio.ts';
import type { LabeledRows } from '../../src/learner/matrix.ts';
import type { Clients } from './embeddedServer.ts';

export const roleArn = 'arn:aws:iam::111122223333:role/LinearLearnerLocalExecutionRole';
export const imageUri = '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1';
export const bucket = 'tutorial';
/** The tutorial's twenty training rows, by their place in the table. */
const trainRows = [5, 16, 8, 14, 23, 20, 1, 29, 6, 4, 18, 19, 9, 7, 25, 3, 0, 21, 15, 12];
const pollIntervalMs = 20;

/** The tutorial's training rows: years and salary. */
export function salaryRows(): (readonly [number, number])[] {
  const lines = readFileSync('examples/salary.csv', 'utf8').trim().split(/\r?\n/).slice(1);
  return trainRows.map((row) => {
    const [years = NaN, salary = NaN] = (lines[row] ?? '').split(',').map(Number);
    return [years, salary];
  });
}

export function labeledRows(rows: readonly (readonly [number, number])[]): LabeledRows {
  const values = Float32Array.from(rows, ([x]) => x);
  return {
    features: { rowCount: rows.length, columnCount: 1, values },
    labels: Float32Array.from(rows, ([, y]) => y),
  };
}

export function asRecordIO(rows: readonly (readonly [number, number])[]): Uint8Array {
  const { features, labels } = labeledRows(rows);
  return writeRecordIO(features, labels);
}

export const putObject = (server: Clients, Key: string, Body: string | Uint8Array) =>
  server.s3.send(new s3.PutObjectCommand({ Bucket: bucket, Key, Body }));

/** Creates the bucket and uploads the tutorial's training rows where `trainingJob` expects them. */
export async function uploadSalary(server: Clients): Promise<void> {
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: bucket }));
  await putObject(server, 'linear-learner/train/linear-train-data', asRecordIO(salaryRows()));
}

/** A channel of a training job; by default the tutorial's. */
export function channel(source: Partial<sm.S3DataSource> = {}, more: Partial<sm.Channel> = {}): sm.Channel {
  return {
    ChannelName: 'train',
    DataSource: {
      S3DataSource: {
        S3DataType: 'S3Prefix',
        S3Uri: `s3://${bucket}/linear-learner/train/linear-train-data`,
        S3DataDistributionType: 'FullyReplicated',
        ...source,
      },
    },
    ...more,
  };
}

export function trainingJob(
  TrainingJobName: string,
  hyperparameters: Record<string, string> = {},
  more: Partial<sm.CreateTrainingJobCommandInput> = {},
): sm.CreateTrainingJobCommandInput {
  return {
    TrainingJobName,
    RoleArn: roleArn,
    AlgorithmSpecification: { TrainingImage: imageUri, TrainingInputMode: 'File' },
    HyperParameters: {
      predictor_type: 'regressor',
      mini_batch_size: '5',
      feature_dim: '1',
      ...hyperparameters,
    },
    InputDataConfig: [channel()],
    OutputDataConfig: { S3OutputPath: `s3://${bucket}/linear-learner/output` },
    ResourceConfig: { InstanceType: 'ml.c4.xlarge', InstanceCount: 1, VolumeSizeInGB: 30 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    ...more,
  };
}

/** Hyperparameters of a job that ends only when it is stopped. */
export const endless = { epochs: '100000000', early_stopping_patience: '100000000' };

export const describe = ({ sagemaker }: Clients, TrainingJobName: string) =>
  sagemaker.send(new sm.DescribeTrainingJobCommand({ TrainingJobName }));

/** Resolves with the job once it has ended in any way. */
export async function endOf(server: Clients, name: string): Promise<sm.DescribeTrainingJobCommandOutput> {
  for (;;) {
    const job = await describe(server, name);
    if (job.TrainingJobStatus !== 'InProgress' && job.TrainingJobStatus !== 'Stopping') return job;
    await pause(pollIntervalMs);
  }
}

/** Creates a job and waits for its end. */
export async function train(server: Clients, input: sm.CreateTrainingJobCommandInput) {
  await server.sagemaker.send(new sm.CreateTrainingJobCommand(input));
  return endOf(server, input.TrainingJobName ?? '');
}

/** Polls until `find` returns something. */
export async function eventually<T>(find: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    await pause(pollIntervalMs);
  }
}

/** The model of a job, read from its artifact URI. */
export async function modelOf(server: Clients, job: sm.DescribeTrainingJobCommandOutput) {
  const uri = job.ModelArtifacts?.S3ModelArtifacts ?? '';
  const Key = uri.replace(`s3://${bucket}/`, '');
  const { Body } = await server.s3.send(new s3.GetObjectCommand({ Bucket: bucket, Key }));
  return readArtifact((await Body?.transformToByteArray()) ?? new Uint8Array());
}

/** One job for the exact trainer, and one that is trained on threads. */
export async function trainFewAndMany(server: Clients): Promise<void> {
  await uploadSalary(server);
  const few = await train(server, trainingJob('few'));
  expect((await modelOf(server, few)).weights[0]).toBeCloseTo(9631.828, 2);
  const rowCount = 100_000;
  const values = Float32Array.from({ length: rowCount * 10 }, (_, at) => (at * 37) % 101);
  const labels = Float32Array.from({ length: rowCount }, (_, row) => 3 * (values[row * 10] ?? 0) + 1);
  const rows = writeRecordIO({ rowCount, columnCount: 10, values }, labels);
  await putObject(server, 'linear-learner/many/rows', rows);
  const source = { S3Uri: `s3://${bucket}/linear-learner/many/` };
  const hyperparameters = { feature_dim: '10', mini_batch_size: '1000', loss: 'absolute_loss' };
  const many = await train(
    server,
    trainingJob('many', hyperparameters, { InputDataConfig: [channel(source)] }),
  );
  expect(many).toMatchObject({ TrainingJobStatus: 'Completed' });
}

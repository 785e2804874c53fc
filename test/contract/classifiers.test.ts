import * as s3 from '@aws-sdk/client-s3';
import type * as sm from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';
import { deploy } from './serving.ts';
import { bucket, channel, putObject, train as runJob, trainingJob } from './training.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
/** 300 rows of a label and two features around the corners of a triangle, label first. */
const rows = Array.from({ length: 300 }, (_, row) => {
  const label = row % 3;
  const [x = 0, y = 0] =
    [
      [0, 0],
      [9, 1],
      [1, 9],
    ][label] ?? [];
  return [label, x + ((row * 7) % 13) / 6, y + ((row * 5) % 11) / 6];
});
const csvOf = (classCount: number) =>
  rows
    .filter(([label = 0]) => label < classCount)
    .map((row) => row.join(','))
    .join('\n');

beforeAll(async () => {
  server = await startEmbeddedServer();
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: bucket }));
  const files = {
    'two/train.csv': csvOf(2),
    'three/train.csv': csvOf(3),
    'broken/train.csv': `${csvOf(2)}\n1,2,many`,
  };
  for (const [key, body] of Object.entries(files)) await putObject(server, key, body);
});
afterAll(() => server.stop());

const train = (name: string, data: string, HyperParameters: Record<string, string>) => {
  const source = { S3Uri: `s3://${bucket}/${data}` };
  return runJob(
    server,
    trainingJob(
      name,
      {},
      {
        HyperParameters: { mini_batch_size: '20', ...HyperParameters },
        InputDataConfig: ['train', 'validation'].map((ChannelName) =>
          channel(source, { ChannelName, ContentType: 'text/csv' }),
        ),
      },
    ),
  );
};

const ask = async (EndpointName: string, ContentType: string, Accept: string, Body: string) => {
  const answer = await server.runtime.send(
    new InvokeEndpointCommand({ EndpointName, ContentType, Accept, Body }),
  );
  return { contentType: answer.ContentType, bytes: answer.Body };
};

const metric = (job: sm.DescribeTrainingJobCommandOutput, name: string) =>
  job.FinalMetricDataList?.find(({ MetricName }) => MetricName === name)?.Value;

test('binary classifier is trained, deployed and invoked in every format', async () => {
  const job = await train('two', 'two', { predictor_type: 'binary_classifier' });
  expect(job.FailureReason).toBeUndefined();
  expect(metric(job, 'validation:binary_classification_accuracy')).toBeGreaterThan(0.98);
  await deploy(server, 'two', job.ModelArtifacts?.S3ModelArtifacts);
  const json = await ask('two', 'text/csv', 'application/json', '0,0\n9,1');
  const { predictions } = JSON.parse(json.bytes.transformToString());
  expect(predictions.map((one: { predicted_label: number }) => one.predicted_label)).toEqual([0, 1]);
  expect(predictions[0].score).toBeLessThan(predictions[1].score);
  const lines = await ask('two', 'application/jsonlines', 'application/jsonlines', '{"features":[9,1]}');
  expect(lines.bytes.transformToString()).toMatch(/^\{"score": 0\.\d+, "predicted_label": 1\}\n$/);
  const sparse = '{"instances":[{"data":{"features":{"keys":[0],"shape":[2],"values":[9]}}}]}';
  const records = await ask('two', 'application/json', 'application/x-recordio-protobuf', sparse);
  expect(records.contentType).toBe('application/x-recordio-protobuf');
  expect(records.bytes).toHaveLength(56);
});

test('multiclass classifier is trained, deployed and invoked', async () => {
  const job = await train('three', 'three', { predictor_type: 'multiclass_classifier', num_classes: '3' });
  expect(job.FailureReason).toBeUndefined();
  expect(metric(job, 'validation:multiclass_accuracy')).toBeGreaterThan(0.98);
  await deploy(server, 'three', job.ModelArtifacts?.S3ModelArtifacts);
  const answer = await ask('three', 'text/csv', 'application/json', '0,0\n9,1\n1,9');
  const predictions: { score: number[]; predicted_label: number }[] = JSON.parse(
    answer.bytes.transformToString(),
  ).predictions;
  expect(predictions.map(({ predicted_label }) => predicted_label)).toEqual([0, 1, 2]);
  for (const { score } of predictions) expect(score.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
});

test.each([
  [
    'labels',
    'three',
    { predictor_type: 'binary_classifier' },
    /^ClientError: Row 3 of the train channel has the label 2/,
  ],
  [
    'classes',
    'two',
    { predictor_type: 'multiclass_classifier' },
    /^ClientError: Hyperparameter num_classes is required/,
  ],
  [
    'loss',
    'two',
    { predictor_type: 'binary_classifier', loss: 'huber_loss' },
    /^ClientError: .*huber_loss for loss/,
  ],
  [
    'cell',
    'broken',
    { predictor_type: 'binary_classifier' },
    /^ClientError: Unable to parse csv: rows 201-220, file .*Row 201 holds "many"/,
  ],
])('invalid %s fails the job with its reason', async (name, data, hyperparameters, reason) => {
  const job = await train(`bad-${name}`, data, hyperparameters);
  expect(job.TrainingJobStatus).toBe('Failed');
  expect(job.FailureReason).toMatch(reason);
});

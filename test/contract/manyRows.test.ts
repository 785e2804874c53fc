import * as s3 from '@aws-sdk/client-s3';
import type * as sm from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeRecordIO } from '../../src/learner/formats/recordio.ts';
import { mersenneTwister } from '../../src/learner/random.ts';
import { startEmbeddedServer } from './embeddedServer.ts';
import { bucket, channel, putObject, train as runJob, trainingJob } from './training.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;

beforeAll(async () => {
  server = await startEmbeddedServer();
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: bucket }));
});
afterAll(() => server.stop());

/** y = 3 + Σ (column + 1) · x, without noise. */
function linearRecords(rowCount: number, columnCount: number): Uint8Array {
  const random = mersenneTwister(3);
  const values = Float32Array.from({ length: rowCount * columnCount }, () => random() / 2 ** 32);
  const labels = new Float32Array(rowCount).fill(3);
  for (const [index, value] of values.entries()) {
    const row = Math.floor(index / columnCount);
    labels[row] = (labels[row] ?? 0) + value * ((index % columnCount) + 1);
  }
  return writeRecordIO({ rowCount, columnCount, values }, labels);
}

async function train(name: string, body: Uint8Array, HyperParameters: Record<string, string>) {
  await putObject(server, `${name}/train`, body);
  return runJob(
    server,
    trainingJob(
      name,
      {},
      {
        HyperParameters: { predictor_type: 'regressor', ...HyperParameters },
        InputDataConfig: [
          channel({ S3Uri: `s3://${bucket}/${name}` }, { ContentType: 'application/x-recordio-protobuf' }),
        ],
      },
    ),
  );
}

const meanSquaredErrorOf = ({ FinalMetricDataList }: sm.DescribeTrainingJobCommandOutput) =>
  FinalMetricDataList?.find(({ MetricName }) => MetricName === 'train:mse')?.Value;

test('training job too large for the exact trainer runs on threads', async () => {
  const job = await train('threads', linearRecords(60_000, 5), { loss: 'huber_loss' });
  expect(job.FailureReason).toBeUndefined();
  // The labels vary by 4.6 and by 32.
  expect(meanSquaredErrorOf(job)).toBeLessThan(0.004);
});

test('channel too large for memory is read from disk', async () => {
  const job = await train('disk', linearRecords(420_000, 10), { epochs: '3', num_models: '8' });
  expect(job.FailureReason).toBeUndefined();
  expect(meanSquaredErrorOf(job)).toBeLessThan(0.03);
});

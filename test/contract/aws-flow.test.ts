import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { newEndpointName } from '../../src/aws/names.ts';
import { localClients, startEmbeddedServer } from './embeddedServer.ts';

const bucket = 'linear-learner-us-east-1-111122223333';
const pollIntervalMs = 20;
let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
let clients: aws.AwsClients;

beforeAll(async () => {
  server = await startEmbeddedServer();
  clients = localClients(server);
});
afterAll(async () => {
  clients.destroy();
  await server.stop();
});

test('src/aws uploads, trains, follows, deploys, predicts and deletes', async () => {
  const { accountId } = await aws.whoAmI(clients);
  const roleArn = `arn:aws:iam::${accountId}:role/LinearLearnerLocalExecutionRole`;
  const imageUri = '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1';
  expect(await aws.ensureBucket(clients, bucket, { accountId })).toEqual({
    created: { encryption: 'AES256', isEncryptionSet: true, isPublicAccessBlocked: true },
    owner: accountId,
  });
  expect(await aws.ensureBucket(clients, bucket, { accountId })).toEqual({
    created: undefined,
    owner: accountId,
  });

  const path = join(import.meta.dirname, '../../examples/salary.csv');
  const key = 'linear-learner/source/salary.csv';
  await aws.uploadFiles(clients, [{ path, bucket, key }]);
  const copy = join(server.stateFolder, 'copy.csv');
  await aws.downloadObject(clients, { bucket, key }, copy);
  expect(readFileSync(copy)).toEqual(readFileSync(path));

  await aws.createTrainingJob(clients, {
    trainingJobName: 'salary-1',
    roleArn,
    imageUri,
    hyperparameters: { feature_dim: '1', predictor_type: 'regressor', mini_batch_size: '5', epochs: '3' },
    channels: [{ name: 'train', s3Uri: await uploadRows(path), contentType: 'text/csv' }],
    outputS3Uri: `s3://${bucket}/linear-learner/output`,
    instanceType: 'ml.c4.xlarge',
    instanceCount: 1,
    maxRuntimeSeconds: 3600,
    experiment: 'salary.linear.json',
  });
  const lines: string[] = [];
  let job: aws.TrainingJobDetails | undefined;
  for await (const update of aws.followTrainingJob(clients, 'salary-1', { pollIntervalMs })) {
    lines.push(...update.lines.map(({ message }) => message));
    job = update.details;
  }
  expect(job).toMatchObject({ status: 'Completed', failureReason: undefined });
  expect(lines.some((line) => line.includes('#metrics'))).toBe(true);
  expect(new Set((await aws.listTrainingJobs(clients)).jobs.map((one) => one.trainingJobName))).toContain(
    'salary-1',
  );

  const modelS3Uri = job?.modelS3Uri ?? '';
  const endpointName = newEndpointName('salary');
  const origin = { trainingJobName: 'salary-1', experiment: 'salary.linear.json' };
  const request = {
    endpointName,
    imageUri,
    modelS3Uri,
    roleArn,
    instanceType: 'ml.m4.xlarge',
    instanceCount: 1,
    origin,
  };
  await aws.deploy(clients, request);
  await aws.waitInService(clients, endpointName, { pollIntervalMs });
  expect(await aws.describeEndpoint(clients, endpointName)).toMatchObject({
    origin,
    modelNames: [endpointName],
    variantNames: ['AllTraffic'],
  });
  const { predictions } = await aws.invokeEndpoint(clients, {
    endpointName,
    contentType: 'text/csv',
    body: '1.5\n10.3',
  });
  expect(predictions).toHaveLength(2);

  for (let time = 0; time < 2; time += 1) {
    await aws.deleteEndpoint(clients, { endpointName, alsoModel: true }, { pollIntervalMs });
  }
  expect(await aws.describeEndpoint(clients, endpointName)).toBeUndefined();
});

/** The table as Linear Learner takes it: label first, no header. */
async function uploadRows(path: string): Promise<string> {
  const rows = readFileSync(path, 'utf8').trim().split(/\r?\n/).slice(1);
  const key = 'linear-learner/train/linear-train-data';
  const labelFirst = rows.map((row) => row.split(',').toReversed().join(',')).join('\n');
  const file = join(server.stateFolder, 'rows.csv');
  writeFileSync(file, labelFirst);
  await aws.uploadFiles(clients, [{ path: file, bucket, key }]);
  return `s3://${bucket}/${key}`;
}

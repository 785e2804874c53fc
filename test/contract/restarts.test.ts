import { readdir, rm, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as s3 from '@aws-sdk/client-s3';
import * as sm from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bindOperations } from '../../src/aws/index.ts';
import { localClients, startEmbeddedServer } from './embeddedServer.ts';
import { deploy } from './serving.ts';
import { bucket, putObject, train, trainingJob, uploadSalary } from './training.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
let stateFolder = '';
beforeEach(async () => {
  server = await startEmbeddedServer();
  ({ stateFolder } = server);
  await uploadSalary(server);
});
afterEach(async () => {
  await server.stop();
  await rm(dirname(stateFolder), { recursive: true, force: true });
});

async function restart(meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
  await server.stop(true);
  await meanwhile();
  server = await startEmbeddedServer({ stateFolder });
}

const textOf = async (Key: string) => {
  const { Body } = await server.s3.send(new s3.GetObjectCommand({ Bucket: bucket, Key }));
  return Body?.transformToString();
};

test('multipart upload goes on after a restart, and completing it again gives the same answer', async () => {
  const target = { Bucket: bucket, Key: 'large' };
  const { UploadId } = await server.s3.send(
    new s3.CreateMultipartUploadCommand({ ...target, ContentType: 'text/csv' }),
  );
  const part = async (PartNumber: number, Body: string) => {
    const request = new s3.UploadPartCommand({ ...target, UploadId, PartNumber, Body });
    return { PartNumber, ETag: (await server.s3.send(request)).ETag };
  };
  const first = await part(1, 'a'.repeat(5 * 1024 * 1024));
  const replaced = await part(2, 'x');
  await restart();
  const second = await part(2, 'b');
  expect(second.ETag).not.toBe(replaced.ETag);
  const complete = new s3.CompleteMultipartUploadCommand({
    ...target,
    UploadId,
    MultipartUpload: { Parts: [first, second] },
  });
  const { ETag } = await server.s3.send(complete);
  expect((await server.s3.send(complete)).ETag).toBe(ETag);
  await restart();
  expect((await server.s3.send(complete)).ETag).toBe(ETag);
  const { ContentType, ContentLength } = await server.s3.send(new s3.HeadObjectCommand(target));
  expect({ ContentType, ContentLength }).toEqual({
    ContentType: 'text/csv',
    ContentLength: 5 * 1024 * 1024 + 1,
  });
  await expect(part(3, 'late')).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

test('endpoint serves the model it was created with after a restart, whatever became of the object', async () => {
  const job = await train(server, trainingJob('model', { epochs: '5' }));
  const uri = job.ModelArtifacts?.S3ModelArtifacts ?? '';
  const key = uri.replace(`s3://${bucket}/`, '');
  await deploy(server, 'overwritten', uri);
  await deploy(server, 'deleted', uri);
  const answers = () => Promise.all(['overwritten', 'deleted'].map((name) => predict(name)));
  const before = await answers();
  await putObject(server, key, 'no model');
  await restart();
  expect(await answers()).toEqual(before);
  await server.s3.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key: key }));
  await restart();
  expect(await answers()).toEqual(before);
  expect(await readdir(join(stateFolder, 'served'))).toHaveLength(2);
  await server.sagemaker.send(new sm.DeleteEndpointCommand({ EndpointName: 'deleted' }));
  expect(await readdir(join(stateFolder, 'served'))).toHaveLength(1);
});

const predict = async (EndpointName: string) => {
  const request = new InvokeEndpointCommand({ EndpointName, ContentType: 'text/csv', Body: '6.5' });
  return Buffer.from((await server.runtime.send(request)).Body ?? []).toString();
};

test('a schedule survives a restart, and one due in the meantime then deletes its endpoint', async () => {
  const job = await train(server, trainingJob('model', { epochs: '1' }));
  await deploy(server, 'leased', job.ModelArtifacts?.S3ModelArtifacts ?? '');
  const minuteMs = 60_000;
  const operations = () => bindOperations(localClients(server));
  const { invocationsSince, armSchedule, ensureScheduleGroup } = operations();
  await predict('leased');
  await predict('leased');
  const counted = ['leased', 'other'].map((endpointName) => ({ endpointName, variantNames: ['AllTraffic'] }));
  expect(await invocationsSince(counted, { sinceMs: Date.now() - minuteMs })).toEqual(
    new Map([
      ['leased', { kind: 'measured', sum: 2 }],
      ['other', { kind: 'no-data' }],
    ]),
  );
  await ensureScheduleGroup();
  const roleArn = 'arn:aws:iam::111122223333:role/LinearLearnerEndpointDeleter';
  const arm = (endpointName: string, dueAtMs: number) =>
    armSchedule({ endpointName, dueAtMs, roleArn, attempt: endpointName });
  await arm('leased', Date.now());
  await arm('unborn', Date.now() + 60 * minuteMs);
  await restart();
  await expect
    .poll(() => server.sagemaker.send(new sm.ListEndpointsCommand({})))
    .toMatchObject({
      Endpoints: [],
    });
  expect(await operations().listSchedules()).toEqual(['leased', 'unborn']);
});

test('object whose bytes were truncated or removed is an error that names it, and the others are served', async () => {
  await putObject(server, 'small', 'small');
  await putObject(server, 'big', 'b'.repeat(100_000));
  await restart(async () => {
    const blobs = join(stateFolder, 's3', 'blobs');
    const entries = await readdir(blobs, { recursive: true, withFileTypes: true });
    for (const { name, parentPath } of entries.filter((entry) => entry.isFile()))
      await truncate(join(parentPath, name), 3);
  });
  await putObject(server, 'whole', 'whole');
  for (const key of ['small', 'big'])
    await expect(textOf(key)).rejects.toMatchObject({
      name: 'InternalError',
      $metadata: { httpStatusCode: 500 },
      message: expect.stringContaining(`cannot read s3://${bucket}/${key}`),
    });
  expect(await textOf('whole')).toBe('whole');
});

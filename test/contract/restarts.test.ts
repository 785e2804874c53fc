import { readdir, rm, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as s3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';
import { bucket, putObject, uploadSalary } from './training.ts';

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

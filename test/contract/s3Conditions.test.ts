import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';

const Bucket = 'conditions';
let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer();
  await server.s3.send(new s3.CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const put = async (Key: string, more: Partial<s3.PutObjectCommandInput> = {}) => {
  const { ETag = '' } = await server.s3.send(
    new s3.PutObjectCommand({ Bucket, Key, Body: '0123456789', ...more }),
  );
  return ETag;
};
const head = (Key: string) => server.s3.send(new s3.HeadObjectCommand({ Bucket, Key }));
const copy = (Key: string, source: string, more: Partial<s3.CopyObjectCommandInput> = {}) =>
  server.s3.send(new s3.CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${source}`, ...more }));
const failed = { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } };
const other = '"00000000000000000000000000000000"';

test('copy is made only if its source meets the conditions', async () => {
  const etag = await put('source');
  const past = new Date(Date.now() - 3_600_000);
  const future = new Date(Date.now() + 3_600_000);
  for (const condition of [
    { CopySourceIfMatch: other },
    { CopySourceIfNoneMatch: etag },
    { CopySourceIfModifiedSince: future },
    { CopySourceIfUnmodifiedSince: past },
  ])
    await expect(copy('copied', 'source', condition)).rejects.toMatchObject(failed);
  await expect(head('copied')).rejects.toMatchObject({ name: 'NotFound' });
  await copy('copied', 'source', {
    CopySourceIfMatch: etag,
    CopySourceIfNoneMatch: other,
    CopySourceIfModifiedSince: past,
  });
  expect((await head('copied')).ETag).toBe(etag);
});

test('copy replaces its target only if that meets the conditions', async () => {
  await put('from');
  const etag = await put('onto', { Body: 'other' });
  await expect(copy('onto', 'from', { IfNoneMatch: '*' })).rejects.toMatchObject(failed);
  await expect(copy('onto', 'from', { IfMatch: other })).rejects.toMatchObject(failed);
  expect((await head('onto')).ETag).toBe(etag);
  await copy('onto', 'from', { IfMatch: etag });
  expect((await head('onto')).ETag).not.toBe(etag);
});

test('part is copied only if its source meets the conditions, and from a range within it', async () => {
  const etag = await put('ranges');
  const target = { Bucket, Key: 'parts' };
  const { UploadId } = await server.s3.send(new s3.CreateMultipartUploadCommand(target));
  const copyPart = (more: Partial<s3.UploadPartCopyCommandInput>) =>
    server.s3.send(
      new s3.UploadPartCopyCommand({
        ...target,
        UploadId,
        PartNumber: 1,
        CopySource: `${Bucket}/ranges`,
        ...more,
      }),
    );
  await expect(copyPart({ CopySourceIfNoneMatch: etag })).rejects.toMatchObject(failed);
  await expect(copyPart({ CopySourceRange: 'bytes=0-21' })).rejects.toMatchObject({
    name: 'InvalidArgument',
  });
  for (const CopySourceRange of ['0-2', 'bytes=0', 'bytes=hello-world', 'bytes=2-0'])
    await expect(copyPart({ CopySourceRange })).rejects.toMatchObject({ name: 'InvalidArgument' });
  const { Parts } = await server.s3.send(new s3.ListPartsCommand({ ...target, UploadId }));
  expect(Parts).toBeUndefined();
  await copyPart({ CopySourceRange: 'bytes=2-5', CopySourceIfMatch: etag });
  const listed = await server.s3.send(new s3.ListPartsCommand({ ...target, UploadId }));
  expect(listed.Parts?.map(({ Size }) => Size)).toEqual([4]);
});

test('conditional delete requires a matching ETag and an existing object', async () => {
  const etag = await put('deleted');
  const remove = (Key: string, IfMatch: string) =>
    server.s3.send(new s3.DeleteObjectCommand({ Bucket, Key, IfMatch }));
  await expect(remove('deleted', other)).rejects.toMatchObject(failed);
  expect((await head('deleted')).ETag).toBe(etag);
  await remove('deleted', etag);
  await expect(head('deleted')).rejects.toMatchObject({ name: 'NotFound' });
  await expect(remove('deleted', etag)).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('each object of DeleteObjects is deleted only if its own entity tag matches', async () => {
  const etag = await put('first');
  await put('second');
  const answer = await server.s3.send(
    new s3.DeleteObjectsCommand({
      Bucket,
      Delete: {
        Objects: [
          { Key: 'first', ETag: etag },
          { Key: 'second', ETag: other },
          { Key: 'third', VersionId: '00' },
        ],
      },
    }),
  );
  expect(answer.Deleted?.map(({ Key }) => Key)).toEqual(['first']);
  expect(answer.Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([
    ['second', 'PreconditionFailed'],
    ['third', 'NoSuchVersion'],
  ]);
  await head('second');
});

test('DeleteObjects with a condition that is not implemented, or over 1,000 keys, deletes nothing', async () => {
  await put('sized');
  const removeAll = (Objects: s3.ObjectIdentifier[]) =>
    server.s3.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  await expect(removeAll([{ Key: 'sized', Size: 3 }])).rejects.toMatchObject({ name: 'MalformedXML' });
  const many = Array.from({ length: 1001 }, (_, at) => ({ Key: at === 0 ? 'sized' : `k${at}` }));
  await expect(removeAll(many)).rejects.toMatchObject({ name: 'MalformedXML' });
  await head('sized');
});

test('If-Match of a missing key is 404, and If-None-Match takes only *', async () => {
  await expect(put('missing', { IfMatch: other })).rejects.toMatchObject({
    name: 'NoSuchKey',
    $metadata: { httpStatusCode: 404 },
  });
  await expect(put('missing', { IfNoneMatch: other })).rejects.toMatchObject({
    name: 'NotImplemented',
    $metadata: { httpStatusCode: 501 },
  });
  await expect(head('missing')).rejects.toMatchObject({ name: 'NotFound' });
});

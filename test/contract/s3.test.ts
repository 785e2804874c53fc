import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import * as s3 from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer();
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: 'tables' }));
});
afterAll(() => server.stop());

const put = (Key: string, Body: string | Uint8Array | Readable, more = {}) =>
  server.s3.send(new s3.PutObjectCommand({ Bucket: 'tables', Key, Body, ...more }));
const get = (Key: string, more = {}) =>
  server.s3.send(new s3.GetObjectCommand({ Bucket: 'tables', Key, ...more }));

test("buckets are created, protected, listed and deleted with S3's errors", async () => {
  await expect(server.s3.send(new s3.CreateBucketCommand({ Bucket: 'Not_A_Bucket' }))).rejects.toMatchObject({
    name: 'InvalidBucketName',
  });
  await server.s3.send(
    new s3.PutPublicAccessBlockCommand({
      Bucket: 'tables',
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  const block = await server.s3.send(new s3.GetPublicAccessBlockCommand({ Bucket: 'tables' }));
  expect(block.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
  await put('keep', 'x');
  await expect(server.s3.send(new s3.DeleteBucketCommand({ Bucket: 'tables' }))).rejects.toMatchObject({
    name: 'BucketNotEmpty',
  });
  await expect(server.s3.send(new s3.HeadBucketCommand({ Bucket: 'other' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
  const { Buckets } = await server.s3.send(new s3.ListBucketsCommand());
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['tables']);
});

test.each(["ünï 日本+&=%~'()*!$@,;:.csv", 'a//b', '/lead', 'a/../b', 'a/./b', '%41'])(
  'object with key %s keeps its bytes and metadata',
  async (key) => {
    const bytes = randomBytes(1000);
    const { ETag } = await put(key, bytes, { ContentType: 'text/csv', Metadata: { rows: '20' } });
    const found = await get(key);
    expect(Buffer.from((await found.Body?.transformToByteArray()) ?? [])).toEqual(bytes);
    expect(found).toMatchObject({
      ETag,
      ContentType: 'text/csv',
      ContentLength: 1000,
      Metadata: { rows: '20' },
    });
    const copy = `copy of ${key}`;
    await server.s3.send(
      new s3.CopyObjectCommand({
        Bucket: 'tables',
        Key: copy,
        CopySource: `tables/${encodeURIComponent(key)}`,
      }),
    );
    expect((await get(copy)).ETag).toBe(ETag);
  },
);

test('stream with a trailing checksum is stored', async () => {
  const bytes = randomBytes(300_000);
  await put('streamed', Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]), {
    ContentLength: bytes.length,
  });
  expect(Buffer.from((await (await get('streamed')).Body?.transformToByteArray()) ?? [])).toEqual(bytes);
});

test('GET honours ranges and conditions', async () => {
  const { ETag } = await put('digits', '0123456789');
  const part = await get('digits', { Range: 'bytes=2-4' });
  expect([await part.Body?.transformToString(), part.ContentRange]).toEqual(['234', 'bytes 2-4/10']);
  expect(await (await get('digits', { Range: 'bytes=-3' })).Body?.transformToString()).toBe('789');
  await expect(get('digits', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  await expect(get('digits', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(get('digits', { IfNoneMatch: ETag })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 304 },
  });
  await expect(put('digits', 'x', { IfNoneMatch: '*' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  await expect(get('nothing')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('wrong checksum stores nothing', async () => {
  await expect(put('bad', 'hello', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({
    name: 'BadDigest',
  });
  await expect(get('bad')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('listing returns pages by prefix and delimiter', async () => {
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: 'listing' }));
  for (const Key of ['a/1', 'a/2', 'b', 'c/1', 'd'])
    await server.s3.send(new s3.PutObjectCommand({ Bucket: 'listing', Key, Body: 'x' }));
  const seen: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page: s3.ListObjectsV2CommandOutput = await server.s3.send(
      new s3.ListObjectsV2Command({ Bucket: 'listing', Delimiter: '/', MaxKeys: 2, ContinuationToken }),
    );
    seen.push(
      ...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix),
      ...(page.Contents ?? []).map(({ Key = '' }) => Key),
    );
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  expect(seen.toSorted()).toEqual(['a/', 'b', 'c/', 'd']);
  await server.s3.send(
    new s3.DeleteObjectsCommand({
      Bucket: 'listing',
      Delete: { Objects: [{ Key: 'a/1' }, { Key: 'unknown' }] },
    }),
  );
  const left = await server.s3.send(new s3.ListObjectsV2Command({ Bucket: 'listing', Prefix: 'a/' }));
  expect(left.Contents?.map(({ Key }) => Key)).toEqual(['a/2']);
});

test('multipart upload takes parallel parts, and can be aborted', async () => {
  const bytes = randomBytes(12 * 1024 * 1024);
  await new Upload({ client: server.s3, params: { Bucket: 'tables', Key: 'large', Body: bytes } }).done();
  const found = await get('large');
  expect(found.ETag).toMatch(/-3"$/);
  expect(Buffer.from((await found.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  const { UploadId } = await server.s3.send(
    new s3.CreateMultipartUploadCommand({ Bucket: 'tables', Key: 'aborted' }),
  );
  await server.s3.send(new s3.AbortMultipartUploadCommand({ Bucket: 'tables', Key: 'aborted', UploadId }));
  await expect(
    server.s3.send(
      new s3.UploadPartCommand({ Bucket: 'tables', Key: 'aborted', UploadId, PartNumber: 1, Body: 'x' }),
    ),
  ).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

test('wrong secret and unknown access key are rejected', async () => {
  const stranger = new s3.S3Client({
    ...server.client,
    forcePathStyle: true,
    credentials: { ...server.client.credentials, secretAccessKey: 'wrong' },
  });
  await expect(stranger.send(new s3.ListBucketsCommand())).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  });
  const unknown = new s3.S3Client({
    ...server.client,
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKIAOTHER', secretAccessKey: 'x' },
  });
  await expect(unknown.send(new s3.ListBucketsCommand())).rejects.toMatchObject({
    name: 'InvalidAccessKeyId',
  });
});

test('objects survive a restart', async () => {
  const { stateFolder } = server;
  const again = await startEmbeddedServer({ stateFolder });
  const found = await again.s3.send(new s3.GetObjectCommand({ Bucket: 'tables', Key: 'digits' }));
  expect(await found.Body?.transformToString()).toBe('0123456789');
  await again.stop();
  expect(server.errors).toEqual([]);
});

test('one of many concurrent conditional writes succeeds', async () => {
  const place = { Bucket: 'conditions-at-once', Key: 'k' };
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: place.Bucket }));
  const takenOf = async (condition: { readonly IfNoneMatch?: string; readonly IfMatch?: string }) => {
    const writes = Array.from({ length: 8 }, (_, index) =>
      server.s3.send(
        new s3.PutObjectCommand({ ...place, ...condition, Body: `${JSON.stringify(condition)}${index}` }),
      ),
    );
    const answers = await Promise.allSettled(writes);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.ETag ?? ''] : []));
  };
  const made = await takenOf({ IfNoneMatch: '*' });
  expect(made).toHaveLength(1);
  expect(await takenOf({ IfMatch: made[0] ?? '' })).toHaveLength(1);
});

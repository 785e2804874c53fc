import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer();
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: 'tables' }));
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const put = (Key: string, more: Partial<s3.PutObjectCommandInput> = {}) =>
  server.s3.send(new s3.PutObjectCommand({ Bucket: 'tables', Key, Body: '123456789', ...more }));
const head = (Key: string) => server.s3.send(new s3.HeadObjectCommand({ Bucket: 'tables', Key }));

// The check values of each algorithm, for the text 123456789.
test.each<[s3.ChecksumAlgorithm, string]>([
  ['CRC32', Buffer.from('cbf43926', 'hex').toString('base64')],
  ['CRC32C', Buffer.from('e3069283', 'hex').toString('base64')],
  ['CRC64NVME', Buffer.from('ae8b14860a799888', 'hex').toString('base64')],
  ['SHA1', createHash('sha1').update('123456789').digest('base64')],
  ['SHA256', createHash('sha256').update('123456789').digest('base64')],
])('%s is verified: confirmed when right, rejected when wrong', async (ChecksumAlgorithm, value) => {
  const member = `Checksum${ChecksumAlgorithm}`;
  expect(await put('checked', { ChecksumAlgorithm, [member]: value })).toHaveProperty(member, value);
  const wrong = Buffer.from(value, 'base64').fill(0).toString('base64');
  await expect(put('wrong', { ChecksumAlgorithm, [member]: wrong })).rejects.toMatchObject({
    name: 'BadDigest',
  });
  await expect(head('wrong')).rejects.toMatchObject({ name: 'NotFound' });
});

test('Content-MD5 is verified and must be well-formed', async () => {
  await expect(put('md5', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })).rejects.toMatchObject({
    name: 'BadDigest',
  });
  await expect(put('md5', { ContentMD5: 'AAAA' })).rejects.toMatchObject({ name: 'InvalidDigest' });
});

test('headers of an object are stored, those of its transfer are not', async () => {
  await put('kept', {
    Body: Readable.from(['1234', '56789']),
    ContentLength: 9,
    ContentEncoding: 'gzip',
    CacheControl: 'no-cache',
    ContentLanguage: 'de',
    ContentDisposition: 'attachment',
  });
  const expected = {
    ContentEncoding: 'gzip',
    CacheControl: 'no-cache',
    ContentLanguage: 'de',
    ContentDisposition: 'attachment',
  };
  expect(await head('kept')).toMatchObject(expected);
  await server.s3.send(
    new s3.CopyObjectCommand({ Bucket: 'tables', Key: 'copied', CopySource: 'tables/kept' }),
  );
  expect(await head('copied')).toMatchObject(expected);
  await put('plain', { Body: Readable.from(['123456789']), ContentLength: 9 });
  expect((await head('plain')).ContentEncoding).toBeUndefined();
});

test('copy of an object onto itself is rejected unless something changes', async () => {
  await put('same');
  const copy = { Bucket: 'tables', Key: 'same', CopySource: 'tables/same' };
  await expect(server.s3.send(new s3.CopyObjectCommand(copy))).rejects.toMatchObject({
    name: 'InvalidRequest',
  });
  await server.s3.send(
    new s3.CopyObjectCommand({ ...copy, MetadataDirective: 'REPLACE', Metadata: { rows: '1' } }),
  );
  expect((await head('same')).Metadata).toEqual({ rows: '1' });
});

test('ListObjects pages by marker', async () => {
  for (const Key of ['list/a/1', 'list/b', 'list/c']) await put(Key);
  const list = (input: Partial<s3.ListObjectsCommandInput>) =>
    server.s3.send(
      new s3.ListObjectsCommand({ Bucket: 'tables', Prefix: 'list/', Delimiter: '/', ...input }),
    );
  const first = await list({ MaxKeys: 2 });
  expect(first).toMatchObject({
    IsTruncated: true,
    CommonPrefixes: [{ Prefix: 'list/a/' }],
    Contents: [{ Key: 'list/b' }],
    NextMarker: 'list/b',
  });
  const second = await list({ MaxKeys: 2, Marker: first.NextMarker });
  expect([second.IsTruncated, second.Contents?.map(({ Key }) => Key)]).toEqual([false, ['list/c']]);
});

test('bucket has a region and an owner', async () => {
  const create = (LocationConstraint: string) =>
    server.s3.send(
      new s3.CreateBucketCommand({
        Bucket: 'far-away',
        // SAFETY: the wire takes any text.
        CreateBucketConfiguration: { LocationConstraint: LocationConstraint as s3.BucketLocationConstraint },
      }),
    );
  await expect(create('nowhere')).rejects.toMatchObject({
    name: 'InvalidLocationConstraint',
    $metadata: { httpStatusCode: 400 },
  });
  await create('eu-west-1');
  await expect(create('eu-west-1')).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
  const { LocationConstraint } = await server.s3.send(
    new s3.GetBucketLocationCommand({ Bucket: 'far-away' }),
  );
  expect(LocationConstraint).toBe('eu-west-1');
  const asOwner = (ExpectedBucketOwner: string) =>
    server.s3.send(new s3.HeadBucketCommand({ Bucket: 'far-away', ExpectedBucketOwner }));
  expect((await asOwner('111122223333')).BucketRegion).toBe('eu-west-1');
  await expect(asOwner('999999999999')).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
});

test('bucket named endpoints works', async () => {
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: 'endpoints' }));
  const object = { Bucket: 'endpoints', Key: 'name/invocations' };
  await server.s3.send(new s3.PutObjectCommand({ ...object, Body: 'x' }));
  const { Body } = await server.s3.send(new s3.GetObjectCommand(object));
  expect(await Body?.transformToString()).toBe('x');
});

test('operations that are not implemented are rejected and change nothing', async () => {
  const Bucket = 'untouched';
  await server.s3.send(new s3.CreateBucketCommand({ Bucket }));
  const refused = (answer: Promise<unknown>) =>
    expect(answer).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
  await refused(server.s3.send(new s3.DeleteBucketOwnershipControlsCommand({ Bucket })));
  await refused(server.s3.send(new s3.DeleteBucketMetricsConfigurationCommand({ Bucket, Id: 'all' })));
  await refused(
    server.s3.send(
      new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    ),
  );
  await refused(server.s3.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: '{}' })));
  await server.s3.send(new s3.HeadBucketCommand({ Bucket }));
  await put('untouched');
  const object = { Bucket: 'tables', Key: 'untouched' };
  await refused(server.s3.send(new s3.PutObjectLegalHoldCommand({ ...object, LegalHold: { Status: 'ON' } })));
  await refused(server.s3.send(new s3.GetObjectRetentionCommand(object)));
  await refused(server.s3.send(new s3.GetObjectTorrentCommand(object)));
  const unknown = { ...object, VersionId: '0'.repeat(32) };
  const noSuchVersion = { name: 'NoSuchVersion' };
  await expect(server.s3.send(new s3.GetObjectCommand(unknown))).rejects.toMatchObject(noSuchVersion);
  await expect(server.s3.send(new s3.DeleteObjectCommand(unknown))).rejects.toMatchObject(noSuchVersion);
  const malformed = new s3.GetObjectCommand({ ...object, VersionId: '00' });
  await expect(server.s3.send(malformed)).rejects.toMatchObject({ name: 'InvalidArgument' });
  const kept = await server.s3.send(new s3.GetObjectCommand({ ...object, VersionId: 'null' }));
  expect(await kept.Body?.transformToString()).toBe('123456789');
});

test('partNumber=1 returns the whole object', async () => {
  await put('whole');
  const part = (PartNumber: number) =>
    server.s3.send(new s3.GetObjectCommand({ Bucket: 'tables', Key: 'whole', PartNumber }));
  expect(await (await part(1)).Body?.transformToString()).toBe('123456789');
  await expect(part(2)).rejects.toMatchObject({ name: 'InvalidPartNumber' });
});

test('UploadPartCopy copies ranges of its source', async () => {
  const large = Buffer.alloc(6 * 2 ** 20 + 5, 'abcdefg');
  await put('source of parts', { Body: large });
  const target = { Bucket: 'tables', Key: 'copied in parts' };
  const { UploadId } = await server.s3.send(new s3.CreateMultipartUploadCommand(target));
  const CopySource = `tables/${encodeURIComponent('source of parts')}`;
  const Parts: s3.CompletedPart[] = [];
  for (const [index, CopySourceRange] of [
    `bytes=0-${5 * 2 ** 20 - 1}`,
    `bytes=${5 * 2 ** 20}-${large.length - 1}`,
  ].entries()) {
    const PartNumber = index + 1;
    const part = { ...target, UploadId, PartNumber, CopySource, CopySourceRange };
    const { CopyPartResult } = await server.s3.send(new s3.UploadPartCopyCommand(part));
    expect(CopyPartResult?.LastModified).toBeInstanceOf(Date);
    Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
  }
  await server.s3.send(
    new s3.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }),
  );
  const { Body } = await server.s3.send(new s3.GetObjectCommand(target));
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(large)).toBe(true);
  const missing = { ...target, UploadId, PartNumber: 1, CopySource: 'tables/none' };
  await expect(server.s3.send(new s3.UploadPartCopyCommand(missing))).rejects.toMatchObject({
    name: 'NoSuchUpload',
  });
});

test('DeleteObjects accepts 1,000 keys and rejects more', async () => {
  await put('deleted');
  const keys = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `none-${index}` }));
  const deleteAll = (Objects: { Key: string }[]) =>
    server.s3.send(new s3.DeleteObjectsCommand({ Bucket: 'tables', Delete: { Objects } }));
  const { Deleted = [] } = await deleteAll([{ Key: 'deleted' }, ...keys(999)]);
  expect(Deleted).toHaveLength(1000);
  await expect(head('deleted')).rejects.toMatchObject({ name: 'NotFound' });
  await put('deleted');
  for (const count of [1000, 300_000])
    await expect(deleteAll([{ Key: 'deleted' }, ...keys(count)])).rejects.toMatchObject({
      name: 'MalformedXML',
    });
  expect((await head('deleted')).ContentLength).toBe(9);
});

test('response-content-type with invalid header characters is rejected', async () => {
  await put('overridden');
  const get = (ResponseContentType: string) =>
    server.s3.send(new s3.GetObjectCommand({ Bucket: 'tables', Key: 'overridden', ResponseContentType }));
  expect((await get('text/csv')).ContentType).toBe('text/csv');
  await expect(get('text/csv\r\nx-injected: 1')).rejects.toMatchObject({ name: 'InvalidArgument' });
});

import { createHash } from 'node:crypto';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';
import { sendSigned } from './rawRequest.ts';

const Bucket = 'kept';
let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer();
  await server.s3.send(new s3.CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const put = (Key: string, more: Partial<s3.PutObjectCommandInput> = {}) =>
  server.s3.send(new s3.PutObjectCommand({ Bucket, Key, Body: '123456789', ...more }));
const head = (Key: string, more: Partial<s3.HeadObjectCommandInput> = {}) =>
  server.s3.send(new s3.HeadObjectCommand({ Bucket, Key, ...more }));
const copy = (Key: string, more: Partial<s3.CopyObjectCommandInput>) =>
  server.s3.send(new s3.CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/described`, ...more }));
const tagsOf = async (Key: string) =>
  (await server.s3.send(new s3.GetObjectTaggingCommand({ Bucket, Key }))).TagSet;

const described = {
  StorageClass: 'STANDARD_IA' as const,
  WebsiteRedirectLocation: '/elsewhere',
  ServerSideEncryption: 'aws:kms' as const,
  SSEKMSKeyId: 'key',
  BucketKeyEnabled: true,
};

test('storage class, redirect, encryption and tags of an object are kept', async () => {
  const answer = await put('described', { ...described, Tagging: 'a=b&c=d%20e' });
  expect(answer).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key' });
  expect(await head('described')).toMatchObject({ ...described, TagCount: 2 });
  expect(await tagsOf('described')).toEqual([
    { Key: 'a', Value: 'b' },
    { Key: 'c', Value: 'd e' },
  ]);
  const { Contents } = await server.s3.send(new s3.ListObjectsV2Command({ Bucket, Prefix: 'described' }));
  expect(Contents?.[0]?.StorageClass).toBe('STANDARD_IA');
});

test('copy takes metadata and tags of its source, and storage class and encryption of its request', async () => {
  await copy('copied', { StorageClass: 'ONEZONE_IA' });
  const copied = await head('copied');
  expect(copied).toMatchObject({ StorageClass: 'ONEZONE_IA', TagCount: 2 });
  expect([copied.WebsiteRedirectLocation, copied.ServerSideEncryption]).toEqual([undefined, undefined]);
  await copy('copied', { TaggingDirective: 'REPLACE', Tagging: 'x=y' });
  expect(await tagsOf('copied')).toEqual([{ Key: 'x', Value: 'y' }]);
  await expect(copy('described', {})).rejects.toMatchObject({ name: 'InvalidRequest' });
  await copy('described', { StorageClass: 'INTELLIGENT_TIERING' });
  expect((await head('described')).StorageClass).toBe('INTELLIGENT_TIERING');
});

test('tags of objects and buckets are replaced and removed; those of an object leave its time alone', async () => {
  await put('tagged');
  const { LastModified } = await head('tagged');
  const TagSet = [{ Key: 'ünï', Value: '1' }];
  await server.s3.send(new s3.PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging: { TagSet } }));
  expect(await tagsOf('tagged')).toEqual(TagSet);
  expect((await head('tagged')).LastModified).toEqual(LastModified);
  await server.s3.send(new s3.DeleteObjectTaggingCommand({ Bucket, Key: 'tagged' }));
  expect(await tagsOf('tagged')).toEqual([]);
  const bucketTags = () => server.s3.send(new s3.GetBucketTaggingCommand({ Bucket }));
  await expect(bucketTags()).rejects.toMatchObject({ name: 'NoSuchTagSet' });
  await server.s3.send(new s3.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  expect((await bucketTags()).TagSet).toEqual(TagSet);
  await server.s3.send(new s3.DeleteBucketTaggingCommand({ Bucket }));
  await expect(bucketTags()).rejects.toMatchObject({ name: 'NoSuchTagSet' });
});

test.each([
  ['a key more than once', 'a=1&a=2', 'InvalidArgument'],
  ['a reserved key', 'aws:a=1', 'InvalidTag'],
  ['a key that is too long', `${'k'.repeat(129)}=1`, 'InvalidTag'],
  ['a value with other characters', 'a=%7B', 'InvalidTag'],
  ['more than ten', Array.from({ length: 11 }, (_, at) => `k${at}=`).join('&'), 'BadRequest'],
])('tags of an object with %s are rejected', async (_, Tagging, name) => {
  await expect(put('untagged', { Tagging })).rejects.toMatchObject({ name });
});

const sseKey = Buffer.alloc(32).toString('base64');
const refused: [string, Partial<s3.PutObjectCommandInput>, string][] = [
  ['a key of the customer', { SSECustomerAlgorithm: 'AES256', SSECustomerKey: sseKey }, 'NotImplemented'],
  ['a lock', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date(0) }, 'InvalidRequest'],
  ['an archive', { StorageClass: 'GLACIER' }, 'NotImplemented'],
  // SAFETY: the SDK sends any string; the test is about the server's answer.
  ['an unknown storage class', { StorageClass: 'MARBLE' as 'STANDARD' }, 'InvalidStorageClass'],
  ['a public list of grants', { ACL: 'public-read' }, 'AccessControlListNotSupported'],
  ['grants', { GrantRead: 'id=1' }, 'AccessControlListNotSupported'],
  ['an offset', { WriteOffsetBytes: 3 }, 'NotImplemented'],
  ['more metadata than 2 KB', { Metadata: { a: 'x'.repeat(2048) } }, 'MetadataTooLarge'],
  ['headers over 8 KB', { CacheControl: 'x'.repeat(8192) }, 'RequestHeaderSectionTooLarge'],
];
test.each(refused)('object with %s is rejected', async (_, more, name) => {
  await expect(put('refused', more)).rejects.toMatchObject({ name });
  await expect(head('refused')).rejects.toMatchObject({ name: 'NotFound' });
});

test('bucket with a lock, grants or another kind of ownership is rejected', async () => {
  const create = (more: Partial<s3.CreateBucketCommandInput>) =>
    server.s3.send(new s3.CreateBucketCommand({ Bucket: 'refused', ...more }));
  await expect(create({ ObjectLockEnabledForBucket: true })).rejects.toMatchObject({
    name: 'NotImplemented',
  });
  await expect(create({ ACL: 'public-read' })).rejects.toMatchObject({
    name: 'InvalidBucketAclWithObjectOwnership',
  });
  await expect(create({ ObjectOwnership: 'ObjectWriter' })).rejects.toMatchObject({ name: 'NotImplemented' });
  await expect(server.s3.send(new s3.HeadBucketCommand({ Bucket: 'refused' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
});

test('checksum that came with an object is returned on request, of the whole object only', async () => {
  const ChecksumSHA256 = createHash('sha256').update('123456789').digest('base64');
  await put('checked', { ChecksumSHA256 });
  expect(await head('checked', { ChecksumMode: 'ENABLED' })).toMatchObject({
    ChecksumSHA256,
    ChecksumType: 'FULL_OBJECT',
  });
  const range = await server.s3.send(
    new s3.GetObjectCommand({ Bucket, Key: 'checked', Range: 'bytes=0-1', ChecksumMode: 'ENABLED' }),
  );
  expect([range.ChecksumSHA256, await range.Body?.transformToString()]).toEqual([undefined, '12']);
  await server.s3.send(
    new s3.CopyObjectCommand({
      Bucket,
      Key: 'rechecked',
      CopySource: `${Bucket}/checked`,
      ChecksumAlgorithm: 'CRC32C',
    }),
  );
  const rechecked = await head('rechecked', { ChecksumMode: 'ENABLED' });
  expect(rechecked.ChecksumCRC32C).toBe(Buffer.from('e3069283', 'hex').toString('base64'));
});

const megabytes = 2 ** 20;
const partBodies = [Buffer.alloc(5 * megabytes, 'a'), Buffer.alloc(5 * megabytes, 'b'), Buffer.from('end')];

async function uploadInParts(Key: string, more: Partial<s3.CreateMultipartUploadCommandInput> = {}) {
  const target = { Bucket, Key };
  const { UploadId } = await server.s3.send(new s3.CreateMultipartUploadCommand({ ...target, ...more }));
  const Parts: s3.CompletedPart[] = [];
  for (const [index, Body] of partBodies.entries()) {
    const part = { ...target, UploadId, PartNumber: index + 1, Body };
    const { ChecksumAlgorithm } = more;
    const { ETag, ChecksumSHA256 } = await server.s3.send(
      new s3.UploadPartCommand({
        ...part,
        ...(ChecksumAlgorithm === undefined ? {} : { ChecksumAlgorithm }),
      }),
    );
    Parts.push({ ETag, PartNumber: index + 1, ChecksumSHA256 });
  }
  const complete = (input: Partial<s3.CompleteMultipartUploadCommandInput> = {}) =>
    server.s3.send(
      new s3.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts }, ...input }),
    );
  return { target, UploadId, complete };
}

test('object of several parts has a composite checksum, its parts, and their count', async () => {
  const { complete } = await uploadInParts('composite', { ChecksumAlgorithm: 'SHA256', Tagging: 'a=b' });
  const digests = partBodies.map((body) => createHash('sha256').update(body).digest());
  const composite = `${createHash('sha256').update(Buffer.concat(digests)).digest('base64')}-3`;
  expect(await complete()).toMatchObject({ ChecksumSHA256: composite, ChecksumType: 'COMPOSITE' });
  expect(await head('composite', { ChecksumMode: 'ENABLED' })).toMatchObject({
    ChecksumSHA256: composite,
    TagCount: 1,
  });
  const part = await server.s3.send(
    new s3.GetObjectCommand({ Bucket, Key: 'composite', PartNumber: 3, ChecksumMode: 'ENABLED' }),
  );
  expect([await part.Body?.transformToString(), part.PartsCount, part.ContentRange]).toEqual([
    'end',
    3,
    `bytes ${10 * megabytes}-${10 * megabytes + 2}/${10 * megabytes + 3}`,
  ]);
  await expect(head('composite', { PartNumber: 4 })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 416 },
  });
  const attributes = await server.s3.send(
    new s3.GetObjectAttributesCommand({
      Bucket,
      Key: 'composite',
      ObjectAttributes: ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'],
      MaxParts: 2,
      PartNumberMarker: '1',
    }),
  );
  expect(attributes).toMatchObject({
    ETag: expect.stringMatching(/^[0-9a-f]{32}-3$/),
    Checksum: { ChecksumSHA256: composite.replace(/-3$/, ''), ChecksumType: 'COMPOSITE' },
    ObjectParts: {
      TotalPartsCount: 3,
      IsTruncated: false,
      Parts: [
        { PartNumber: 2, Size: 5 * megabytes, ChecksumSHA256: digests[1]?.toString('base64') },
        { PartNumber: 3, Size: 3, ChecksumSHA256: digests[2]?.toString('base64') },
      ],
    },
    StorageClass: 'STANDARD',
    ObjectSize: 10 * megabytes + 3,
  });
});

test('object of several parts has the checksum of all of it where its upload says so', async () => {
  const { complete } = await uploadInParts('full', {
    ChecksumAlgorithm: 'CRC32',
    ChecksumType: 'FULL_OBJECT',
  });
  await expect(complete({ ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
  await expect(complete({ MpuObjectSize: 7 })).rejects.toMatchObject({ name: 'InvalidRequest' });
  const { ChecksumCRC32, ChecksumType } = await complete({ MpuObjectSize: 10 * megabytes + 3 });
  expect(ChecksumType).toBe('FULL_OBJECT');
  const { Body } = await server.s3.send(new s3.GetObjectCommand({ Bucket, Key: 'full' }));
  const whole = (await Body?.transformToByteArray()) ?? new Uint8Array();
  const again = await put('again', { Body: whole, ChecksumAlgorithm: 'CRC32' });
  expect(again.ChecksumCRC32).toBe(ChecksumCRC32);
});

test('pending uploads and their parts are listed in pages, until they end', async () => {
  const list = (more: Partial<s3.ListMultipartUploadsCommandInput> = {}) =>
    server.s3.send(new s3.ListMultipartUploadsCommand({ Bucket, Prefix: 'pending/', ...more }));
  const first = await uploadInParts('pending/a', { StorageClass: 'STANDARD_IA' });
  const second = await uploadInParts('pending/b/1');
  const third = await uploadInParts('pending/b/2');
  const { Uploads } = await list();
  expect(Uploads?.map(({ Key, UploadId }) => [Key, UploadId])).toEqual([
    ['pending/a', first.UploadId],
    ['pending/b/1', second.UploadId],
    ['pending/b/2', third.UploadId],
  ]);
  expect(Uploads?.[0]).toMatchObject({ StorageClass: 'STANDARD_IA', Initiated: expect.any(Date) });
  const page = await list({ MaxUploads: 2 });
  expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: 'pending/b/1' });
  const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
  const rest = await list({ KeyMarker, UploadIdMarker });
  expect(rest.Uploads?.map(({ Key }) => Key)).toEqual(['pending/b/2']);
  const folded = await list({ Delimiter: '/' });
  expect(folded.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['pending/b/']);

  const parts = (more: Partial<s3.ListPartsCommandInput>) =>
    server.s3.send(new s3.ListPartsCommand({ ...first.target, UploadId: first.UploadId, ...more }));
  const partPage = await parts({ MaxParts: 2 });
  expect(partPage).toMatchObject({
    IsTruncated: true,
    NextPartNumberMarker: '2',
    StorageClass: 'STANDARD_IA',
  });
  expect(partPage.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [1, 5 * megabytes],
    [2, 5 * megabytes],
  ]);
  expect((await parts({ PartNumberMarker: '2' })).Parts).toMatchObject([{ PartNumber: 3, Size: 3 }]);

  await first.complete();
  for (const { target, UploadId } of [second, third])
    await server.s3.send(new s3.AbortMultipartUploadCommand({ ...target, UploadId }));
  expect((await list()).Uploads).toBeUndefined();
  await expect(parts({})).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

test('buckets are listed by prefix and region, in pages', async () => {
  for (const name of ['list-b', 'list-a', 'list-c'])
    await server.s3.send(new s3.CreateBucketCommand({ Bucket: name }));
  const list = (more: s3.ListBucketsCommandInput) =>
    server.s3.send(new s3.ListBucketsCommand({ Prefix: 'list-', ...more }));
  const names = ({ Buckets }: s3.ListBucketsCommandOutput) => Buckets?.map(({ Name }) => Name);
  expect(names(await list({ Prefix: 'no-such' }))).toEqual([]);
  expect(names(await list({ BucketRegion: 'eu-west-1' }))).toEqual([]);
  const first = await list({ MaxBuckets: 2 });
  expect(names(first)).toEqual(['list-a', 'list-b']);
  const second = await list({ MaxBuckets: 2, ContinuationToken: first.ContinuationToken });
  expect([names(second), second.ContinuationToken]).toEqual([['list-c'], undefined]);
});

test('listings name the owner where it is asked for, and encode every key', async () => {
  await put('é/1');
  const [v1, v2, owned] = [
    await server.s3.send(new s3.ListObjectsCommand({ Bucket, Prefix: 'é/', EncodingType: 'url' })),
    await server.s3.send(new s3.ListObjectsV2Command({ Bucket, Prefix: 'é/' })),
    await server.s3.send(new s3.ListObjectsV2Command({ Bucket, Prefix: 'é/', FetchOwner: true })),
  ];
  expect([v1.Prefix, v1.Contents?.[0]?.Key]).toEqual(['%C3%A9/', '%C3%A9/1']);
  const id = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(v1.Contents?.[0]?.Owner?.ID).toEqual(id);
  expect(v2.Contents?.[0]?.Owner).toBeUndefined();
  expect(owned.Contents?.[0]?.Owner?.ID).toEqual(id);
});

test('only the owner has a grant, and none can be added', async () => {
  await put('granted');
  const id = expect.stringMatching(/^[0-9a-f]{64}$/);
  const grants = {
    Owner: { ID: id },
    Grants: [{ Grantee: { ID: id, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
  };
  expect(await server.s3.send(new s3.GetObjectAclCommand({ Bucket, Key: 'granted' }))).toMatchObject(grants);
  expect(await server.s3.send(new s3.GetBucketAclCommand({ Bucket }))).toMatchObject(grants);
  await expect(
    server.s3.send(new s3.PutObjectAclCommand({ Bucket, Key: 'granted', ACL: 'public-read' })),
  ).rejects.toMatchObject({ name: 'AccessControlListNotSupported' });
  const { Owner, Grants } = await server.s3.send(new s3.GetBucketAclCommand({ Bucket }));
  const setGrants = (more: s3.Grant[]) =>
    server.s3.send(
      new s3.PutObjectAclCommand({
        Bucket,
        Key: 'granted',
        AccessControlPolicy: { Owner, Grants: [...(Grants ?? []), ...more] },
      }),
    );
  await setGrants([]);
  const everyone = {
    Grantee: { Type: 'Group' as const, URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
  };
  await expect(setGrants([{ ...everyone, Permission: 'READ' }])).rejects.toMatchObject({
    name: 'AccessControlListNotSupported',
  });
});

test('bucket was never versioned', async () => {
  const versioning = await server.s3.send(new s3.GetBucketVersioningCommand({ Bucket }));
  expect(versioning.Status).toBeUndefined();
  await expect(
    server.s3.send(
      new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    ),
  ).rejects.toMatchObject({ name: 'NotImplemented' });
});

test.each([
  ['/kept', [['delete', '']], 'POST', '<Delete><Object><Key>described</Key></Object></Delete>'],
  ['/kept', [['tagging', '']], 'PUT', '<Tagging><TagSet/></Tagging>'],
  ['/kept', [['publicAccessBlock', '']], 'PUT', '<PublicAccessBlockConfiguration/>'],
  ['/new-bucket', [], 'PUT', '<CreateBucketConfiguration/>'],
] as const)('body of %s %j that is not the signed one is rejected', async (path, query, method, body) => {
  const answer = await sendSigned(server, 's3', { method, path, query, body }, 'a'.repeat(64));
  expect([answer.status, answer.body]).toEqual([400, expect.stringContaining('XAmzContentSHA256Mismatch')]);
  await head('described');
});

test('form of a presigned POST is refused in words', async () => {
  const port = await server.openPort();
  const form = new FormData();
  form.set('key', 'posted');
  form.set('file', 'hello');
  const answer = await fetch(`${port}/${Bucket}`, { method: 'POST', body: form });
  expect([answer.status, await answer.text()]).toEqual([501, expect.stringContaining('use a presigned PUT')]);
});

import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';
import { openChecksum } from '../../src/local/s3/checksums.ts';
import { signed } from '../fuzz/wire.ts';
import { sendRaw, sendSigned } from './rawRequest.ts';

const Bucket = 'wire';
let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer();
  await server.s3.send(new s3.CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const send = (given: Parameters<typeof sendSigned>[2], payloadHash?: string) =>
  sendSigned(server, 's3', given, payloadHash);
const put = (Key: string, more: Partial<s3.PutObjectCommandInput> = {}) =>
  server.s3.send(new s3.PutObjectCommand({ Bucket, Key, Body: '123456789', ...more }));
const codeOf = (body: string) => /<Code>(.*?)<\/Code>/.exec(body)?.[1];
const crc64nvme = Buffer.from('ae8b14860a799888', 'hex').toString('base64');

test('object uploaded without a checksum gets a full-object CRC64NVME, and so does its copy', async () => {
  const answer = await send({ method: 'PUT', path: `/${Bucket}/plain`, body: '123456789' });
  expect(answer.headers).toMatchObject({
    'x-amz-checksum-crc64nvme': crc64nvme,
    'x-amz-checksum-type': 'FULL_OBJECT',
  });
  const copied = await server.s3.send(
    new s3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/plain` }),
  );
  expect(copied.CopyObjectResult).toMatchObject({ ChecksumCRC64NVME: crc64nvme });
  const head = new s3.HeadObjectCommand({ Bucket, Key: 'copy', ChecksumMode: 'ENABLED' });
  expect(await server.s3.send(head)).toMatchObject({
    ChecksumCRC64NVME: crc64nvme,
    ChecksumType: 'FULL_OBJECT',
  });
  const attributes = new s3.GetObjectAttributesCommand({
    Bucket,
    Key: 'plain',
    ObjectAttributes: ['Checksum'],
  });
  expect((await server.s3.send(attributes)).Checksum).toEqual({
    ChecksumCRC64NVME: crc64nvme,
    ChecksumType: 'FULL_OBJECT',
  });
});

test('checksum of a large object uploaded without one is computed when it is requested', async () => {
  const body = 'x'.repeat(300_000);
  const answer = await send({ method: 'PUT', path: `/${Bucket}/large`, body });
  expect(answer.headers['x-amz-checksum-crc64nvme']).toBeUndefined();
  const headers = { 'x-amz-checksum-mode': 'ENABLED' };
  const get = () => send({ method: 'GET', path: `/${Bucket}/large`, headers });
  expect((await get()).headers['x-amz-checksum-crc64nvme']).toBeUndefined();
  const head = await send({ method: 'HEAD', path: `/${Bucket}/large`, headers });
  const sum = openChecksum('crc64nvme');
  sum.update(Buffer.from(body));
  expect(head.headers['x-amz-checksum-crc64nvme']).toBe(sum.digest().toString('base64'));
  expect((await get()).headers).toMatchObject({
    'x-amz-checksum-crc64nvme': head.headers['x-amz-checksum-crc64nvme'],
    etag: answer.headers['etag'],
  });
});

test('multipart upload without a checksum gets a full-object CRC64NVME', async () => {
  const target = { Bucket, Key: 'parts' };
  const { UploadId } = await server.s3.send(new s3.CreateMultipartUploadCommand(target));
  const part = { ...target, UploadId, PartNumber: 1, Body: '123456789' };
  const { ETag } = await server.s3.send(new s3.UploadPartCommand(part));
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
  expect(
    await server.s3.send(new s3.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload })),
  ).toMatchObject({ ChecksumCRC64NVME: crc64nvme, ChecksumType: 'FULL_OBJECT' });
});

test.each([
  ['two of them', { 'x-amz-checksum-crc32': 'y/Q5Jg==', 'x-amz-checksum-crc32c': '4waSgw==' }],
  ['another than it says', { 'x-amz-sdk-checksum-algorithm': 'SHA1', 'x-amz-checksum-crc32': 'y/Q5Jg==' }],
  ['none though it says so', { 'x-amz-sdk-checksum-algorithm': 'CRC32' }],
  ['text that is none', { 'x-amz-checksum-crc32': 'bad' }],
])('upload with %s for a checksum is rejected', async (_, headers) => {
  const answer = await send({ method: 'PUT', path: `/${Bucket}/mixed`, headers, body: '123456789' });
  expect([answer.status, codeOf(answer.body)]).toEqual([400, 'InvalidRequest']);
});

test('part with another checksum algorithm than its upload is rejected, and so is a completion without checksums', async () => {
  const target = { Bucket, Key: 'planned' };
  const { UploadId } = await server.s3.send(
    new s3.CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: 'SHA256' }),
  );
  const part = { ...target, UploadId, PartNumber: 1, Body: 'x' };
  await expect(server.s3.send(new s3.UploadPartCommand(part))).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: 'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32',
  });
  const { ETag } = await server.s3.send(new s3.UploadPartCommand({ ...part, ChecksumAlgorithm: 'SHA256' }));
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
  await expect(
    server.s3.send(new s3.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload })),
  ).rejects.toMatchObject({ name: 'InvalidRequest', message: expect.stringContaining('missing for part 1') });
});

test.each(['bytes=5-2', 'bytes=a-b', 'bytes=0-1,3-4', 'bytes=-', 'items=0-1'])(
  'malformed range %s returns the whole object',
  async (Range) => {
    await put('ranges');
    const { Body, ContentRange } = await server.s3.send(
      new s3.GetObjectCommand({ Bucket, Key: 'ranges', Range }),
    );
    expect([await Body?.transformToString(), ContentRange]).toEqual(['123456789', undefined]);
  },
);

const wrong: [string, Parameters<typeof send>[0], number, string][] = [
  ['a missing key', { path: '/wire/none' }, 404, '<Key>none</Key>'],
  ['a missing bucket', { path: '/none-such' }, 404, '<BucketName>none-such</BucketName>'],
  [
    'a condition that does not hold',
    { path: '/wire/facts', headers: { 'if-match': '"0"' } },
    412,
    '<Condition>If-Match</Condition>',
  ],
  [
    'a range behind the end',
    { path: '/wire/facts', headers: { range: 'bytes=9-' } },
    416,
    '<RangeRequested>bytes=9-</RangeRequested><ActualObjectSize>9</ActualObjectSize>',
  ],
  [
    'a part number that cannot be',
    { path: '/wire/facts', query: [['partNumber', '10001']] },
    400,
    '<ArgumentName>partNumber</ArgumentName><ArgumentValue>10001</ArgumentValue>',
  ],
];
test.each(wrong)('error about %s says what it is about', async (_, given, status, fact) => {
  await put('facts');
  const answer = await send({ method: 'GET', ...given });
  expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(fact)]);
});

test('ListObjectVersions of an unversioned bucket lists its objects, which can be deleted by version ID', async () => {
  const Other = 'never-versioned';
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: Other }));
  for (const Key of ['a', 'b/1', 'b/2', 'c']) await put(Key, { Bucket: Other });
  const list = (more: Partial<s3.ListObjectVersionsCommandInput>) =>
    server.s3.send(new s3.ListObjectVersionsCommand({ Bucket: Other, ...more }));
  const first = await list({ MaxKeys: 2 });
  expect(first.Versions).toMatchObject([
    { Key: 'a', VersionId: 'null', IsLatest: true, Size: 9, StorageClass: 'STANDARD' },
    { Key: 'b/1', VersionId: 'null' },
  ]);
  const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = first;
  const rest = await list({ KeyMarker, VersionIdMarker });
  expect([rest.IsTruncated, rest.Versions?.map(({ Key }) => Key)]).toEqual([false, ['b/2', 'c']]);
  const folded = await list({ Delimiter: '/' });
  expect(folded.CommonPrefixes).toEqual([{ Prefix: 'b/' }]);
  expect(folded.Versions?.map(({ Key }) => Key)).toEqual(['a', 'c']);
  await expect(list({ VersionIdMarker: 'null' })).rejects.toMatchObject({ name: 'InvalidArgument' });
  await server.s3.send(
    new s3.DeleteObjectsCommand({
      Bucket: Other,
      BypassGovernanceRetention: true,
      Delete: { Objects: ['a', 'b/1', 'b/2', 'c'].map((Key) => ({ Key, VersionId: 'null' })) },
    }),
  );
  expect((await list({})).Versions).toBeUndefined();
});

test.each([
  ['an unknown one', 'Invalid-Region', 'InvalidLocationConstraint'],
  ['us-east-1, which is never named', 'us-east-1', 'InvalidLocationConstraint'],
])('CreateBucket with location constraint %s is rejected', async (_, constraint, code) => {
  const body = `<CreateBucketConfiguration><LocationConstraint>${constraint}</LocationConstraint></CreateBucketConfiguration>`;
  const answer = await send({ method: 'PUT', path: '/located', body });
  expect([answer.status, codeOf(answer.body)]).toEqual([400, code]);
});

test('bucket outside us-east-1 is created once, in its endpoint’s region only', async () => {
  const create = (region: s3.BucketLocationConstraint, constraint = region) => {
    const client = new s3.S3Client({ ...server.client, region });
    const CreateBucketConfiguration = { LocationConstraint: constraint };
    return client.send(new s3.CreateBucketCommand({ Bucket: 'northern', CreateBucketConfiguration }));
  };
  await expect(create('eu-north-1', 'eu-central-1')).rejects.toMatchObject({
    name: 'IllegalLocationConstraintException',
  });
  await create('eu-north-1');
  const owned = { name: 'BucketAlreadyOwnedByYou' };
  await expect(create('eu-north-1')).rejects.toMatchObject(owned);
  await expect(create('ap-northeast-1')).rejects.toMatchObject(owned);
  const again = new s3.CreateBucketCommand({ Bucket: 'northern' });
  await expect(server.s3.send(again)).rejects.toMatchObject(owned);
});

test('repeated header is signed and stored as one value, joined by a comma without a space', async () => {
  const headers = { 'x-amz-meta-twice': 'a,b' };
  const raw = { method: 'PUT', path: `/${Bucket}/twice`, query: [], headers, body: Buffer.from('x') };
  const { headers: own } = signed(raw, server.client.credentials, 's3');
  const answer = await sendRaw(server.socketPath, {
    ...raw,
    headers: { ...own, 'x-amz-meta-twice': ['a', 'b'] },
  });
  expect(answer.status).toBe(200);
  const { Metadata } = await server.s3.send(new s3.HeadObjectCommand({ Bucket, Key: 'twice' }));
  expect(Metadata).toEqual({ twice: 'a,b' });
});

test.each([
  ['as the bytes that it sends', 'h\u00c3\u00a9'],
  ['as characters that it sends as Latin-1', 'h\u00e9'],
])('non-ASCII metadata is returned as sent by a client that signs it %s', async (_, sent) => {
  const raw = {
    method: 'PUT',
    path: `/${Bucket}/accents`,
    query: [],
    headers: { 'x-amz-meta-name': 'h\u00e9' },
    body: Buffer.from('x'),
  };
  const { headers } = signed(raw, server.client.credentials, 's3');
  const answer = await sendRaw(server.socketPath, {
    ...raw,
    headers: { ...headers, 'x-amz-meta-name': sent },
  });
  expect([answer.status, answer.body]).toEqual([200, '']);
  const found = await send({ method: 'HEAD', path: `/${Bucket}/accents` });
  expect(found.headers['x-amz-meta-name']).toBe(sent);
});

test.each([
  [undefined, 403, 'AccessDenied'],
  ['nonsense', 400, 'InvalidArgument'],
  ['AWS key:signature', 400, 'InvalidRequest'],
  ['AWS2-HMAC-SHA1 Credential=a', 400, 'InvalidArgument'],
  ['AWS4-HMAC-SHA256 Credential=a,SignedHeaders=host', 400, 'AuthorizationHeaderMalformed'],
  [
    'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3,SignedHeaders=host,Signature=00',
    400,
    'AuthorizationHeaderMalformed',
  ],
  [
    'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=00',
    403,
    'InvalidAccessKeyId',
  ],
])('Authorization "%s" is rejected', async (authorization, status, code) => {
  const answer = await sendRaw(server.socketPath, {
    method: 'GET',
    path: `/${Bucket}`,
    headers: { host: '127.0.0.1', ...(authorization === undefined ? {} : { authorization }) },
  });
  expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
});

test('unsupported bucket configurations read as those of a new bucket', async () => {
  const codes = await Promise.all(
    ['cors', 'lifecycle', 'object-lock', 'policy', 'policyStatus', 'replication', 'website'].map(
      async (name) => {
        const answer = await send({ method: 'GET', path: `/${Bucket}`, query: [[name, '']] });
        return [answer.status, codeOf(answer.body)];
      },
    ),
  );
  expect(codes).toEqual([
    [404, 'NoSuchCORSConfiguration'],
    [404, 'NoSuchLifecycleConfiguration'],
    [404, 'ObjectLockConfigurationNotFoundError'],
    [404, 'NoSuchBucketPolicy'],
    [404, 'NoSuchBucketPolicy'],
    [404, 'ReplicationConfigurationNotFoundError'],
    [404, 'NoSuchWebsiteConfiguration'],
  ]);
  const ownership = () => server.s3.send(new s3.GetBucketOwnershipControlsCommand({ Bucket }));
  expect((await ownership()).OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
  expect((await server.s3.send(new s3.GetBucketRequestPaymentCommand({ Bucket }))).Payer).toBe('BucketOwner');
  expect((await server.s3.send(new s3.GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toBeUndefined();
  await server.s3.send(new s3.DeleteBucketPolicyCommand({ Bucket }));
  const set = (ObjectOwnership: s3.ObjectOwnership) =>
    server.s3.send(
      new s3.PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership }] },
      }),
    );
  await set('BucketOwnerEnforced');
  await expect(set('ObjectWriter')).rejects.toMatchObject({ name: 'NotImplemented' });
  const encrypt = (SSEAlgorithm: s3.ServerSideEncryption, BucketKeyEnabled = false) =>
    server.s3.send(
      new s3.PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm }, BucketKeyEnabled }],
        },
      }),
    );
  await encrypt('AES256');
  await expect(encrypt('aws:kms')).rejects.toMatchObject({ name: 'NotImplemented' });
  await expect(encrypt('AES256', true)).rejects.toMatchObject({ name: 'NotImplemented' });
});

test('concurrent CompleteMultipartUpload requests all succeed', async () => {
  const target = { Bucket, Key: 'raced' };
  const { UploadId } = await server.s3.send(new s3.CreateMultipartUploadCommand(target));
  const part = { ...target, UploadId, PartNumber: 1, Body: 'x'.repeat(1000) };
  const { ETag } = await server.s3.send(new s3.UploadPartCommand(part));
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
  const complete = new s3.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload });
  const answers = await Promise.all(Array.from({ length: 5 }, () => server.s3.send(complete)));
  expect(new Set(answers.map((answer) => answer.ETag)).size).toBe(1);
  expect(new Set(answers.map((answer) => answer.ChecksumCRC64NVME)).size).toBe(1);
});

test('RestoreObject fails for an object that is not archived', async () => {
  await put('standard');
  const restore = (Key: string) =>
    server.s3.send(new s3.RestoreObjectCommand({ Bucket, Key, RestoreRequest: { Days: 1 } }));
  await expect(restore('standard')).rejects.toMatchObject({ name: 'InvalidObjectState' });
  await expect(restore('none')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test.each(['foo.-bar', 'foo-.bar', 'foo..bar', 'foo-', 'ab', '192.168.5.123', 'foo_bar'])(
  'bucket named %s is rejected',
  async (name) => {
    const answer = await send({ method: 'PUT', path: `/${name}` });
    expect([answer.status, codeOf(answer.body)]).toEqual([400, 'InvalidBucketName']);
  },
);

test('unknown canned ACL is rejected with InvalidArgument', async () => {
  const headers = { 'x-amz-acl': 'everybody' };
  for (const given of [
    { path: '/granted', query: [] },
    { path: `/${Bucket}/granted`, query: [] },
    { path: `/${Bucket}`, query: [['acl', '']] as [string, string][] },
  ]) {
    const answer = await send({ method: 'PUT', headers, ...given });
    expect([answer.status, codeOf(answer.body)]).toEqual([400, 'InvalidArgument']);
  }
});

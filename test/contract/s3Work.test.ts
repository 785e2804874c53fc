import { createHash, randomBytes } from 'node:crypto';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bindOperations } from '../../src/aws/index.ts';
import { eachOf } from '../../src/aws/s3/eachOf.ts';
import type { TransferProgress } from '../../src/aws/s3/types.ts';
import { localClients, startEmbeddedServer } from './embeddedServer.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
let clients: ReturnType<typeof localClients>;
let aws: ReturnType<typeof bindOperations>;
let bucket = '';
let buckets = 0;

beforeAll(async () => {
  server = await startEmbeddedServer();
  clients = localClients(server);
  aws = bindOperations(clients);
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  clients.destroy();
  await server.stop();
});
beforeEach(async () => {
  bucket = `work-${(buckets += 1)}`;
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: bucket }));
});

const put = (Key: string, Body: string | Uint8Array, more: Partial<s3.PutObjectCommandInput> = {}) =>
  server.s3.send(new s3.PutObjectCommand({ Bucket: bucket, Key, Body, ...more }));
const head = (Key: string) => server.s3.send(new s3.HeadObjectCommand({ Bucket: bucket, Key }));
const tagsOf = async (Key: string) =>
  (await server.s3.send(new s3.GetObjectTaggingCommand({ Bucket: bucket, Key }))).TagSet;
const text = async (Key: string) =>
  (await server.s3.send(new s3.GetObjectCommand({ Bucket: bucket, Key }))).Body?.transformToString();
const keys = async () =>
  ((await server.s3.send(new s3.ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(
    ({ Key }) => Key,
  );
const below = (key: string) => ({ kind: 'prefix', bucket, key }) as const;
const object = (key: string) => ({ kind: 'object', bucket, key }) as const;

const putMany = (count: number, prefix: string) =>
  eachOf(Array.from({ length: count }).keys(), { atOnce: 32 }, async (index) => {
    await put(`${prefix}${index}`, 'ab');
  });

const oddKeys = [
  'a b+c%20.csv',
  'ümläut/日本語 😀.csv',
  'control\u0001\u001F.csv',
  'quote"<&>\'.csv',
  '//double//',
  'a/../b',
  'line\r\nbreak.csv',
  '?versionId=1#x',
];

test('odd keys are listed, copied, moved and deleted by their own names', async () => {
  for (const key of oddKeys) await put(`odd/${key}`, key);
  await put('odd', 'a neighbour');
  const list = async (prefix: string) => {
    const page = await aws.listObjects({ bucket, prefix, pageSize: 1000 });
    return [...page.objects.map(({ key }) => key), ...page.prefixes];
  };
  expect(await list('odd/control')).toEqual(['odd/control\u0001\u001F.csv']);
  const copied = await aws.copyObjects({ from: below('odd/'), to: { bucket, key: 'copy of odd/' } });
  expect(copied).toMatchObject({ copied: oddKeys.length, skipped: 0, failed: [] });
  const moved = await aws.moveObjects({ from: below('odd/'), to: { bucket, key: 'moved/' } });
  expect(moved).toMatchObject({ copied: oddKeys.length, failed: [] });
  for (const key of oddKeys) {
    expect(await text(`moved/${key}`)).toBe(key);
    expect(await text(`copy of odd/${key}`)).toBe(key);
  }
  expect(await aws.countBelow(below('odd'))).toMatchObject({ objects: 1 });
  expect(await aws.deleteBelow({ target: below('moved/'), versions: true })).toMatchObject({
    objects: oddKeys.length,
  });
  expect(await aws.deleteBelow({ target: below('copy of odd/'), versions: false })).toMatchObject({
    objects: oddKeys.length,
  });
  expect(await aws.countBelow(below(''))).toMatchObject({ objects: 1 });
});

test('search finds what begins with a text, an object of just this name included', async () => {
  for (const key of ['in/sales', 'in/sales-2024.csv', 'in/sales/jan.csv', 'in/other.csv'])
    await put(key, 'x');
  const page = await aws.listObjects({ bucket, prefix: 'in/sales' });
  expect(page.objects.map(({ key }) => key)).toEqual(['in/sales', 'in/sales-2024.csv']);
  expect(page.prefixes).toEqual(['in/sales/']);
});

test('count of thousands of objects goes page by page, and of one object leaves its neighbours out', async () => {
  await putMany(1205, 'many/');
  const counts: number[] = [];
  const count = await aws.countBelow(below('many/'), { onCount: ({ objects }) => counts.push(objects) });
  expect(count).toEqual({
    objects: 1205,
    bytes: 2410,
    versions: { count: 1205, bytes: 2410, deleteMarkers: 0 },
  });
  expect(counts).toEqual([1000, 1205]);
  expect(await aws.countBelow(object('many/1'))).toMatchObject({ objects: 1, bytes: 2 });
  expect(await aws.countBelow(object('many/1'), { versions: false })).toEqual({
    objects: 1,
    bytes: 2,
    versions: 'unknown',
  });

  const progress: TransferProgress[] = [];
  const deleted = await aws.deleteBelow(
    { target: below('many/'), versions: false },
    { onProgress: (one) => progress.push(one) },
  );
  expect(deleted).toEqual({ objects: 1205, bytes: 2410, deleteMarkers: 0 });
  expect(progress.map(({ files }) => files)).toEqual([1000, 1205]);
  expect(await keys()).toEqual([]);
});

test('deletion of one object leaves those whose keys begin with its key', async () => {
  await put('a', '1');
  await put('a/b', '2');
  await aws.deleteBelow({ target: object('a'), versions: true });
  expect(await keys()).toEqual(['a/b']);
});

test('deletion that is cancelled stops between two requests', async () => {
  await putMany(1001, '');
  const ending = new AbortController();
  const deleting = aws.deleteBelow(
    { target: below(''), versions: false },
    { signal: ending.signal, onProgress: () => ending.abort(new Error('enough')) },
  );
  await expect(deleting).rejects.toThrow('enough');
  expect(await keys()).toHaveLength(1);
});

test('a copy keeps content headers, metadata, tags, storage class and encryption key, whole and in parts', async () => {
  const body = randomBytes(6 * 2 ** 20);
  const kept = {
    ContentType: 'text/csv',
    ContentEncoding: 'gzip',
    CacheControl: 'no-cache',
    ContentDisposition: 'attachment; filename="a.csv"',
    ContentLanguage: 'de',
    Metadata: { rows: '12' },
    StorageClass: 'STANDARD_IA',
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'arn:aws:kms:us-east-1:111122223333:key/1234',
    BucketKeyEnabled: true,
  } as const;
  await put('a.csv', body, { ...kept, Tagging: 'team=a%20b%2Bc&year=2024' });
  for (const [key, mostWholeBytes] of [
    ['whole.csv', 2 ** 30],
    ['parts.csv', 2 ** 20],
  ] as const) {
    const outcome = await aws.copyObjects({ from: object('a.csv'), to: { bucket, key } }, { mostWholeBytes });
    expect(outcome).toMatchObject({ copied: 1, bytes: body.length });
    expect(await head(key)).toMatchObject({ ...kept, ContentLength: body.length });
    expect(await tagsOf(key)).toEqual([
      { Key: 'team', Value: 'a b+c' },
      { Key: 'year', Value: '2024' },
    ]);
    const read = await server.s3.send(new s3.GetObjectCommand({ Bucket: bucket, Key: key }));
    const bytes = (await read.Body?.transformToByteArray()) ?? new Uint8Array();
    expect(createHash('md5').update(bytes).digest('hex')).toBe(createHash('md5').update(body).digest('hex'));
  }
  await aws.moveObjects(
    { from: object('a.csv'), to: { bucket, key: 'moved/a.csv' } },
    { mostWholeBytes: 2 ** 20 },
  );
  expect(await head('moved/a.csv')).toMatchObject({ ...kept, ContentLength: body.length });
  expect(await tagsOf('moved/a.csv')).toHaveLength(2);
  expect(await keys()).toEqual(['moved/a.csv', 'parts.csv', 'whole.csv']);
  const { Uploads } = await server.s3.send(new s3.ListMultipartUploadsCommand({ Bucket: bucket }));
  expect(Uploads).toBeUndefined();
});

test('the source of a move is kept if its copy differs, whole or in parts', async () => {
  const body = randomBytes(6 * 2 ** 20);
  await put('a', body);
  const lying = localClients(server);
  lying.s3.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        if (/^(CopyObject|CompleteMultipartUpload)Command$/.test(commandName ?? ''))
          await put('b', randomBytes(body.length));
        return answer;
      },
    { step: 'initialize' },
  );
  const move = (mostWholeBytes: number) =>
    bindOperations(lying).moveObjects(
      { from: object('a'), to: { bucket, key: 'b' }, conflicts: 'replace' },
      { mostWholeBytes },
    );
  const differs = { code: 'copy-differs' };
  await expect(move(2 ** 30)).rejects.toMatchObject(differs);
  await expect(move(2 ** 20)).rejects.toMatchObject(differs);
  lying.destroy();
  expect((await head('a')).ETag).toBe(`"${createHash('md5').update(body).digest('hex')}"`);
});

test('a copy in parts of an object of parts has the same ETag', async () => {
  const upload = { Bucket: bucket, Key: 'p' };
  const { UploadId } = await server.s3.send(new s3.CreateMultipartUploadCommand(upload));
  const Parts: s3.CompletedPart[] = [];
  for (const PartNumber of [1, 2, 3]) {
    const Body = randomBytes(PartNumber === 3 ? 1000 : 5 * 2 ** 20);
    const { ETag } = await server.s3.send(
      new s3.UploadPartCommand({ ...upload, UploadId, PartNumber, Body }),
    );
    Parts.push({ PartNumber, ETag });
  }
  await server.s3.send(
    new s3.CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }),
  );
  await aws.moveObjects({ from: object('p'), to: { bucket, key: 'q' } }, { mostWholeBytes: 2 ** 20 });
  expect((await head('q')).ETag).toMatch(/-3"$/);
  expect(await keys()).toEqual(['q']);
});

test('conflicts of a move are decided once: skipped, replaced, or both kept', async () => {
  const fresh = async () => {
    await put('from/x.csv', 'new');
    await put('from/y.csv', 'y');
    await put('to/x.csv', 'old');
  };
  const move = (conflicts?: 'replace' | 'skip' | 'keepBoth') =>
    aws.moveObjects({
      from: below('from/'),
      to: { bucket, key: 'to/' },
      ...(conflicts ? { conflicts } : {}),
    });
  await fresh();
  expect(await move()).toMatchObject({ copied: 1, skipped: 1 });
  expect(await keys()).toEqual(['from/x.csv', 'to/x.csv', 'to/y.csv']);
  expect(await text('to/x.csv')).toBe('old');
  expect(await move('keepBoth')).toMatchObject({ copied: 1 });
  expect(await text('to/x-2.csv')).toBe('new');
  await fresh();
  expect(await move('replace')).toMatchObject({ copied: 1, alreadyThere: 1 });
  expect(await text('to/x.csv')).toBe('new');
  expect(await keys()).toEqual(['to/x-2.csv', 'to/x.csv', 'to/y.csv']);
});

test('an interrupted move can be repeated', async () => {
  await put('from/a', 'a');
  await put('from/b', 'b');
  // The copy was made, its source not yet deleted.
  await aws.copyObjects({ from: object('from/a'), to: { bucket, key: 'to/a' } });
  const request = { from: below('from/'), to: { bucket, key: 'to/' } };
  expect(await aws.moveObjects(request)).toMatchObject({ copied: 1, alreadyThere: 1, skipped: 0 });
  expect(await keys()).toEqual(['to/a', 'to/b']);
  expect(await aws.moveObjects(request)).toMatchObject({ copied: 0, failed: [] });
  const one = { from: object('from/a'), to: { bucket, key: 'to/a' } };
  expect(await aws.moveObjects(one)).toMatchObject({ copied: 0, failed: [] });
  await expect(
    aws.moveObjects({ from: object('nowhere'), to: { bucket, key: 'there' } }),
  ).rejects.toMatchObject({ code: 'resource-not-found', facts: { s3Uri: `s3://${bucket}/nowhere` } });
});

test('an interrupted move with Keep Both can be repeated, and leaves one copy', async () => {
  const request = { from: below('from/'), to: { bucket, key: 'to/' }, conflicts: 'keepBoth' } as const;
  await put('from/x.csv', 'new');
  await put('to/x.csv', 'old');
  await put('to/x-2.csv', 'older');
  // The copy was made, its source not yet deleted.
  await aws.copyObjects(request);
  expect(await keys()).toEqual(['from/x.csv', 'to/x-2.csv', 'to/x-3.csv', 'to/x.csv']);
  expect(await aws.moveObjects(request)).toMatchObject({ copied: 0, alreadyThere: 1, failed: [] });
  expect(await keys()).toEqual(['to/x-2.csv', 'to/x-3.csv', 'to/x.csv']);
  expect(await text('to/x-3.csv')).toBe('new');
});

test('a move with Keep Both never mistakes its own source for the copy', async () => {
  await put('a/x.csv', 'first');
  await put('a/x-2.csv', 'second');
  const request = {
    from: object('a/x-2.csv'),
    to: { bucket, key: 'a/x.csv' },
    conflicts: 'keepBoth',
  } as const;
  expect(await aws.moveObjects(request)).toMatchObject({ copied: 1 });
  expect(await keys()).toEqual(['a/x-3.csv', 'a/x.csv']);
  expect(await text('a/x-3.csv')).toBe('second');
});

test('a prefix moves up into its parent without losing what has the same name, and never into itself', async () => {
  await put('a/x', 'outer');
  await put('a/a/x', 'inner');
  await put('a/a/a/x', 'innermost');
  expect(await aws.moveObjects({ from: below('a/'), to: { bucket, key: '' } })).toMatchObject({ copied: 3 });
  expect(await Promise.all(['x', 'a/x', 'a/a/x'].map(text))).toEqual(['outer', 'inner', 'innermost']);
  for (const [from, key] of [
    [below('a/'), 'a/b/'],
    [below('a/'), 'a/'],
    [object('x'), 'x'],
  ] as const)
    await expect(aws.moveObjects({ from, to: { bucket, key } })).rejects.toMatchObject({
      code: 'moved-into-itself',
    });
});

test('the source of a move stays when it changes while it is copied', async () => {
  await put('a', 'before');
  const racing = localClients(server);
  racing.s3.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'DeleteObjectCommand') await put('a', 'after');
        return next(args);
      },
    { step: 'initialize' },
  );
  await expect(
    bindOperations(racing).moveObjects({ from: object('a'), to: { bucket, key: 'b' } }),
  ).rejects.toMatchObject({ code: 'object-changed', facts: { s3Uri: `s3://${bucket}/a` } });
  racing.destroy();
  expect(await text('a')).toBe('after');
});

test('new folder is an empty key, and an existing one is left as it is', async () => {
  expect(await aws.createFolderKey({ bucket, prefix: 'new/' })).toEqual({ created: true });
  expect(await aws.createFolderKey({ bucket, prefix: 'new/' })).toEqual({ created: false });
  expect(await keys()).toEqual(['new/']);
});

test('properties of an object and of a bucket', async () => {
  await put('a.csv', 'a,b', {
    ContentType: 'text/csv',
    CacheControl: 'no-cache',
    Metadata: { rows: '0' },
    Tagging: 'team=a',
    ChecksumAlgorithm: 'SHA256',
  });
  expect(await aws.objectProperties({ bucket, key: 'a.csv' })).toMatchObject({
    location: { bucket, key: 'a.csv' },
    size: 3,
    contentType: 'text/csv',
    headers: { 'Cache-Control': 'no-cache' },
    metadata: { rows: '0' },
    storageClass: 'STANDARD',
    checksums: [
      {
        algorithm: 'SHA256',
        value: createHash('sha256').update('a,b').digest('base64'),
        type: 'FULL_OBJECT',
      },
    ],
    parts: undefined,
    tags: { team: 'a' },
    versions: [{ key: 'a.csv', versionId: 'null', isLatest: true, size: 3 }],
  });
  expect(await aws.bucketProperties(bucket, { accountId: '111122223333' })).toEqual({
    bucket,
    region: 'us-east-1',
    owner: '111122223333',
    versioning: 'off',
    encryption: { algorithm: 'AES256', kmsKeyId: undefined, bucketKey: false },
    publicAccessBlock: 'none',
    objectOwnership: 'BucketOwnerEnforced',
  });
  expect(await aws.bucketProperties(bucket, { accountId: '444455556666' })).toMatchObject({
    owner: 'unknown',
  });
});

test('a presigned link reads its object alone, and ends no later than its credentials', async () => {
  const endpointUrl = await server.openPort();
  await put('ü b.csv', 'shared');
  const link = await aws.presignGet({ bucket, key: 'ü b.csv' }, { seconds: 60, endpointUrl });
  expect(await (await fetch(link.url)).text()).toBe('shared');
  expect((await fetch(link.url, { method: 'PUT', body: 'x' })).status).toBe(403);
  expect(link.endsWithSession).toBe(false);
  const week = 604_800_000;
  const long = await aws.presignGet({ bucket, key: 'a' }, { seconds: 10 * week, endpointUrl });
  expect(long.endsAtMs).toBeLessThanOrEqual(Date.now() + week);
  const expiration = new Date(Date.now() + 900_000);
  const session = { ...clients, s3Of: () => sessionClient(expiration) };
  const short = await bindOperations(session).presignGet({ bucket, key: 'a' }, { seconds: 3600 });
  expect(short).toMatchObject({ endsAtMs: expiration.getTime(), endsWithSession: true });
});

const sessionClient = (expiration: Date) =>
  new s3.S3Client({
    ...server.client,
    credentials: async () => ({ ...server.client.credentials, sessionToken: 'session', expiration }),
  });

test('buckets of the region come first, the others with theirs', async () => {
  await server.s3.send(
    new s3.CreateBucketCommand({
      Bucket: 'a-bucket-elsewhere',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  );
  const listed = await aws.listRegionalBuckets();
  expect(listed.at(-1)).toMatchObject({ name: 'a-bucket-elsewhere', region: 'eu-west-1' });
  expect(listed[0]).toMatchObject({ region: 'us-east-1' });
});

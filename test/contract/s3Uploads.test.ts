import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { bindOperations } from '../../src/aws/index.ts';
import { unfinishedTransfers } from '../../src/aws/s3/records.ts';
import type { TransferProgress } from '../../src/aws/s3/types.ts';
import { localClients, startEmbeddedServer } from './embeddedServer.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
let bucket = '';
let buckets = 0;
let folder = '';
let recordsFolder = '';
/** Runs before each request of the product's clients; what it throws is the request's failure. */
let before: (command: string, input: object) => Promise<void> = async () => undefined;
let aws: ReturnType<typeof bindOperations>;
let sent: string[] = [];

beforeAll(async () => {
  server = await startEmbeddedServer();
  const clients = localClients(server);
  clients.s3.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        await before(commandName, args.input);
        sent.push(commandName);
        return next(args);
      },
    { step: 'initialize' },
  );
  aws = bindOperations(clients);
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});
beforeEach(async () => {
  bucket = `uploads-${(buckets += 1)}`;
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: bucket }));
  folder = await mkdtemp(join(tmpdir(), 'll-uploads-'));
  recordsFolder = join(folder, 'records');
  before = async () => undefined;
  sent = [];
});
afterEach(() => rm(folder, { recursive: true }));

async function file(name: string, data: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, data);
  return path;
}
const bytesOf = async (Key: string) =>
  Buffer.from(
    (await (
      await server.s3.send(new s3.GetObjectCommand({ Bucket: bucket, Key }))
    ).Body?.transformToByteArray()) ?? [],
  );
const keys = async () =>
  ((await server.s3.send(new s3.ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(
    ({ Key }) => Key,
  );
const pending = async () =>
  (await server.s3.send(new s3.ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? [];
const put = (Key: string, Body: string) =>
  server.s3.send(new s3.PutObjectCommand({ Bucket: bucket, Key, Body }));

const mebibyte = 2 ** 20;
const large = randomBytes(20 * mebibyte);
const upload = async (
  paths: readonly string[],
  more: Partial<Parameters<typeof aws.startUpload>[1]> = {},
  links: 'skip' | 'follow' = 'skip',
) => {
  const plan = await aws.planUpload({ bucket, prefix: 'in/', paths, links });
  const options = { conflicts: 'replace', recordsFolder, waitsMs: [], ...more } as const;
  return { plan, outcome: await aws.startUpload(plan, options) };
};
const lost = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

test('a folder is uploaded with its names, large files in parts, and leaves no record', async () => {
  await file('data/ü/日本 😀.csv', 'a');
  await file('data/b+c %20.csv', '');
  await file('data/large.bin', large);
  await mkdir(join(folder, 'data/empty'));
  const progress: TransferProgress[] = [];
  const { plan, outcome } = await upload([join(folder, 'data')], { onProgress: (one) => progress.push(one) });
  expect(plan).toMatchObject({ totalBytes: large.length + 1, conflicts: [], skipped: [] });
  expect(outcome).toEqual({ uploaded: 3, bytes: large.length + 1, skipped: 0, failed: [] });
  expect(await keys()).toEqual(['in/data/b+c %20.csv', 'in/data/large.bin', 'in/data/ü/日本 😀.csv']);
  expect((await bytesOf('in/data/large.bin')).equals(large)).toBe(true);
  expect(progress.at(-1)).toMatchObject({ files: 3, totalFiles: 3, bytes: large.length + 1 });
  const head = new s3.HeadObjectCommand({
    Bucket: bucket,
    Key: 'in/data/large.bin',
    ChecksumMode: 'ENABLED',
  });
  expect((await server.s3.send(head)).ChecksumCRC32).toMatch(/-3$/);
  expect(await readdir(recordsFolder)).toEqual([]);
});

test('conflicts are found by listing and decided once', async () => {
  const paths = [await file('x.csv', 'new'), await file('y.csv', 'y')];
  await put('in/x.csv', 'old');
  await put('in/x-2.csv', 'older');
  expect((await upload(paths, { conflicts: 'skip' })).outcome).toMatchObject({ uploaded: 1, skipped: 1 });
  expect(sent).not.toContain('HeadObjectCommand');
  expect(String(await bytesOf('in/x.csv'))).toBe('old');
  const { plan } = await upload(paths, { conflicts: 'keepBoth' });
  expect(plan.conflicts.toSorted()).toEqual(['in/x.csv', 'in/y.csv']);
  expect(String(await bytesOf('in/x-3.csv'))).toBe('new');
  expect(String(await bytesOf('in/y-2.csv'))).toBe('y');
  await upload(paths, { conflicts: 'replace' });
  expect(String(await bytesOf('in/x.csv'))).toBe('new');
});

test('conflicts in a folder of many files cost pages, not requests for each file', async () => {
  for (let index = 0; index < 60; index += 1) await file(`many/${index}.csv`, 'x');
  const plan = await aws.planUpload({ bucket, prefix: '', paths: [join(folder, 'many')] });
  expect(plan.files).toHaveLength(60);
  const loose = await aws.planUpload({ bucket, prefix: '', paths: plan.files.map(({ path }) => path) });
  expect(loose.files).toHaveLength(60);
  expect(sent).toEqual(['ListObjectsV2Command', 'ListObjectsV2Command']);
});

test('a key that someone else creates after the plan is not overwritten unless that was chosen', async () => {
  const paths = [await file('x.csv', 'ours')];
  const plan = await aws.planUpload({ bucket, prefix: '', paths });
  await put('x.csv', 'theirs');
  await expect(
    aws.startUpload(plan, { conflicts: 'keepBoth', recordsFolder, waitsMs: [] }),
  ).rejects.toMatchObject({ code: 'object-exists', facts: { s3Uri: `s3://${bucket}/x.csv` } });
  expect(String(await bytesOf('x.csv'))).toBe('theirs');
});

test('links are skipped, or followed without end only once', async () => {
  await file('data/a.csv', 'a');
  await file('other/b.csv', 'b');
  await symlink(join(folder, 'other'), join(folder, 'data/linked'));
  await symlink(join(folder, 'data'), join(folder, 'data/itself'));
  await symlink(join(folder, 'nowhere'), join(folder, 'data/broken'));
  const paths = [join(folder, 'data')];
  const skipped = (names: readonly string[]) => names.map((name) => join(folder, 'data', name));
  expect((await aws.planUpload({ bucket, prefix: '', paths })).skipped).toEqual(
    skipped(['broken', 'itself', 'linked']),
  );
  const { plan } = await upload(paths, {}, 'follow');
  expect(plan.skipped).toEqual(skipped(['broken', 'itself']));
  expect(await keys()).toEqual(['in/data/a.csv', 'in/data/linked/b.csv']);
});

test('an upload that a reload interrupts goes on with the parts that S3 has', async () => {
  await file('data/a.csv', 'a');
  const path = await file('data/large.bin', large);
  let parts = 0;
  before = async (command) => {
    if (command === 'UploadPartCommand' && (parts += 1) > 2) throw lost();
  };
  const interrupted = upload([join(folder, 'data')]);
  await expect(interrupted).rejects.toMatchObject({ code: 'network-unreachable' });
  expect(await pending()).toHaveLength(1);
  const [unfinished] = await unfinishedTransfers(recordsFolder);
  expect(unfinished).toMatchObject({ kind: 'upload', bucket, files: 2, totalBytes: large.length + 1 });

  before = async () => undefined;
  sent = [];
  // As a killed process leaves it.
  await appendFile(unfinished?.record ?? '', '{"event":"pa');
  expect(await aws.resumeUpload(unfinished?.record ?? '')).toMatchObject({ uploaded: 2, failed: [] });
  expect(sent.filter((command) => command === 'UploadPartCommand')).toHaveLength(1);
  expect(sent).toContain('ListPartsCommand');
  expect(sent).not.toContain('CreateMultipartUploadCommand');
  expect((await bytesOf('in/data/large.bin')).equals(large)).toBe(true);
  expect(await pending()).toEqual([]);
  expect(await unfinishedTransfers(recordsFolder)).toEqual([]);
  expect(path).toContain('large.bin');
});

test('an interrupted upload of a file that has changed since starts anew, also where its parts are gone', async () => {
  for (const change of ['file', 'parts'] as const) {
    const path = await file('large.bin', large);
    before = async (command) => {
      if (command === 'CompleteMultipartUploadCommand') throw lost();
    };
    await expect(upload([path])).rejects.toMatchObject({ code: 'network-unreachable' });
    before = async () => undefined;
    const [{ UploadId, Key } = {}] = await pending();
    const changed = Buffer.from(large);
    if (change === 'file') await writeFile(path, changed.fill(7, 0, 9));
    else await server.s3.send(new s3.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
    const [unfinished] = await unfinishedTransfers(recordsFolder);
    expect(await aws.resumeUpload(unfinished?.record ?? '')).toMatchObject({ uploaded: 1 });
    expect((await bytesOf('in/large.bin')).equals(changed)).toBe(true);
    expect(await pending()).toEqual([]);
  }
});

test('an uploaded file that changed before the transfer resumes is uploaded again', async () => {
  const small = await file('data/a.csv', 'before');
  await file('data/large.bin', large);
  before = async (command) => {
    if (command === 'CompleteMultipartUploadCommand') throw lost();
  };
  await expect(upload([join(folder, 'data')])).rejects.toMatchObject({ code: 'network-unreachable' });
  before = async () => undefined;
  expect(String(await bytesOf('in/data/a.csv'))).toBe('before');
  await writeFile(small, 'after!');
  await utimes(small, 1, 1);
  const [unfinished] = await unfinishedTransfers(recordsFolder);
  expect(await aws.resumeUpload(unfinished?.record ?? '')).toMatchObject({ uploaded: 2, failed: [] });
  expect(String(await bytesOf('in/data/a.csv'))).toBe('after!');
  expect((await bytesOf('in/data/large.bin')).equals(large)).toBe(true);
});

test('a file that keeps changing is named, and nothing of it is written', async () => {
  const path = await file('large.bin', large);
  let time = 1;
  before = async (command) => {
    if (command === 'UploadPartCommand') await utimes(path, (time += 1), time);
  };
  await expect(upload([path])).rejects.toMatchObject({
    code: 'upload-changed',
    facts: { path, s3Uri: `s3://${bucket}/in/large.bin` },
  });
  expect(await keys()).toEqual([]);
  expect(await pending()).toEqual([]);
});

test('a cancelled upload leaves neither parts nor a record, unless it is to go on later', async () => {
  const path = await file('large.bin', large);
  for (const keepsWhenCancelled of [true, false]) {
    const ending = new AbortController();
    before = async (command) => {
      if (command === 'CompleteMultipartUploadCommand') ending.abort(new Error('enough'));
    };
    const cancelled = upload([path], { signal: ending.signal, keepsWhenCancelled });
    await expect(cancelled).rejects.toThrow('enough');
    expect(await pending()).toHaveLength(keepsWhenCancelled ? 1 : 0);
    const [unfinished] = await unfinishedTransfers(recordsFolder);
    expect(unfinished === undefined).toBe(!keepsWhenCancelled);
    before = async () => undefined;
    if (unfinished !== undefined) await aws.discardTransfer(unfinished.record);
    expect(await pending()).toEqual([]);
  }
  expect(await unfinishedTransfers(recordsFolder)).toEqual([]);
});

test('a failed part is repeated, and a file that cannot be read leaves the others', async () => {
  const paths = [await file('large.bin', large), await file('gone.csv', 'x'), await file('a.csv', 'a')];
  let failures = 0;
  before = async (command) => {
    if (command === 'UploadPartCommand' && (failures += 1) < 3) throw lost();
  };
  const plan = await aws.planUpload({ bucket, prefix: '', paths });
  await rm(join(folder, 'gone.csv'));
  const outcome = await aws.startUpload(plan, { conflicts: 'replace', recordsFolder, waitsMs: [0, 0] });
  expect(outcome).toMatchObject({
    uploaded: 2,
    failed: [{ key: 'gone.csv', error: { code: 'upload-unreadable', facts: { path: paths[1] } } }],
  });
  expect((await bytesOf('large.bin')).equals(large)).toBe(true);
});

test('a completion whose answer was lost counts as done', async () => {
  const path = await file('large.bin', large);
  const plan = await aws.planUpload({ bucket, prefix: '', paths: [path] });
  let attempts = 0;
  before = async (command, input) => {
    if (command !== 'CompleteMultipartUploadCommand' || (attempts += 1) > 1) return;
    // SAFETY: the input of the command that this is.
    await server.s3.send(
      new s3.CompleteMultipartUploadCommand(input as s3.CompleteMultipartUploadCommandInput),
    );
    throw lost();
  };
  const outcome = await aws.startUpload(plan, { conflicts: 'skip', recordsFolder, waitsMs: [0] });
  expect(outcome).toMatchObject({ uploaded: 1, failed: [] });
  expect(attempts).toBe(2);
});

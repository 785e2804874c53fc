import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { bindOperations } from '../../src/aws/index.ts';
import { unfinishedTransfers } from '../../src/aws/s3/records.ts';
import { localClients, startEmbeddedServer } from './embeddedServer.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
let bucket = '';
let buckets = 0;
let folder = '';
let recordsFolder = '';
/** Runs before each GetObject of the product's clients; what it throws is the request's failure. */
let before: (input: object) => Promise<void> = async () => undefined;
let ranges: (string | undefined)[] = [];
let aws: ReturnType<typeof bindOperations>;

beforeAll(async () => {
  server = await startEmbeddedServer();
  const clients = localClients(server);
  clients.s3.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'GetObjectCommand') {
          await before(args.input);
          ranges.push('Range' in args.input ? args.input.Range : undefined);
        }
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
  bucket = `downloads-${(buckets += 1)}`;
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: bucket }));
  folder = await mkdtemp(join(tmpdir(), 'll-downloads-'));
  recordsFolder = join(folder, 'records');
  before = async () => undefined;
  ranges = [];
});
afterEach(() => rm(folder, { recursive: true }));

const put = (Key: string, Body: string | Uint8Array) =>
  server.s3.send(new s3.PutObjectCommand({ Bucket: bucket, Key, Body }));
const object = (key: string) => ({ kind: 'object', bucket, key }) as const;
const below = (key: string) => ({ kind: 'prefix', bucket, key }) as const;
const download = async (
  target: ReturnType<typeof object> | ReturnType<typeof below>,
  more: Partial<Parameters<typeof aws.startDownload>[1]> = {},
) => {
  const plan = await aws.planDownload(target);
  const options = { folder: join(folder, 'to'), recordsFolder, waitsMs: [], ...more };
  return aws.startDownload(plan, options);
};
const filesBelow = async (path: string) => {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .toSorted();
};
const large = randomBytes(4 * 2 ** 20);
const lost = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

test('a prefix is downloaded into a new folder, whatever its keys are', async () => {
  for (const key of ['a.csv', 'ü/日本 😀.csv', '../out.csv', '/abs', 'b', 'b/c', 'folder/', 'x\r\ny'])
    await put(`p/${key}`, key.endsWith('/') ? '' : key);
  const { path, files, failed } = await download(below('p/'));
  expect({ path, files, failed }).toEqual({ path: join(folder, 'to/p'), files: 7, failed: [] });
  expect(await filesBelow(path)).toEqual(
    ['___/out.csv', '_/abs', 'a.csv', 'b-2', 'b/c', 'x__y', 'ü/日本 😀.csv'].toSorted(),
  );
  expect(await readFile(join(path, 'ü/日本 😀.csv'), 'utf8')).toBe('ü/日本 😀.csv');
  const plan = await aws.planDownload(below('p/'));
  expect(plan.renamed.toSorted()).toEqual(['p/../out.csv', 'p//abs', 'p/b', 'p/x\r\ny']);
  expect((await download(below('p/'))).path).toBe(join(folder, 'to/p-2'));
  expect(await unfinishedTransfers(recordsFolder)).toEqual([]);
});

test('a folder survives upload and download, whatever its file names', async () => {
  const spelled = [
    'Case.csv',
    'case.csv',
    ' leading',
    'trailing ',
    'dots...',
    '.hidden',
    '-rf',
    'CON',
    'a\\b',
  ];
  const foreign = ['q\'"*?<>|:.csv', 'a+b %20&=#?.csv', 'ü', 'u\u0308', '日本語 😀.csv'];
  const long = [`${'long'.repeat(49)}.csv`, `${'deep/'.repeat(150)}file.csv`];
  const paths = [...spelled, ...foreign, ...long];
  for (const path of paths) {
    await mkdir(dirname(join(folder, 'odd', path)), { recursive: true });
    await writeFile(join(folder, 'odd', path), path);
  }
  const plan = await aws.planUpload({ bucket, prefix: 'in /', paths: [join(folder, 'odd')] });
  const options = { conflicts: 'skip', recordsFolder, waitsMs: [] } as const;
  expect(await aws.startUpload(plan, options)).toMatchObject({ uploaded: paths.length, failed: [] });
  const { path: saved, failed } = await download(below('in /odd/'));
  expect(failed).toEqual([]);
  expect(await filesBelow(saved)).toEqual(paths.toSorted());
  for (const path of paths) expect(await readFile(join(saved, path), 'utf8')).toBe(path);
});

test('keys of any length and parts become files in the folder, and none replaces another', async () => {
  const odd = [
    '/',
    '//',
    '/a',
    '//a',
    './a',
    'a/./b',
    'a/../b',
    '..',
    '../..',
    'a/',
    'a',
    'a /b',
    'nul',
    'x'.repeat(1022),
  ];
  for (const key of odd) await put(`p/${key}`, key);
  await mkdir(join(folder, 'to/p'), { recursive: true });
  await writeFile(join(folder, 'to/p/a'), 'mine');
  const { path, failed } = await download(below('p/'));
  expect({ path, failed }).toEqual({ path: join(folder, 'to/p-2'), failed: [] });
  const files = await filesBelow(path);
  const contents = await Promise.all(files.map((file) => readFile(join(path, file), 'utf8')));
  expect(contents.toSorted()).toEqual(odd.toSorted());
  expect((await readdir(join(folder, 'to'))).toSorted()).toEqual(['p', 'p-2']);
  expect(await readFile(join(folder, 'to/p/a'), 'utf8')).toBe('mine');
});

test('an object is downloaded beside what has its name', async () => {
  await put('in/a.csv', 'a');
  const first = await download(object('in/a.csv'));
  await writeFile(first.path, 'mine');
  const second = await download(object('in/a.csv'));
  expect([first.path, second.path]).toEqual([join(folder, 'to/a.csv'), join(folder, 'to/a-2.csv')]);
  expect(await readFile(first.path, 'utf8')).toBe('mine');
  expect(await readFile(second.path, 'utf8')).toBe('a');
  await expect(aws.planDownload(object('in/b.csv'))).rejects.toMatchObject({
    code: 'resource-not-found',
    facts: { s3Uri: `s3://${bucket}/in/b.csv` },
  });
});

/** Interrupts a download of `p/large.bin` and a small object when a quarter is there. */
async function interrupted() {
  await put('p/large.bin', large);
  await put('p/small.csv', 's');
  const ending = new AbortController();
  const downloading = download(below('p/'), {
    signal: ending.signal,
    keepsWhenCancelled: true,
    onProgress: ({ bytes, key }) => {
      if (key === 'p/large.bin' && bytes > large.length / 4) ending.abort(new Error('reload'));
    },
  });
  await expect(downloading).rejects.toThrow('reload');
  const [unfinished] = await unfinishedTransfers(recordsFolder);
  expect(unfinished).toMatchObject({ kind: 'download', bucket, files: 2 });
  ranges = [];
  return unfinished?.record ?? '';
}

test('a download that a reload interrupts goes on where it ended, and is compared with its ETag', async () => {
  const record = await interrupted();
  const { path, files } = await aws.resumeDownload(record);
  expect(files).toBe(2);
  expect(ranges).toContainEqual(expect.stringMatching(/^bytes=[1-9]\d*-$/));
  expect((await readFile(join(path, 'large.bin'))).equals(large)).toBe(true);
  expect(await filesBelow(path)).toEqual(['large.bin', 'small.csv']);
  expect(await unfinishedTransfers(recordsFolder)).toEqual([]);
});

test('an interrupted download of an object that has changed since starts anew', async () => {
  const record = await interrupted();
  const changed = randomBytes(large.length + 5);
  await put('p/large.bin', changed);
  const { path } = await aws.resumeDownload(record);
  expect((await readFile(join(path, 'large.bin'))).equals(changed)).toBe(true);
});

test('a partial file that is damaged is found by its ETag and fetched anew', async () => {
  const record = await interrupted();
  const name = (await readdir(join(folder, 'to/p'))).find((one) => one.endsWith('.partial')) ?? '';
  const partial = join(folder, 'to/p', name);
  const bytes = await readFile(partial);
  await writeFile(partial, bytes.fill(0, 0, 1000));
  const { path } = await aws.resumeDownload(record);
  const md5 = (data: Uint8Array) => createHash('md5').update(data).digest('hex');
  expect(md5(await readFile(join(path, 'large.bin')))).toBe(md5(large));
});

test('a download that is given up leaves no partial file and no record', async () => {
  await aws.discardTransfer(await interrupted());
  expect(await filesBelow(join(folder, 'to'))).not.toContainEqual(expect.stringContaining('.partial'));
  expect(await unfinishedTransfers(recordsFolder)).toEqual([]);
});

test('a lost connection is retried, and an object that is gone leaves the others', async () => {
  await put('p/a', 'a');
  await put('p/b', 'b');
  let failures = 0;
  before = async () => {
    if ((failures += 1) === 1) throw lost();
  };
  const plan = await aws.planDownload(below('p/'));
  await server.s3.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key: 'p/b' }));
  const outcome = await aws.startDownload(plan, { folder, recordsFolder, waitsMs: [0] });
  expect(outcome).toMatchObject({
    files: 1,
    failed: [{ key: 'p/b', error: { code: 'resource-not-found', facts: { s3Uri: `s3://${bucket}/p/b` } } }],
  });
  expect(await filesBelow(outcome.path)).toEqual(['a']);
});

test('empty objects become empty files', async () => {
  await put('p/empty', '');
  const { path } = await download(below('p/'));
  expect(await readFile(join(path, 'empty'), 'utf8')).toBe('');
});

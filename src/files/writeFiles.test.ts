import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diskFullAt } from './diskFullAt.testing.ts';
import {
  createFile,
  createFiles,
  realFileSystem,
  removeFile,
  replaceFile,
  replaceFiles,
  writeUnknownFile,
} from './writeFiles.ts';
import type { FileSystem } from './writeFiles.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const pair = () => [
  { path: join(folder, 'a.txt'), data: 'new a' },
  { path: join(folder, 'b.txt'), data: 'new b' },
];
const newPair = () => [
  { pathOf: (ending: string) => join(folder, `t${ending}.a.txt`), data: 'a' },
  { pathOf: (ending: string) => join(folder, `t${ending}.b.txt`), data: 'b' },
];

test.each([1, 2])('a disk that is full at file %i changes none of two', async (nth) => {
  await writeFile(join(folder, 'a.txt'), 'old a');
  const failing = replaceFiles(pair(), { fs: diskFullAt(nth) });
  await expect(failing).rejects.toMatchObject({
    code: 'disk-full',
    facts: { file: join(folder, nth === 1 ? 'a.txt' : 'b.txt') },
  });
  expect(await readdir(folder)).toEqual(['a.txt']);
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('old a');
});

test.each([1, 2])('a disk that is full at file %i makes none of two new ones', async (nth) => {
  await expect(createFiles(newPair(), { fs: diskFullAt(nth) })).rejects.toMatchObject({ code: 'disk-full' });
  expect(await readdir(folder)).toEqual([]);
});

test('a name that cannot be taken takes back the others', async () => {
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  let renames = 0;
  const fs = {
    ...realFileSystem,
    rename: async (from: string, to: string) => {
      renames += 1;
      if (renames === 2) throw full;
      await realFileSystem.rename(from, to);
    },
  };
  await expect(createFiles(newPair(), { fs })).rejects.toMatchObject({ code: 'disk-full' });
  expect(await readdir(folder)).toEqual([]);
});

test('a folder made for files that found no room goes again', async () => {
  const path = join(folder, 'run', 'a.txt');
  await expect(replaceFile(path, 'a', { fs: diskFullAt(1) })).rejects.toMatchObject({ code: 'disk-full' });
  expect(await readdir(folder)).toEqual([]);
});

test('a folder that its owner sweeps stays for others when its first file is not written', async () => {
  const path = join(folder, 'shard', 'a.txt');
  await expect(replaceFile(path, 'a', { fs: diskFullAt(1), sweeps: false })).rejects.toMatchObject({
    code: 'disk-full',
  });
  expect(await readdir(folder)).toEqual(['shard']);
});

test('new files of one act share the first free number', async () => {
  await writeFile(join(folder, 't.b.txt'), 'of the user');
  await writeFile(join(folder, 't-2.a.txt'), 'of the user');
  expect(await createFiles(newPair())).toEqual([join(folder, 't-3.a.txt'), join(folder, 't-3.b.txt')]);
  expect((await readdir(folder)).toSorted()).toEqual(['t-2.a.txt', 't-3.a.txt', 't-3.b.txt', 't.b.txt']);
  expect(await readFile(join(folder, 't.b.txt'), 'utf8')).toBe('of the user');
});

test('many writers at once each get names of their own', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => createFiles(newPair())));
  expect(new Set(made.flat()).size).toBe(16);
  expect(await readdir(folder)).toHaveLength(16);
});

test('many writers of one file at once leave one of their texts whole', async () => {
  const path = join(folder, 'a.txt');
  const texts = Array.from({ length: 8 }, (_, index) => String(index).repeat(10_000));
  await Promise.all(texts.map((text) => replaceFile(path, text)));
  expect(texts).toContain(await readFile(path, 'utf8'));
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('what a killed writer left is swept, what another writes just now is not', async () => {
  const [abandoned, fresh] = ['.linear-learner-0123456789ab.tmp', '.linear-learner-0123456789ac.tmp'];
  const written: FileHandle[] = [];
  for (const name of [abandoned, fresh]) written.push(await realFileSystem.open(join(folder, name), 'wx'));
  await Promise.all(written.map((file) => file.close()));
  await utimes(join(folder, abandoned), 0, 0);
  await replaceFile(join(folder, 'a.txt'), 'a');
  expect((await readdir(folder)).toSorted()).toEqual([fresh, 'a.txt']);
});

async function* bytes(failure?: Error) {
  yield Buffer.from('first ');
  if (failure !== undefined) throw failure;
  yield Buffer.from('second');
}

test('what comes in pieces is there whole, or what was there before', async () => {
  const path = join(folder, 'model.tar.gz');
  await writeFile(path, 'old');
  const lost = new Error('connection lost');
  await expect(replaceFile(path, Readable.from(bytes(lost)))).rejects.toBe(lost);
  await expect(replaceFile(path, Readable.from(bytes()), { fs: diskFullAt(1) })).rejects.toMatchObject({
    code: 'disk-full',
    facts: { file: path },
  });
  expect(await readdir(folder)).toEqual(['model.tar.gz']);
});

/** Notes each step that decides what a power cut leaves. */
function recordedDisk() {
  const steps: string[] = [];
  const fs: FileSystem = {
    open: async (path, flags, mode) => {
      const file = await realFileSystem.open(path, flags, mode);
      const sync = file.sync.bind(file);
      file.sync = () => {
        steps.push('sync file');
        return sync();
      };
      return file;
    },
    rename: (from, to) => {
      steps.push(`rename to ${to.slice(folder.length)}`);
      return realFileSystem.rename(from, to);
    },
    syncFolder: (path) => {
      steps.push(`sync folder ${path.slice(folder.length)}/`);
      return realFileSystem.syncFolder(path);
    },
  };
  return { fs, steps };
}

test('replaceFile resolves after file, folder and every new parent folder are synced', async () => {
  const { fs, steps } = recordedDisk();
  await replaceFile(join(folder, 'a', 'b', 'c.txt'), 'c', { fs });
  expect(steps).toEqual([
    'sync file',
    'rename to /a/b/c.txt',
    'sync folder /a/b/',
    'sync folder /a/',
    'sync folder /',
  ]);
  steps.length = 0;
  await replaceFile(join(folder, 'a', 'b', 'd.txt'), 'd', { fs });
  expect(steps).toEqual(['sync file', 'rename to /a/b/d.txt', 'sync folder /a/b/']);
});

test('writeUnknownFile resolves after file, folder and every new parent folder are synced', async () => {
  const { fs, steps } = recordedDisk();
  await writeUnknownFile(join(folder, 'a', 'b', 'c.txt'), 'c', { fs });
  expect(steps.toSorted()).toEqual(['sync file', 'sync folder /', 'sync folder /a/', 'sync folder /a/b/']);
  expect(await readFile(join(folder, 'a', 'b', 'c.txt'), 'utf8')).toBe('c');
});

test('writeUnknownFile leaves nothing of a failed write and never touches an existing file', async () => {
  const path = join(folder, 'a.txt');
  const lost = new Error('connection lost');
  async function* cut() {
    yield Buffer.from('a');
    throw lost;
  }
  await expect(writeUnknownFile(path, cut())).rejects.toBe(lost);
  await expect(writeUnknownFile(path, 'a', { fs: diskFullAt(1) })).rejects.toMatchObject({
    code: 'disk-full',
  });
  expect(await readdir(folder)).toEqual([]);
  await writeFile(path, 'before');
  await expect(writeUnknownFile(path, 'after')).rejects.toThrow();
  expect(await readFile(path, 'utf8')).toBe('before');
});

test('removeFile resolves after the folder is synced', async () => {
  const path = join(folder, 'a.txt');
  await writeFile(path, 'a');
  const { fs, steps } = recordedDisk();
  await removeFile(path, { fs });
  expect(await readdir(folder)).toEqual([]);
  expect(steps).toEqual(['sync folder /']);
  await removeFile(join(folder, 'none', 'a.txt'), { fs });
});

test('createFile writes one of several texts and leaves the others unwritten', async () => {
  const path = join(folder, 'a.txt');
  const texts = Array.from({ length: 8 }, (_, index) => String(index).repeat(10_000));
  const { fs, steps } = recordedDisk();
  const created = await Promise.all(texts.map((text) => createFile(path, text, { fs })));
  expect(created.filter(Boolean)).toHaveLength(1);
  expect(await readFile(path, 'utf8')).toBe(texts[created.indexOf(true)]);
  expect(await readdir(folder)).toEqual(['a.txt']);
  expect(steps).toContain(`sync folder ${dirname(path).slice(folder.length)}/`);
});

test('writing that is cancelled leaves what was there, and nothing else', async () => {
  await writeFile(join(folder, 'a.txt'), 'old a');
  const cancelling = new AbortController();
  const reason = new Error('enough');
  async function* parts() {
    yield Buffer.from('new ');
    cancelling.abort(reason);
    yield Buffer.from('a');
  }
  const { signal } = cancelling;
  const replacing = replaceFiles([{ path: join(folder, 'a.txt'), data: parts() }], { signal });
  await expect(replacing).rejects.toBe(reason);
  await expect(createFiles(newPair(), { signal })).rejects.toBe(reason);
  expect(await readdir(folder)).toEqual(['a.txt']);
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('old a');
});

test('pieces are made while those before are written, and none changes before it is written', async () => {
  const path = join(folder, 'a.bin');
  const [memories, pieces] = [[Buffer.alloc(3), Buffer.alloc(3)], 40];
  async function* parts() {
    for (let piece = 0; piece < pieces; piece += 1) yield (memories[piece % 2] ?? Buffer.of()).fill(piece);
  }
  await replaceFile(path, parts());
  const expected = Array.from({ length: pieces }, (_, piece) => [piece, piece, piece]).flat();
  expect([...(await readFile(path))]).toEqual(expected);
});

test('a file is synced before the files get their names, also where the next one fails', async () => {
  const { fs, steps } = recordedDisk();
  await replaceFiles(pair(), { fs });
  expect(steps.slice(0, 2)).toEqual(['sync file', 'sync file']);
  const lost = new Error('connection lost');
  const parts = [...pair().slice(0, 1), { path: join(folder, 'c.txt'), data: bytes(lost) }];
  await expect(replaceFiles(parts, { fs })).rejects.toBe(lost);
  expect((await readdir(folder)).toSorted()).toEqual(['a.txt', 'b.txt']);
});

test('a disk that reports a failure at an early sync fails the file', async () => {
  const fs: FileSystem = {
    ...realFileSystem,
    open: async (path, flags, mode) => {
      const file = await realFileSystem.open(path, flags, mode);
      file.datasync = async () => {
        throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
      };
      return file;
    },
  };
  const megabytes = 2 ** 20;
  async function* parts() {
    for (let piece = 0; piece < 3; piece += 1) yield Buffer.alloc(40 * megabytes);
  }
  const writing = replaceFile(join(folder, 'a.bin'), parts(), { fs });
  await expect(writing).rejects.toMatchObject({ code: 'EIO' });
  expect(await readdir(folder)).toEqual([]);
});

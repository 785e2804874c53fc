import { spawnSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noReaderThreads } from '../columnFiles/readerThreads.ts';
import type { ReaderThread, ReaderThreads } from '../columnFiles/readerThreads.ts';
import { openStore } from './store.ts';
import type { StoreOptions } from './store.ts';
import { clearFolder } from './storeFolder.ts';

let folder = '';
let cache = '';
const closing: (() => Promise<void>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-store-'));
  cache = join(folder, 'cache');
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await rm(folder, { recursive: true, force: true });
});

const longAgo = new Date('2020-01-01');
const mebibyte = 2 ** 20;

function opened(options: Partial<StoreOptions> = {}) {
  const limits = { memoryLimitBytes: 256 * mebibyte, cacheLimitBytes: 1024 * mebibyte, idleMs: 0 };
  const store = openStore({ folder: cache, ...limits, ...options });
  closing.push(store.close);
  return (path: string) => store.read({ path, read: {}, columns: {} });
}

/** Plain text is stored as columns, any other in a database. */
type Kind = 'columns' | 'database';
const kinds: readonly Kind[] = ['columns', 'database'];

async function table(name: string, rowCount = 5000, kind: Kind = 'columns'): Promise<string> {
  const path = join(folder, name);
  const rows = Array.from({ length: rowCount }, (_, row) => `${row}.5,w${row % 3}\n`);
  const unplain = kind === 'database' ? '# a comment\n' : '';
  await writeFile(path, `${unplain}x,word\n${rows.join('')}`);
  await utimes(path, longAgo, longAgo);
  return path;
}

const stored = async () => (await readdir(cache)).filter((name) => /\.(?:duckdb|columns)$/.test(name));

test.each(kinds)(
  'a table in a file of %s is stored, and another process opens it from there',
  async (kind) => {
    const path = await table('t.csv', 5000, kind);
    const first = await opened()(path);
    await vi.waitFor(async () => expect(await stored()).toHaveLength(1));
    await rm(path);
    await table('t.csv', 5000, kind);
    const second = await opened()(path);
    expect(await second.cells(0)).toEqual(await first.cells(0));
    expect(await second.counts(1, 3)).toEqual(await first.counts(1, 3));
    expect({ reading: second.reading, types: second.types }).toEqual({
      reading: first.reading,
      types: first.types,
    });
  },
);

test('a table that does not fit into memory is built on the disk and stored', async () => {
  const path = await table('t.csv', 200_000, 'database');
  const small = await opened({ mostBytesInMemory: 0 })(path);
  expect(await stored()).toHaveLength(1);
  expect(await small.cells(0)).toEqual(await (await opened()(path)).cells(0));
});

test.each(kinds)('a file of %s that was written a moment ago is not stored', async (kind) => {
  const path = await table('t.csv', 5000, kind);
  const now = new Date();
  await utimes(path, now, now);
  await opened({ mostBytesInMemory: 0 })(path);
  expect(await stored()).toEqual([]);
});

test('a table is read anew once its file, its options or those of a column are others', async () => {
  const path = await table('t.csv');
  const store = openStore({ folder: cache, memoryLimitBytes: 2 ** 28, cacheLimitBytes: 2 ** 30 });
  closing.push(store.close);
  const first = await store.read({ path, read: {}, columns: {} });
  const given = await store.read({ path, read: {}, columns: { x: { meaning: 'category' } } });
  expect([first.types[0]?.type, given.types[0]?.type]).toEqual(['decimal', 'text']);
  const headless = await store.read({ path, read: { header: false }, columns: {} });
  expect(headless.columns).toEqual(['column1', 'column2']);
  await writeFile(path, 'x,word\n1,a\n2,b\n');
  expect((await store.read({ path, read: {}, columns: {} })).rowCount).toBe(2);
  await expect(first.lineOf(5)).rejects.toMatchObject({ code: 'file-changed' });
});

test.each(kinds)('a stored file of %s is the one of an experiment that has its options', async (kind) => {
  const path = await table('t.csv', 5000, kind);
  const options = {
    folder: cache,
    memoryLimitBytes: 2 ** 28,
    cacheLimitBytes: 2 ** 30,
    mostBytesInMemory: 0,
  };
  const store = openStore(options);
  closing.push(store.close);
  const found = await store.read({ path, read: {}, columns: {} });
  const { delimiter, ...others } = found.reading.options;
  const cells = await found.cells(0);
  await found.close();
  const again = openStore(options);
  closing.push(again.close);
  for (const read of [{ ...others, delimiter }, {}]) {
    const onProgress = vi.fn();
    const table = await again.read({ path, read, columns: {} }, { onProgress });
    expect([onProgress.mock.calls, await table.cells(0)]).toEqual([[], cells]);
    await table.close();
  }
  expect(await stored()).toHaveLength(1);
  const other = await again.read({ path, read: { ...others, delimiter, header: false }, columns: {} });
  expect(other.columns).toEqual(['column1', 'column2']);
  await other.close();
  await clearFolder(cache);
  expect((await readdir(cache)).filter((name) => !name.startsWith('work-'))).toEqual([]);
});

test.each(kinds)('a stored file of %s that is damaged is read again', async (kind) => {
  const path = await table('t.csv', 5000, kind);
  const read = opened({ mostBytesInMemory: 0 });
  await (await read(path)).close();
  const [name = ''] = await stored();
  await truncate(join(cache, name), 5000);
  expect((await opened()(path)).rowCount).toBe(5000);
});

test.each(kinds)('the stored files of %s used longest ago make room for others', async (kind) => {
  const sizes = { mostBytesInMemory: 0, cacheLimitBytes: 1 };
  const read = opened(sizes);
  await (await read(await table('a.csv', 5000, kind))).close();
  const [first] = await stored();
  await (await read(await table('b.csv', 5000, kind))).close();
  expect(await stored()).toHaveLength(1);
  expect(await stored()).not.toContain(first);
});

test('what a process that ended left behind is removed, and that of a running one is not', async () => {
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  await mkdir(join(cache, `work-${ended}`), { recursive: true });
  await mkdir(join(cache, `work-${process.ppid}`), { recursive: true });
  await opened()(await table('t.csv'));
  const names = await readdir(cache);
  expect(names).not.toContain(`work-${ended}`);
  expect(names).toContain(`work-${process.ppid}`);
});

test('clearing deletes all stored tables', async () => {
  const read = opened({ mostBytesInMemory: 0 });
  await (await read(await table('a.csv'))).close();
  const [name = ''] = await stored();
  const { size } = await stat(join(cache, name));
  expect(await clearFolder(cache)).toBe(size);
  expect(await stored()).toEqual([]);
  expect(await clearFolder(join(folder, 'none'))).toBe(0);
});

test.each(kinds)('two readers of one file of %s share it until both are done', async (kind) => {
  const path = await table('t.csv', 5000, kind);
  const read = opened();
  const [first, second] = await Promise.all([read(path), read(path)]);
  await first.close();
  expect((await second.cells(0)).kind).toBe('numbers');
  await second.close();
});

/** A store that reads no table before `goOn` is called; `isReading` resolves once that is waited for. */
function haltedStore() {
  let [begun, goOn] = [() => {}, () => {}];
  const isReading = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const going = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const readers: ReaderThreads = {
    open: (setup) => {
      const { readers: all, close } = noReaderThreads.open(setup);
      const halted = all.map((reader): ReaderThread => ({
        ...reader,
        read: async (text, part) => {
          begun();
          await going;
          return reader.read(text, part);
        },
      }));
      return { readers: halted, close };
    },
  };
  const store = openStore({ folder: cache, memoryLimitBytes: 2 ** 28, cacheLimitBytes: 2 ** 30, readers });
  closing.push(store.close);
  return { read: store.read, isReading, goOn };
}

test('whoever waits for a table is served when the one who began to read it gives up', async () => {
  const { read, isReading, goOn } = haltedStore();
  const request = { path: await table('t.csv', 200_000), read: {}, columns: {} };
  const controller = new AbortController();
  const first = read(request, { signal: controller.signal });
  await isReading;
  const second = read(request);
  controller.abort();
  goOn();
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  expect((await second).rowCount).toBe(200_000);
});

test('whoever gives up waits no longer for a table that another reads', async () => {
  const { read, isReading, goOn } = haltedStore();
  const request = { path: await table('t.csv'), read: {}, columns: {} };
  const first = read(request);
  await isReading;
  const controller = new AbortController();
  const second = read(request, { signal: controller.signal });
  controller.abort();
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  goOn();
  expect((await first).rowCount).toBe(5000);
});

test('a table that is kept in a database is opened without reading its text', async () => {
  const path = await table('t.csv', 200_000);
  // A row of another length makes it no plain text, which only reading it shows.
  await appendFile(path, '1\n');
  await utimes(path, longAgo, longAgo);
  const open = vi.fn(noReaderThreads.open);
  const options = { mostBytesInMemory: 0, readers: { open } };
  await (await opened(options)(path)).close();
  expect(open).toHaveBeenCalledTimes(1);
  const again = await opened(options)(path);
  expect(again.rowCount).toBe(200_000);
  expect(open).toHaveBeenCalledTimes(1);
});

test('a table is read into memory when the disk is full', async () => {
  const path = await table('t.csv');
  const full = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
  const readers: ReaderThreads = {
    open: () => ({ readers: [{ read: full, words: full, change: full }], close: () => Promise.resolve() }),
  };
  const found = await opened({ readers })(path);
  expect([found.rowCount, (await found.cells(1)).kind]).toEqual([5000, 'words']);
  expect(
    (await readdir(join(cache, `work-${process.pid}`))).filter((name) => name.endsWith('.columns')),
  ).toEqual([]);
});

test('a line of a table in a file of columns is found, with and without cells of several lines', async () => {
  const plain = await opened()(await table('t.csv'));
  expect(await plain.lineOf(4000)).toBe(4002);
  const path = join(folder, 'lines.csv');
  const rows = Array.from({ length: 5000 }, (_, row) => `${row},"${row === 10 ? 'a\nb' : 'c'}"\n`);
  await writeFile(path, `x,word\n${rows.join('')}`);
  expect(await (await opened()(path)).lineOf(4000)).toBe(4003);
});

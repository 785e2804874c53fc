import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildEngine } from '../../../test/engineBundle.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import { figureThreads } from './figureThreads.ts';
import { figuresOf } from './tableFigures.ts';

let folder = '';
let path = '';
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-figures-'));
  await buildEngine(folder);
  path = join(folder, 't.csv');
  const rows = Array.from({ length: 120_000 }, (_, row) => {
    const gap = row % 1009 === 0 ? '' : String(((row * 7919) % 10_007) / 8);
    return `${gap},${row % 41},w${(row * 7919) % 53},2024-01-${String(1 + (row % 28)).padStart(2, '0')}\n`;
  });
  await writeFile(path, `x,count,word,day\n${rows.join('')}`);
  const longAgo = new Date('2020-01-01');
  await utimes(path, longAgo, longAgo);
  store = openStore({ folder: join(folder, 'cache'), memoryLimitBytes: 2 ** 29, cacheLimitBytes: 2 ** 30 });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const threads = (name = 'figureThread.mjs', memoryBytes = 2 ** 29) =>
  figureThreads({ count: 2, script: pathToFileURL(join(folder, name)), memoryBytes });

test('threads work out the figures that the calling thread does, and report each column', async () => {
  const table = await store.read({ path, read: {}, columns: {} });
  const done: number[] = [];
  const onProgress = (progress: { readonly done: number }) => done.push(progress.done);
  expect(await figuresOf(table, { onProgress }, threads())).toEqual(await figuresOf(table));
  expect(done).toEqual([0, 1, 2, 3, 4]);
  // One thread works where there is memory for no more.
  expect(await figuresOf(table, {}, threads(undefined, 1))).toEqual(await figuresOf(table));
  await table.close();
});

test('threads stop when figures are no longer wanted, and the table can be closed then', async () => {
  const table = await store.read({ path, read: {}, columns: {} });
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error('enough'));
  await expect(figuresOf(table, { signal: controller.signal, onProgress }, threads())).rejects.toThrow(
    'enough',
  );
  await table.close();
});

test('a thread that fails is reported', async () => {
  const table = await store.read({ path, read: {}, columns: {} });
  await expect(figuresOf(table, {}, threads('missing.mjs'))).rejects.toThrow('missing.mjs');
  await table.close();
});

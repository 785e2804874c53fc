import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../store/store.ts';
import { keepFigures, keptFigures } from './keptFigures.ts';
import { figuresOf } from './tableFigures.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-kept-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const cache = () => join(folder, 'cache');
const open = () =>
  openStore({ folder: cache(), memoryLimitBytes: 2 ** 29, cacheLimitBytes: 2 ** 30, idleMs: 0 });
const stored = async () => (await readdir(cache())).map((name) => name.replace(/^[^.]+/, 'table'));

async function tableFile(name: string, rowCount: number, ageMs: number) {
  const path = join(folder, name);
  const rows = Array.from(
    { length: rowCount },
    (_, row) => `${row % 91},${row % 7 === 0 ? '' : row / 8},w${row % 5}\n`,
  );
  await writeFile(path, `a,b,c\n${rows.join('')}`);
  const then = new Date(Date.now() - ageMs);
  await utimes(path, then, then);
  return { path, read: {}, columns: {} };
}

test('figures of a stored table are found again by another process, until its file changes', async () => {
  const request = await tableFile('t.csv', 5000, 60_000);
  const first = open();
  const table = await first.read(request);
  expect(await keptFigures(table)).toBeUndefined();
  const figures = await figuresOf(table);
  await keepFigures(table, figures);
  await expect.poll(stored).toEqual(expect.arrayContaining(['table.columns', 'table.notes']));
  await table.close();
  await first.close();

  const second = open();
  expect(await keptFigures(await second.read(request))).toEqual(figures);
  const changed = await second.read(await tableFile('t.csv', 5001, 60_000));
  expect(await keptFigures(changed)).toBeUndefined();
  await second.close();
});

test('notes that are cut off count as none', async () => {
  const store = open();
  const table = await store.read(await tableFile('cut.csv', 3000, 60_000));
  await keepFigures(table, await figuresOf(table));
  const whole = await table.notes?.read();
  await table.notes?.write(whole?.subarray(0, 100) ?? Buffer.alloc(0));
  expect(await keptFigures(table)).toBeUndefined();
  await store.close();
});

test('nothing is kept of a file that may still be changing', async () => {
  const store = open();
  const table = await store.read(await tableFile('young.csv', 3000, 0));
  await keepFigures(table, await figuresOf(table));
  expect(await keptFigures(table)).toBeUndefined();
  await store.close();
});

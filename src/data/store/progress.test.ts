import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Progress } from '../shapes/progress.ts';
import { openStore } from './store.ts';
import type { Store } from './store.ts';

let folder = '';
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-progress-'));
  const memoryLimitBytes = 512 * 2 ** 20;
  store = openStore({ folder: join(folder, 'store'), memoryLimitBytes, cacheLimitBytes: 2 ** 30 });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const rows = (delimiter: string, count: number) =>
  Array.from({ length: count }, (_, row) => [row, row / 7, 'word'].join(delimiter)).join('\n');

test.each([
  ['commas', ',', []],
  // DuckDB does not split at runs of blanks: our own reader does it.
  // Then its columns are decided, which takes as long as reading it.
  ['blanks', '   ', [0, 1, 2, 3]],
])('reading a file with %s reports bytes up to its size', async (name, delimiter, columnsDone) => {
  const path = join(folder, `${name}.csv`);
  const text = `${['a', 'b', 'c'].join(delimiter)}\n${rows(delimiter, 300_000)}\n`;
  await writeFile(path, text);
  const reports: Progress[] = [];
  const work = { onProgress: (progress: Progress) => reports.push(progress) };
  const table = await store.read({ path, read: {}, columns: {} }, work);
  expect(table.rowCount).toBe(300_000);
  const bytes = reports.filter(({ unit }) => unit === 'bytes');
  const done = bytes.map((report) => report.done);
  expect(done.length).toBeGreaterThan(2);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  expect(bytes.at(-1)).toEqual({ phase: 'reading', done: text.length, total: text.length, unit: 'bytes' });
  // Then its columns are decided, which takes as long as reading it.
  const columns = reports.filter(({ unit }) => unit === 'columns');
  expect(columns).toEqual(
    columnsDone.map((column) => ({ phase: 'reading', done: column, total: 3, unit: 'columns' })),
  );
  await table.close();
});

test('reading stops when it is aborted', async () => {
  const path = join(folder, 'aborted.csv');
  await writeFile(path, `a,b,c\n${rows(',', 500_000)}\n`);
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error('enough'));
  const reading = store.read({ path, read: {}, columns: {} }, { signal: controller.signal, onProgress });
  await expect(reading).rejects.toThrow('enough');
});

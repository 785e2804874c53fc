import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAnyTable } from '../store/readAnyTable.ts';
import { openStore } from '../store/store.ts';
import { readTable } from '../table/readTable.ts';
import type { Splitting } from '../shapes/splitting.ts';
import { assignRows } from '../preparation/assignRows.ts';
import { rowSource } from '../preparation/rowSource.ts';
import { previewSplit, splitToFiles } from './splitToFiles.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-split-'));
  path = join(folder, 'visits.csv');
  const lines = Array.from({ length: 60 }, (_, row) => {
    const day = new Date(Date.UTC(2026, 0, 1 + ((row * 7) % 60))).toISOString().slice(0, 10);
    return [`k${row}`, `c${row % 8}`, day, row % 3 === 0 ? 'yes' : 'no', ['a', 'b', 'c'][row % 3]].join();
  });
  await writeFile(path, `key,customer,day,churn,part\n${lines.join('\n')}\n`);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function setsOf(split: Splitting) {
  const table = await readTable(path);
  const sets = await assignRows(rowSource(table), split);
  const cells = (row: number) => table.rows[row] ?? [];
  return Object.fromEntries(sets.map(({ name, rows }) => [name, Array.from(rows, cells)]));
}
const column = (rows: readonly (readonly string[])[] | undefined, at: number) =>
  new Set((rows ?? []).map((row) => row[at] ?? ''));

test('rows of a group stay in one set', async () => {
  const {
    train,
    test: held,
    validation,
  } = await setsOf({
    method: 'group',
    column: 'customer',
    test: 0.25,
    validation: 0.25,
  });
  const groups = [train, held, validation].map((rows) => column(rows, 1));
  expect(groups.map(({ size }) => size)).toEqual([4, 2, 2]);
  expect(new Set(groups.flatMap((one) => [...one])).size).toBe(8);
});

test('a split by time holds out the newest rows, and folds by time are in ascending order', async () => {
  const { train, test: held } = await setsOf({ method: 'time', column: 'day', test: 0.25 });
  const days = (rows: readonly (readonly string[])[] | undefined) => [...column(rows, 2)].toSorted();
  expect((days(train).at(-1) ?? '') < (days(held)[0] ?? '')).toBe(true);
  expect(held?.length).toBe(15);
  const folds = await setsOf({ method: 'time', column: 'day', folds: 3 });
  expect(Object.entries(folds).map(([name, rows]) => [name, rows.length])).toEqual([
    ['train', 15],
    ['fold-1', 15],
    ['fold-2', 15],
    ['fold-3', 15],
  ]);
  const ends = Object.values(folds).map((rows) => [days(rows)[0] ?? '', days(rows).at(-1) ?? '']);
  expect(ends.flat()).toEqual(ends.flat().toSorted());
});

test('rows are held out by the values of a column', async () => {
  const {
    train,
    test: held,
    validation,
  } = await setsOf({
    method: 'column',
    column: 'part',
    testValues: ['c'],
    validationValues: ['b'],
  });
  expect([train, held, validation].map((rows) => [...column(rows, 4)])).toEqual([['a'], ['c'], ['b']]);
});

test('a split by key keeps each row in its set when rows are added', async () => {
  const split = { method: 'hash', column: 'key', test: 0.3 } as const;
  const before = column((await setsOf(split))['test'], 0);
  const text = await readFile(path, 'utf8');
  const [header = '', ...lines] = text.trimEnd().split('\n');
  await writeFile(
    path,
    [header, 'k100,c1,2026-05-05,no,a', ...lines.toReversed(), 'k101,c1,2026-05-06,no,a', ''].join('\n'),
  );
  const after = column((await setsOf(split))['test'], 0);
  expect([...after].filter((key) => key !== 'k100' && key !== 'k101').toSorted()).toEqual(
    [...before].toSorted(),
  );
  expect(before.size).toBeGreaterThan(8);
});

test('stratified folds have the same share of each class, and the preview shows it', async () => {
  const split = { method: 'stratified', column: 'churn', folds: 4, seed: 0 } as const;
  const preview = await previewSplit({ path, split, classColumn: 'churn' });
  expect(preview).toEqual({
    classColumn: 'churn',
    classes: ['no', 'yes'],
    sets: ['fold-1', 'fold-2', 'fold-3', 'fold-4'].map((name) => ({
      name,
      rowCount: 15,
      classCounts: [10, 5],
    })),
  });
});

test.each<[Splitting, object]>([
  [
    { method: 'group', column: 'customers', test: 0.2 },
    { code: 'column-unknown', facts: { suggestion: 'customer' } },
  ],
  [{ method: 'column', column: 'part', testValues: ['d'], test: 0.1 }, { code: 'split-empty' }],
  [{ method: 'column', column: 'part', testValues: ['a'], validationValues: ['d'] }, { code: 'split-empty' }],
  [{ method: 'random', folds: 100 }, { code: 'split-empty' }],
])('a split by %o is refused', async (split, expected) => {
  await expect(setsOf(split)).rejects.toMatchObject(expected);
});

test('a split of any kind of table is written as CSV or Parquet without overwriting files', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'll-split-cache-'));
  const store = openStore({ folder: cache, memoryLimitBytes: 2 ** 29, cacheLimitBytes: 2 ** 30 });
  try {
    const tableAt = readAnyTable(store);
    const split = { method: 'random', test: 0.25, seed: 0 } as const;
    const written = await splitToFiles({ path, split, format: 'parquet' }, {}, tableAt);
    expect(written.map(({ name, rowCount }) => [name, rowCount])).toEqual([
      ['train', 45],
      ['test', 15],
    ]);
    const [train] = written;
    const again = await splitToFiles({ path: train?.path ?? '', split, format: 'csv' }, {}, tableAt);
    expect((await readdir(folder)).toSorted()).toEqual([
      'visits-test.parquet',
      'visits-train-test.csv',
      'visits-train-train.csv',
      'visits-train.parquet',
      'visits.csv',
    ]);
    const rows = async (of: string) => (await readFile(of, 'utf8')).trimEnd().split('\n').slice(1);
    const [first, second] = await Promise.all(again.map((file) => rows(file.path)));
    const held = await splitToFiles({ path, split }, {}, tableAt);
    const trained = await rows(held[0]?.path ?? '');
    expect([...(first ?? []), ...(second ?? [])].toSorted()).toEqual(trained.toSorted());
    const objects = join(folder, 'o.jsonl');
    await writeFile(objects, Array.from({ length: 8 }, (_, row) => `{"a": ${row}, "b": "x"}\n`).join(''));
    const [plain] = await splitToFiles(
      { path: objects, split: { folds: 2, shuffle: false }, format: 'csv' },
      {},
      tableAt,
    );
    expect(plain?.path).toBe(join(folder, 'o-fold-1.csv'));
    expect(await readFile(plain?.path ?? '', 'utf8')).toBe('a,b\n0,x\n1,x\n2,x\n3,x\n');
  } finally {
    await store.close();
    await rm(cache, { recursive: true, force: true });
  }
});

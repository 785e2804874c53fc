import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noReaderThreads } from '../columnFiles/readerThreads.ts';
import type { Cells } from '../shapes/cells.ts';
import { wordsOf } from '../shapes/cells.ts';
import { fingerprintSchema } from '../shapes/fingerprint.ts';
import type { Fingerprint } from '../shapes/fingerprint.ts';
import type { ColumnType } from '../shapes/profile.ts';
import { openStore } from '../store/store.ts';
import { readTable } from '../table/readTable.ts';
import { columnChanges, rowChanges } from './changes.ts';
import { fingerprintOf, parseHeldOutRows } from './fingerprintOf.ts';

type Columns = Readonly<Record<string, readonly (number | string)[]>>;

const cellsOf = (values: readonly (number | string)[]): Cells =>
  values.every((value) => typeof value === 'number')
    ? { kind: 'numbers', values: Float64Array.from(values) }
    : wordsOf(values.map(String));

const typeOf = (cells: Cells): ColumnType => (cells.kind === 'numbers' ? 'integer' : 'text');

async function ofCells(
  columns: Readonly<Record<string, Cells>>,
  rowCount: number,
  heldOut = new Int32Array(),
) {
  const cells = Object.values(columns);
  const table = {
    columns: Object.keys(columns),
    types: cells.map((one) => ({ type: typeOf(one), why: 'given', decimals: 0 }) as const),
    rowCount,
    cells: async (column: number) => cells[column] ?? cellsOf([]),
  };
  return fingerprintOf(table, heldOut);
}

async function of(columns: Columns): Promise<Fingerprint> {
  const cells = Object.entries(columns).map(([name, values]) => [name, cellsOf(values)] as const);
  const rowCount = Object.values(columns)[0]?.length ?? 0;
  return (await ofCells(Object.fromEntries(cells), rowCount)).fingerprint;
}

test('a table has the same fingerprint in memory, in a file of columns and in DuckDB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'll-fingerprint-'));
  const path = join(folder, 'table.csv');
  const line = (row: number) => [
    row % 7 === 0 ? 'NA' : row * 1.25 - 40,
    `w${row % 3}`,
    `2024-01-0${1 + (row % 9)}`,
    `"text ${row}"`,
    '-0',
    '',
  ];
  const rows = Array.from({ length: 500 }, (_, row) => `${line(row).join(',')}\n`);
  await writeFile(path, `number,word,day,text,zero,nothing\n${rows.join('')}`);
  const limits = { memoryLimitBytes: 2 ** 28, cacheLimitBytes: 2 ** 28 };
  const stores = [
    openStore({ folder: join(folder, 'columns'), ...limits }),
    openStore({ folder: join(folder, 'databases'), ...limits, readers: noReaderThreads }),
  ];
  try {
    const heldOut = Int32Array.of(3, 499, 0);
    const own = await fingerprintOf(await readTable(path), heldOut);
    expect(fingerprintSchema.parse(JSON.parse(JSON.stringify(own.fingerprint)))).toEqual(own.fingerprint);
    for (const store of stores) {
      const table = await store.read({ path, read: {}, columns: {} });
      expect(await fingerprintOf(table, heldOut)).toEqual(own);
      await table.close();
    }
  } finally {
    for (const store of stores) await store.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test('texts and words, and 0 and -0, have the same hashes; order of rows and a missing value matter', async () => {
  const texts = ['b', '', 'a', 'b'];
  const { fingerprint } = await ofCells(
    {
      words: wordsOf(texts),
      texts: { kind: 'texts', texts },
      other: wordsOf(['b', 'a', '', 'b']),
      zero: cellsOf([0, 1, 2, 3]),
      minus: cellsOf([-0, 1, 2, 3]),
      gap: cellsOf([Number.NaN, 1, 2, 3]),
    },
    4,
  );
  const [words, same, other, zero, minus, gap] = fingerprint.columns.map(({ hash }) => hash);
  expect(same).toBe(words);
  expect(other).not.toBe(words);
  expect(minus).toBe(zero);
  expect(gap).not.toBe(zero);
});

test('different rows have different hashes, whatever the order of columns, and equal ones are counted', async () => {
  const side = 400;
  const x = Array.from({ length: side * side }, (_, row) => row % side);
  const y = Array.from({ length: side * side }, (_, row) => Math.floor(row / side));
  const rows = Int32Array.from(x, (_, row) => row);
  const given = { x: cellsOf(x), y: cellsOf(y), word: cellsOf(x.map((value) => `w${value % 10}`)) };
  const { fingerprint, heldOutRows } = await ofCells(given, x.length, rows);
  const found = parseHeldOutRows(heldOutRows);
  expect(new Set(found?.hashes).size).toBe(x.length);
  expect(Array.from(found?.rowNumbers ?? [])).toEqual(Array.from(rows, (row) => row + 1));
  const turned = { word: given.word, y: given.y, x: given.x };
  expect((await ofCells(turned, x.length)).fingerprint.sketch).toEqual(fingerprint.sketch);
  const swapped = { ...given, x: given.y, y: given.x };
  const other = parseHeldOutRows((await ofCells(swapped, x.length, rows)).heldOutRows);
  // Only where both are equal.
  expect(other?.hashes.filter((hash, row) => hash === found?.hashes[row])).toHaveLength(side);
  expect(
    (await of({ a: [1, 2, 1, 1], b: ['x', 'y', 'x', 'z'] })).sketch.counts.toSorted((p, q) => p - q),
  ).toEqual([1, 1, 2]);
});

test('columns are added, removed, changed, or renamed where their cells tell', async () => {
  const a = await of({ kept: [1, 2, 3], old: ['u', 'v', 'w'], gone: [7, 8, 9], edited: [4, 5, 6] });
  const b = await of({ edited: [4, 5, 0], fresh: ['u', 'v', 'w'], kept: [1, 2, 3], more: [0, 0, 1] });
  expect(columnChanges(a, b)).toEqual({
    added: ['more'],
    removed: ['gone'],
    changed: ['edited'],
    renamed: [{ from: 'old', to: 'fresh' }],
    unchanged: ['kept'],
  });
  const twice = await of({ one: [1, 2], two: [1, 2] });
  expect(columnChanges(await of({ zero: [1, 2] }), twice)).toMatchObject({
    added: ['one', 'two'],
    removed: ['zero'],
    renamed: [],
  });
});

test('rows of other columns cannot be counted, unless the columns that stayed say that they are in place', async () => {
  const a = await of({ x: [1, 2, 3], y: [4, 5, 6] });
  expect(rowChanges(a, await of({ x: [1, 2, 3], y: [4, 5, 6], z: [7, 8, 9] }))).toEqual({
    kind: 'exact',
    added: 0,
    removed: 0,
  });
  expect(rowChanges(a, await of({ x: [1, 2], y: [4, 5], z: [7, 8] }))).toEqual({ kind: 'other-columns' });
  expect(rowChanges(a, await of({ x: ['1', '2', 'w'], y: [4, 5, 0] }))).toEqual({ kind: 'other-columns' });
});

const rowsBetween = (before: readonly number[], after: readonly number[]) => {
  const counts = new Map<number, number>();
  for (const value of before) counts.set(value, (counts.get(value) ?? 0) - 1);
  for (const value of after) counts.set(value, (counts.get(value) ?? 0) + 1);
  const all = [...counts.values()];
  return {
    added: all.reduce((sum, count) => sum + Math.max(0, count), 0),
    removed: all.reduce((sum, count) => sum + Math.max(0, -count), 0),
  };
};

test('row changes of small tables are exact, also with equal rows', async () => {
  const values = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(values, values, async (before, after) => {
      const changes = rowChanges(await of({ x: before }), await of({ x: after }));
      expect(changes).toEqual({ kind: 'exact', ...rowsBetween(before, after) });
    }),
  );
});

test('row changes of large tables are within a few standard errors, and their difference is known', async () => {
  const size = fc.integer({ min: 0, max: 6000 });
  await fc.assert(
    fc.asyncProperty(size, size, fc.integer({ min: 0, max: 1e9 }), async (removed, added, seed) => {
      const before = Array.from({ length: 12_000 }, (_, row) => seed + (row % 9000));
      const after = [...before.slice(removed), ...Array.from({ length: added }, (_, row) => seed - 1 - row)];
      const found = rowChanges(await of({ x: before }), await of({ x: after }));
      const truth = rowsBetween(before, after);
      if (found.kind === 'other-columns') throw new Error('same columns');
      expect(found.added - found.removed).toBe(after.length - before.length);
      const error = found.kind === 'exact' ? 0 : found.standardError;
      expect(Math.abs(found.removed - truth.removed)).toBeLessThanOrEqual(5 * error);
    }),
    { numRuns: 60 },
  );
});

test('rows appended to a large table are known to within a few', async () => {
  const before = Array.from({ length: 50_000 }, (_, row) => row);
  const after = Array.from({ length: 51_000 }, (_, row) => row);
  const found = rowChanges(await of({ x: before }), await of({ x: after }));
  expect(found).toMatchObject({ kind: 'estimated', added: 1000, removed: 0 });
});

test('bytes that are no whole rows are no held-out rows', () => {
  expect(parseHeldOutRows(new Uint8Array(13))).toBeUndefined();
  expect(parseHeldOutRows(new Uint8Array())?.rowNumbers).toHaveLength(0);
});

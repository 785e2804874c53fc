import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PairRelation } from '../shapes/pairs.ts';
import { readAnyTable } from '../store/readAnyTable.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import { openCalls } from './calls.ts';
import { openTables } from './tables.ts';

const header = 'at,age,region,member,visits,note,price,bought';
const day = 86_400_000;

/** Pseudorandom rows, the same in every run; some cells are missing. */
function rowsOf(count: number): string[] {
  return Array.from({ length: count }, (_, row) => {
    const age = 20 + ((row * 7919) % 601) / 10;
    const region = ['north', 'east', 'south', 'west'][(row * 31) % 4];
    const at = new Date(1.7e12 + Math.floor(row / 3) * day).toISOString().slice(0, 10);
    const price = 3 * age + ((row * 104_729) % 997) / 10;
    const bought = (row * 31 + (age > 50 ? 1 : 0)) % 4 > 1 ? 'yes' : 'no';
    const cells = [
      at,
      age.toFixed(1),
      region,
      row % 2,
      (row % 7) + 1,
      `note ${row} of ${row * 3}`,
      price,
      bought,
    ];
    if (row % 50 === 9) cells[1] = '';
    return cells.join(',');
  });
}

let folder = '';
let store: Store;
let calls: ReturnType<typeof openCalls>;
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-pairs-'));
  store = openStore({ folder: join(folder, 'cache'), memoryLimitBytes: 2 ** 28, cacheLimitBytes: 2 ** 28 });
  calls = openCalls(openTables(readAnyTable(store)));
  path = join(folder, 'small.csv');
  await writeFile(path, [header, ...rowsOf(600)].join('\n'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const kindsOf = ({ associations }: PairRelation) => associations.map(({ kind }) => kind);

describe('a pair of columns', () => {
  test('of numbers is a scatter plot with a line, Pearson’s r and Spearman’s ρ', async () => {
    const pair = await calls.relatePair({ path, x: 'age', y: 'price' });
    expect(kindsOf(pair)).toEqual(['pearson', 'spearman']);
    expect(pair.rowCount).toBe(588);
    const { picture } = pair;
    if (picture.kind !== 'numbers' || picture.cloud.kind !== 'points') throw new Error(picture.kind);
    expect(picture.cloud.points).toHaveLength(588);
    expect(picture.cloud.points[9]).toMatchObject({ row: 11 });
    expect(picture.line).toMatchObject(
      await calls
        .regression({ path, target: 'price', feature: 'age' })
        .then(({ slope, band }) => ({ slope, band })),
    );
  });

  test('of a category and numbers is a box plot per level, highest median first', async () => {
    const pair = await calls.relatePair({ path, x: 'region', y: 'price' });
    expect(kindsOf(pair)).toEqual(['ratio']);
    const { picture } = pair;
    if (picture.kind !== 'boxes') throw new Error(picture.kind);
    expect(picture.levelsOf).toBe('x');
    expect(picture.boxes.map(({ level }) => level).toSorted()).toEqual(['east', 'north', 'south', 'west']);
    const medians = picture.boxes.map(({ median }) => median);
    expect(medians).toEqual(medians.toSorted((a, b) => b - a));
  });

  test('of two categories is a mosaic plot with Cramér’s V', async () => {
    const pair = await calls.relatePair({ path, x: 'region', y: 'member' });
    expect(kindsOf(pair)).toEqual(['cramer']);
    expect(pair.picture).toMatchObject({
      kind: 'mosaic',
      x: { levels: ['east', 'north', 'south', 'west'] },
      y: { levels: ['0', '1'] },
    });
  });

  test('of numbers and the target’s classes is the share of the positive class by bin', async () => {
    const pair = await calls.relatePair({ path, x: 'age', y: 'bought', target: 'bought' });
    const { picture } = pair;
    if (picture.kind !== 'shares') throw new Error(picture.kind);
    expect(picture.classes).toEqual({ names: ['yes'], others: 0 });
    expect(picture.bins).toHaveLength(10);
    expect(picture.bins.reduce((rows, { count }) => rows + count, 0)).toBe(pair.rowCount);
    // The same pair without that target is boxes.
    const other = await calls.relatePair({ path, x: 'age', y: 'bought', target: 'price' });
    expect(other.picture.kind).toBe('boxes');
    expect(other.associations).toEqual(pair.associations);
  });

  test('treats few whole numbers as classes if they are the target, else as numbers', async () => {
    const asTarget = await calls.relatePair({ path, x: 'visits', y: 'price', target: 'visits' });
    expect(asTarget.picture).toMatchObject({ kind: 'shares', classesOf: 'x', classes: { others: 3 } });
    const asFeature = await calls.relatePair({ path, x: 'visits', y: 'price', target: 'price' });
    expect(asFeature.picture.kind).toBe('numbers');
  });

  test('of dates and numbers is their mean by period, of dates and classes their share', async () => {
    const prices = await calls.relatePair({ path, x: 'at', y: 'price' });
    expect(prices.picture).toMatchObject({
      kind: 'time',
      datesOf: 'x',
      unit: 'day',
      series: { kind: 'numbers' },
    });
    const classes = await calls.relatePair({ path, x: 'bought', y: 'at' });
    expect(classes.picture).toMatchObject({
      kind: 'time',
      datesOf: 'y',
      series: { kind: 'classes', classes: { names: ['yes'] } },
    });
    expect(kindsOf(classes)).toEqual(['ratio']);
  });

  test('of free text has neither measure nor picture; an unknown column is refused', async () => {
    expect(await calls.relatePair({ path, x: 'note', y: 'price' })).toMatchObject({
      associations: [],
      picture: { kind: 'none', why: 'no-measure' },
    });
    await expect(calls.relatePair({ path, x: 'pric', y: 'age' })).rejects.toMatchObject({
      code: 'column-unknown',
    });
  });

  test('without a row that has both values has nothing to draw', async () => {
    const apart = join(folder, 'apart.csv');
    await writeFile(
      apart,
      ['a,b,c', ...rowsOf(60).map((_, row) => (row % 2 ? `${row},,x` : `,${row},y`))].join('\n'),
    );
    expect(await calls.relatePair({ path: apart, x: 'a', y: 'b' })).toMatchObject({
      rowCount: 0,
      picture: { kind: 'none', why: 'no-rows' },
    });
  });

  test('is aborted when the call is cancelled', async () => {
    const signal = AbortSignal.abort();
    await expect(calls.relatePair({ path, x: 'age', y: 'price' }, { signal })).rejects.toThrow();
  });
});

test('a pair reads only its two columns, whatever the target', async () => {
  const settled = join(folder, 'settled.csv');
  await writeFile(settled, [header, ...rowsOf(600)].join('\n'));
  await utimes(settled, 1e9, 1e9);
  const read: number[] = [];
  const counting = openCalls(
    openTables(async (...request) => {
      const table = await readAnyTable(store)(...request);
      const cells: typeof table.cells = (column, signal) => {
        read.push(column);
        return table.cells(column, signal);
      };
      return { ...table, cells };
    }),
  );
  await counting.profile({ path: settled });
  read.length = 0;
  await counting.relatePair({ path: settled, x: 'age', y: 'region', target: 'bought' });
  expect(read).toEqual([1, 2]);
});

test('columns are ranked by their relation with the target, dates among them', async () => {
  const { target, count, related } = await calls.rankRelations({ path, target: 'price' });
  expect([target, count]).toEqual(['price', 6]);
  expect(related[0]).toMatchObject({ name: 'age', association: { kind: 'pearson' } });
  const strengths = related.map(({ association }) => Math.abs(association.value));
  expect(strengths).toEqual(strengths.toSorted((a, b) => b - a));
  expect(related.find(({ name }) => name === 'at')?.association.kind).toBe('pearson');
  const classes = await calls.rankRelations({ path, target: 'bought' });
  expect(classes.related.find(({ name }) => name === 'at')?.association.kind).toBe('ratio');
});

test('a pair with more than 5,000 rows is drawn as hexagons, the same for all kinds of table', async () => {
  const text = [header, ...rowsOf(100_000)].join('\n');
  await writeFile(join(folder, 'columns.csv'), text);
  await writeFile(join(folder, 'database.csv.gz'), gzipSync(text));
  const fromMemory = openCalls(openTables());
  const pairs = [
    ['age', 'price'],
    ['region', 'price'],
    ['age', 'bought'],
    ['at', 'price'],
    ['region', 'member'],
  ] as const;
  for (const [x, y] of pairs) {
    const expected = await fromMemory.relatePair({ path: join(folder, 'columns.csv'), x, y });
    for (const name of ['columns.csv', 'database.csv.gz'])
      expect(await calls.relatePair({ path: join(folder, name), x, y })).toEqual(expected);
    if (expected.picture.kind !== 'numbers') continue;
    expect(expected.picture.cloud.kind).toBe('hexagons');
    expect(JSON.stringify(expected).length).toBeLessThan(300_000);
  }
});

test('a pair with the largest doubles has figures, and no line where none can be computed', async () => {
  const path = join(folder, 'largest.csv');
  const largest = [1, 2, -1e308, 1e308, 5, 0];
  await writeFile(path, `a,b\n${largest.map((value, row) => `${value},${row * 1.5}`).join('\n')}\n`);
  const { associations, picture } = await calls.relatePair({ path, x: 'a', y: 'b' });
  expect(associations.map(({ kind }) => kind)).toEqual(['pearson', 'spearman']);
  // As scipy.stats.pearsonr of the same divided by 1e308.
  expect(associations[0]?.value).toBeCloseTo(0.16903, 4);
  expect(picture).not.toHaveProperty('line');
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearRegression } from '../profile/regression.ts';
import { wordsOf } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import { groupNames, groupsOf } from './associations.ts';
import { crossingOf } from './crossing.ts';
import { hexagonsOf } from './hexagons.ts';
import { partitioned, partOf } from './partition.ts';
import { periodsOf, placesIn as placesInPeriods } from './periods.ts';
import { spearman, spearmanOf } from './ranks.ts';
import { binsOf, drawnClasses, placesIn, sharesIn, wilsonInterval } from './shares.ts';
import { spreadOf } from './spread.ts';

interface Golden {
  readonly numbers: readonly {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly slope: number;
    readonly intercept: number;
    readonly slopeInterval: readonly number[];
    readonly band: readonly (readonly [number, number, number])[];
    readonly spearman: number;
    readonly hexagons: readonly (readonly [x: number, y: number, count: number])[];
  }[];
  readonly boxes: readonly {
    readonly values: readonly number[];
    readonly levels: readonly string[];
    readonly boxes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  }[];
  readonly shares: readonly {
    readonly values: readonly number[];
    readonly classes: readonly string[];
    readonly bins: readonly {
      readonly from: number;
      readonly to: number;
      readonly count: number;
      readonly shares: Readonly<Record<string, readonly [number, number, number]>>;
    }[];
  }[];
  readonly periods: readonly {
    readonly unit: string;
    readonly times: readonly number[];
    readonly values: readonly number[];
    readonly periods: readonly {
      readonly start: number;
      readonly count: number;
      readonly figures?: Readonly<Record<'mean' | 'q1' | 'median' | 'q3', number>>;
    }[];
  }[];
}

const file = new URL('../../../test/fixtures/pairs.json', import.meta.url);
// SAFETY: written by pairs.py beside it.
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;
const pace = openPace({});

async function named(words: readonly string[]) {
  const cells = wordsOf(words);
  const groups = await groupsOf(cells, pace);
  if (groups === undefined) throw new Error('There are too many groups');
  return { ...groups, names: groupNames(cells, groups) };
}

const close = (found: number, expected: number) =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));

describe.each(golden.numbers)('two columns of numbers, $x.length rows', (pair) => {
  const [x, y] = [Float64Array.from(pair.x), Float64Array.from(pair.y)];

  test('have the line and the band of statsmodels', () => {
    const { slope, intercept, slopeInterval, band } = linearRegression(x, y);
    close(slope, pair.slope);
    close(intercept, pair.intercept);
    for (const [at, end] of slopeInterval.entries()) close(end, pair.slopeInterval[at] ?? Number.NaN);
    expect(band).toHaveLength(pair.band.length);
    for (const [at, [fit, low, high]] of pair.band.entries()) {
      close(band[at]?.fit ?? Number.NaN, fit);
      close(band[at]?.low ?? Number.NaN, low);
      close(band[at]?.high ?? Number.NaN, high);
    }
  });

  test("have SciPy's rank correlation, by either way of ranking", async () => {
    close((await spearmanOf(x, y, pace)) ?? Number.NaN, pair.spearman);
    close(spearman(x, y) ?? Number.NaN, pair.spearman);
  });

  test("fall into matplotlib's hexagons", async () => {
    const { hexagons } = await hexagonsOf(x, y, pace);
    const inOrder = (cells: readonly (readonly [number, number, number])[]) =>
      cells.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
    const found = inOrder(hexagons.map((one) => [one.x, one.y, one.count]));
    const expected = inOrder(pair.hexagons);
    expect(found.map(([, , count]) => count)).toEqual(expected.map(([, , count]) => count));
    for (const [at, [cx, cy]] of expected.entries()) {
      close(found[at]?.[0] ?? Number.NaN, cx);
      close(found[at]?.[1] ?? Number.NaN, cy);
    }
  });
});

test('a hexagon counts the rows that are closest to its centre', async () => {
  const cell = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 60 }), async (rows) => {
      const [x, y] = [Float64Array.from(rows, ([a]) => a), Float64Array.from(rows, ([, b]) => b)];
      const { hexagons, stepX, stepY } = await hexagonsOf(x, y, pace);
      expect(hexagons.reduce((total, { count }) => total + count, 0)).toBe(rows.length);
      const distance = (at: { x: number; y: number }, row: number) =>
        ((at.x - (x[row] ?? 0)) / stepX) ** 2 + 3 * ((at.y - (y[row] ?? 0)) / stepY) ** 2;
      const counted = hexagons.map(() => 0);
      for (const row of rows.keys()) {
        const distances = hexagons.map((at) => distance(at, row));
        const nearest = distances.indexOf(Math.min(...distances));
        counted[nearest] = (counted[nearest] ?? 0) + 1;
      }
      expect(counted).toEqual(hexagons.map(({ count }) => count));
    }),
    // Rows equidistant from two centres may go to either.
    { numRuns: 60 },
  );
});

test.each(golden.boxes)("boxes of levels are matplotlib's, case %#", async ({ values, levels, boxes }) => {
  const groups = await named(levels);
  const parts = await partitioned(Float64Array.from(values), groups.codes, groups.count, pace);
  for (const [code, name] of groups.names.entries()) {
    const part = partOf(parts, code);
    const found = Object.entries({ count: part.length, ...(await spreadOf(part, pace)) });
    expect(found).toHaveLength(Object.keys(boxes[name] ?? {}).length);
    for (const [key, value] of found) close(value, boxes[name]?.[key] ?? Number.NaN);
  }
});

test.each(golden.shares)(
  "shares by bin are those of pandas.qcut with statsmodels' intervals, case %#",
  async (one) => {
    const values = Float64Array.from(one.values);
    const groups = await named(one.classes);
    const bins = await binsOf(values, pace);
    expect(bins).toHaveLength(one.bins.length);
    const places = await placesIn(
      values,
      bins.map(({ to }) => to),
      pace,
    );
    const drawn = drawnClasses(new Float64Array(groups.count).fill(1), groups.names);
    const shares = await sharesIn(places, bins.length, groups, drawn, pace);
    for (const [at, bin] of one.bins.entries()) {
      close(bins[at]?.from ?? Number.NaN, bin.from);
      close(bins[at]?.to ?? Number.NaN, bin.to);
      expect(shares[at]?.count).toBe(bin.count);
      for (const [index, name] of drawn.classes.names.entries()) {
        const [rows, low, high] = bin.shares[name] ?? [];
        const found = shares[at]?.shares[index];
        expect(found?.rows).toBe(rows);
        close(found?.low ?? Number.NaN, low ?? Number.NaN);
        close(found?.high ?? Number.NaN, high ?? Number.NaN);
      }
    }
  },
);

test('each of a few distinct values has its own bin', async () => {
  const values = Float64Array.of(3, 1, 3, 2, 2, 3);
  expect(await binsOf(values, pace)).toEqual([1, 2, 3].map((value) => ({ from: value, to: value })));
  expect([...(await placesIn(values, [1, 2, 3], pace))]).toEqual([2, 0, 2, 1, 1, 2]);
});

test('shares are drawn for the positive of two classes, or for the four most frequent of more', () => {
  expect(drawnClasses([5, 9], ['yes', 'no']).classes).toEqual({ names: ['yes'], others: 0 });
  expect(drawnClasses([5, 9], ['cat', 'dog']).classes).toEqual({ names: ['dog'], others: 0 });
  expect(drawnClasses([5, 0, 9], ['1', '7', '0']).classes).toEqual({ names: ['1'], others: 0 });
  const many = drawnClasses([1, 9, 8, 7, 6, 2], ['a', '10', 'c', '9', 'b', 'd']);
  expect(many.classes).toEqual({ names: ['9', '10', 'b', 'c'], others: 2 });
  expect(many.codes).toEqual([3, 1, 4, 2]);
});

test('a share of no rows is unknown', () => {
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
});

test.each(golden.periods)("figures by $unit are those of pandas' resample", async (one) => {
  const [times, values] = [Float64Array.from(one.times), Float64Array.from(one.values)];
  const periods = await periodsOf(times, pace);
  expect(periods.unit).toBe(one.unit);
  expect(periods.starts).toEqual(one.periods.map(({ start }) => start));
  const places = await placesInPeriods(times, periods, pace);
  const parts = await partitioned(values, places, periods.starts.length, pace);
  for (const [at, { count, figures }] of one.periods.entries()) {
    const part = partOf(parts, at);
    expect(part).toHaveLength(count);
    if (figures === undefined) continue;
    const found = await spreadOf(part, pace);
    for (const key of ['mean', 'q1', 'median', 'q3'] as const) close(found[key], figures[key]);
  }
});

test('the number of periods is bounded for dates over thousands of years', async () => {
  const { starts } = await periodsOf(Float64Array.of(-6e13, 6e14), pace);
  expect(starts).toHaveLength(500);
});

test('rows of two categorical columns are counted by pairs of levels, with rare levels joined', async () => {
  const x = Array.from({ length: 200 }, (_, row) => `l${row % 20 < 8 ? 0 : row % 20}`);
  const y = Array.from({ length: 200 }, (_, row) => ['b', 'a', ''][row % 3] ?? '');
  const { x: across, y: down, counts } = await crossingOf(await named(x), await named(y), pace);
  expect(across.levels).toHaveLength(10);
  expect(across.others).toBe(4);
  expect(down).toEqual({ levels: ['a', 'b'], others: 0 });
  const rows = (level: string, other: string) =>
    x.filter((name, row) => name === level && y[row] === other).length;
  expect(counts[0]).toEqual([rows('l0', 'a'), rows('l0', 'b')]);
  expect(counts.flat().reduce((total, count) => total + count, 0)).toBe(
    y.filter((name) => name !== '').length,
  );
});

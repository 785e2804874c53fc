import { expect, test } from 'vitest';
import type {
  MosaicPicture,
  NumberPicture,
  PairPicture,
  PairRelation,
} from '../../../../data/shapes/pairs.ts';
import type { Association } from '../../../../data/shapes/profile.ts';
import { mosaicTiles } from './mosaicTiles.ts';
import { pairTitle } from './pairTitle.ts';

const pair = (picture: PairPicture, ...associations: readonly Association[]): PairRelation => ({
  x: 'age',
  y: 'price',
  rowCount: 100,
  associations,
  picture,
});
const numbers: NumberPicture = {
  kind: 'numbers',
  dates: { x: false, y: false },
  cloud: { kind: 'points', points: [] },
};
const r = (value: number): Association => ({ kind: 'pearson', value });
const rank = (value: number): Association => ({ kind: 'spearman', value });
/** Texts hold numbers and their units together. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test.each([
  [[r(0.84), rank(0.8)], 'price rises with age: r 0.84'],
  [[r(-0.5), rank(-0.55)], 'price falls with age: r −0.50'],
  [[r(0.04), rank(-0.01)], 'price has no clear linear relation with age: r 0.04'],
  [[r(0.6), rank(0.98)], 'price rises with age, but not along a line: Spearman’s ρ 0.98, r 0.60'],
  [[r(-0.05), rank(-0.4)], 'price falls with age, but not along a line: Spearman’s ρ −0.40, r −0.05'],
  [[], 'price or age has only one value'],
])('the title of two numeric columns says how they are related: %j', (associations, title) => {
  expect(pairTitle(pair(numbers, ...associations))).toBe(title);
});

test('a slope whose interval includes 0 is no clear relation', () => {
  const band: readonly never[] = [];
  const line = { rowCount: 9, slope: 1, intercept: 0, r: 0.3, pValue: 0.4, slopeStandardError: 1, band };
  const at = (slopeInterval: readonly [number, number]) =>
    pairTitle(pair({ ...numbers, line: { ...line, slopeInterval } }, r(0.3)));
  expect(at([-1, 3])).toBe('price has no clear linear relation with age: r 0.30');
  expect(at([0.5, 1.5])).toBe('price rises with age: r 0.30');
});

const box = (level: string, median: number) => ({
  level,
  count: 10,
  mean: median,
  min: 0,
  q1: 0,
  median,
  q3: 0,
  max: 0,
  whiskerMin: 0,
  whiskerMax: 0,
});

test('the title of box plots names the levels with the highest and lowest median', () => {
  const boxes: PairPicture = {
    kind: 'boxes',
    levelsOf: 'x',
    boxes: [box('north', 252.91), box('east', 200), box('west', 126.4)],
    others: { levels: 0, rows: 0 },
  };
  const ratio = (value: number) => ({ kind: 'ratio', value }) as const;
  expect(pairTitle(pair(boxes, ratio(0.61)))).toBe(
    'The median of price ranges from 126.4 (west) to 252.9 (north): correlation ratio 0.61',
  );
  expect(pairTitle(pair(boxes, ratio(0.02)))).toBe(
    'price hardly differs between the values of age: correlation ratio 0.02',
  );
});

const mosaic: MosaicPicture = {
  kind: 'mosaic',
  x: { levels: ['east', 'north'], others: 0 },
  y: { levels: ['no', 'yes'], others: 0 },
  counts: [
    [10, 30],
    [50, 10],
  ],
};

test('the title of a mosaic names the pair of levels with the largest positive residual', () => {
  expect(plain(pairTitle(pair(mosaic, { kind: 'cramer', value: 0.58 })))).toBe(
    'price is yes in 75 % of the rows where age is east, in 40 % of all: Cramér’s V 0.58',
  );
  const chance = {
    ...mosaic,
    counts: [
      [3, 5],
      [5, 4],
    ],
  };
  expect(pairTitle(pair(chance, { kind: 'cramer', value: 0.18 }))).toBe(
    'age and price are hardly related: Cramér’s V 0.18',
  );
});

test('mosaic tiles fill the plot: widths are shares of x, heights shares of y', () => {
  const tiles = mosaicTiles(mosaic);
  expect(tiles.map(({ count }) => count)).toEqual([10, 30, 50, 10]);
  expect(tiles.map(({ height }) => height)).toEqual([0.25, 0.75, 50 / 60, 10 / 60]);
  const last = tiles.at(-1);
  expect((last?.x ?? 0) + (last?.width ?? 0)).toBeCloseTo(1, 12);
  expect((last?.y ?? 0) + (last?.height ?? 0)).toBeCloseTo(1, 12);
  // (30 − 16) / √16
  expect(tiles[1]?.residual).toBeCloseTo(3.5, 12);
});

const share = (rows: number) => ({ rows, low: 0, high: 1 });

test('the title of shares says where the positive class is rarest and most frequent', () => {
  const shares = (names: readonly string[]): PairPicture => ({
    kind: 'shares',
    classesOf: 'y',
    classes: { names, others: 0 },
    bins: [
      { from: 18, to: 30.5, count: 50, shares: [share(6)] },
      { from: 30.5, to: 40, count: 50, shares: [share(40)] },
      { from: 40, to: 40, count: 50, shares: [share(20)] },
    ],
  });
  const eta = { kind: 'ratio', value: 0.3 } as const;
  expect(plain(pairTitle(pair(shares(['yes']), eta)))).toBe(
    'price is yes in 12 % of the rows where age is 18 to 30.5, in 80 % where it is 30.5 to 40: correlation ratio 0.30',
  );
  expect(pairTitle(pair(shares(['a', 'b']), eta))).toBe(
    'age differs between the values of price: correlation ratio 0.30',
  );
});

test('the title of a time plot says whether there is a trend', () => {
  const time = (series: Extract<PairPicture, { kind: 'time' }>['series']): PairPicture => ({
    kind: 'time',
    datesOf: 'x',
    unit: 'month',
    series,
  });
  const means = time({ kind: 'numbers', periods: [] });
  expect(pairTitle(pair(means, r(0.4), rank(0.4)))).toBe('price rises over age: r 0.40');
  expect(pairTitle(pair(means, r(-0.02)))).toBe('price has no trend over age: r −0.02');
  const classes = time({ kind: 'classes', classes: { names: ['yes'], others: 0 }, periods: [] });
  expect(pairTitle(pair(classes, { kind: 'ratio', value: 0.5 }))).toBe(
    'price changes over age: correlation ratio 0.50',
  );
});

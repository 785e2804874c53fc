import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mersenneTwister, randomSample } from '../random.ts';
import { bootstrapIntervals, pairedDifferences } from './bootstrap.ts';
import type { Interval, NamedIntervals } from './metricNames.ts';
import { multiclassRows } from './multiclass.ts';
import { resampledBinary, resampledMulticlass } from './resampledClasses.ts';
import { openResampledRegression } from './resampledRegression.ts';
import type { Resampled } from './resampling.ts';

interface Found {
  readonly value: number;
  /** One of each seed. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/bootstrap.json', import.meta.url), 'utf8'),
);

function regression(predicted: readonly number[], actual: readonly number[]): Resampled {
  const rows = openResampledRegression(1);
  rows.add(actual.slice(0, 50), predicted.slice(0, 50));
  rows.add(actual.slice(50), predicted.slice(50));
  return rows.resampled();
}

function binary(given: readonly number[], actual: readonly number[], threshold: number): Resampled {
  const scores = Float32Array.from(given);
  const predicted = Array.from(scores, (score) => (score >= threshold ? 1 : 0));
  return resampledBinary({ actual, predicted, scores, probabilities: scores });
}

function classes(
  probabilities: readonly number[],
  { actual, k, classCount }: { actual: readonly number[]; k: number; classCount: number },
): Resampled {
  const predicted = actual.map((_, row) => {
    const own = probabilities.slice(row * classCount, (row + 1) * classCount);
    return own.indexOf(own.reduce((a, b) => Math.max(a, b)));
  });
  const rows = multiclassRows({ actual, classCount, probabilities }, k);
  return resampledMulticlass({ actual, predicted, classCount, ...rows });
}

const cases: readonly [string, readonly Resampled[]][] = [
  [
    'regression',
    golden.regression.predicted.map((one: number[]) => regression(one, golden.regression.actual)),
  ],
  [
    'binary',
    golden.binary.scores.map((one: number[]) => binary(one, golden.binary.actual, golden.binary.threshold)),
  ],
  ['classes', golden.classes.probabilities.map((one: number[]) => classes(one, golden.classes))],
];

const seeds = Array.from({ length: 6 }, (_, seed) => seed);

/** Both estimate the same quantile: their means over seeds differ by no more than five standard errors. */
function expectSameQuantile(ours: readonly number[], theirs: readonly number[], what: string): void {
  const [a, b] = [spreadOf(ours), spreadOf(theirs)];
  const standardError = Math.sqrt(a.variance / ours.length + b.variance / theirs.length);
  // Quantiles of metrics with few values, such as an accuracy, hardly vary.
  const least = 1e-3 * Math.max(0.1, Math.abs(b.mean));
  expect(Math.abs(a.mean - b.mean), what).toBeLessThanOrEqual(5 * standardError + least);
}

function spreadOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}

function expectSameIntervals(
  ours: readonly Readonly<Record<string, Interval>>[],
  theirs: Readonly<Record<string, Found>>,
): void {
  expect(Object.keys(ours[0] ?? {})).toEqual(expect.arrayContaining(Object.keys(theirs)));
  for (const [name, { low, high }] of Object.entries(theirs)) {
    const ends = ours.map((one) => one[name]).filter((one) => one !== undefined);
    expectSameQuantile(
      ends.map((one) => one.low),
      low,
      `${name}, low`,
    );
    expectSameQuantile(
      ends.map((one) => one.high),
      high,
      `${name}, high`,
    );
  }
}

test.each(cases)(
  'intervals agree with scipy.stats.bootstrap within Monte-Carlo error: %s',
  async (name, [first]) => {
    if (first === undefined) throw new Error('no case');
    const ours = await Promise.all(seeds.map((seed) => bootstrapIntervals(first, { seed })));
    expectSameIntervals(ours, golden[name].first);
  },
);

test.each(cases)(
  'differences of two models on the same rows, and their intervals, agree with scipy: %s',
  async (name, [first, second]) => {
    if (first === undefined || second === undefined) throw new Error('no case');
    const found = await Promise.all(seeds.map((seed) => pairedDifferences(first, second, { seed })));
    const ours = found.map((one) => Object.fromEntries(one.map((each) => [each.metric, each])));
    expectSameIntervals(ours, golden[name].paired);
    for (const { metric, first: value, difference, rowCount } of found[0] ?? []) {
      expect(rowCount).toBe(first.rowCount);
      if (golden[name].first[metric] === undefined) continue;
      expect(value, metric).toBeCloseTo(golden[name].first[metric].value, 6);
      expect(difference, metric).toBeCloseTo(golden[name].paired[metric].value, 6);
    }
  },
);

test('the same rows give the same intervals every time', async () => {
  const [, [first]] = cases[0] ?? ['', []];
  if (first === undefined) throw new Error('no case');
  expect(await bootstrapIntervals(first)).toEqual(await bootstrapIntervals(first));
});

test('many rows, drawn in groups, have intervals as wide as theory says', async () => {
  const draw = mersenneTwister(3);
  const rowCount = 60_000;
  const scores = Float32Array.from({ length: rowCount }, () => randomSample(draw));
  const actual = scores.map((score) => (randomSample(draw) < score ? 1 : 0));
  const predicted = scores.map((score) => (score >= 0.5 ? 1 : 0));
  const found = await bootstrapIntervals(resampledBinary({ actual, predicted, scores }));
  const right = actual.filter((label, row) => label === predicted[row]).length / rowCount;
  expectWidth(found.accuracy, Math.sqrt((right * (1 - right)) / rowCount));
  const numbers = openResampledRegression(0);
  numbers.add(
    scores,
    scores.map((score) => score + normal(draw)),
  );
  // The squared error of a normal distribution has a variance of 2.
  expectWidth((await bootstrapIntervals(numbers.resampled())).mse, Math.sqrt(2 / rowCount));
});

/** A quantile of 833 resamples is off by some percent. */
function expectWidth(interval: Interval | undefined, standardError: number): void {
  const widths = ((interval?.high ?? 0) - (interval?.low ?? 0)) / (2 * 1.959964 * standardError);
  expect(widths).toBeGreaterThan(0.85);
  expect(widths).toBeLessThan(1.15);
}

const normal = (draw: () => number) =>
  Math.sqrt(-2 * Math.log(1 - randomSample(draw))) * Math.cos(2 * Math.PI * randomSample(draw));

test('a metric that many resamples leave undefined has no interval', async () => {
  const rows = { actual: [0, 0, 1], predicted: [0, 1, 1], scores: Float32Array.of(0.1, 0.6, 0.7) };
  const found: NamedIntervals = await bootstrapIntervals(resampledBinary(rows));
  expect(found.auc).toBeUndefined();
  expect(found.accuracy).toEqual({ low: 0, high: 1 });
  const same = openResampledRegression(5);
  same.add([5, 5, 5], [4, 5, 6]);
  const numbers = await bootstrapIntervals(same.resampled());
  expect(numbers.r2).toBeUndefined();
  expect(numbers.mae?.low).toBe(0);
});

test('metrics of one row have no interval', async () => {
  const rows = openResampledRegression(5);
  rows.add([5], [4]);
  expect(await bootstrapIntervals(rows.resampled())).toEqual({});
});

test('an aborted bootstrap ends with the reason', async () => {
  const [, [first]] = cases[1] ?? ['', []];
  if (first === undefined) throw new Error('no case');
  let rounds = 0;
  const pace = async () => {
    rounds += 1;
    if (rounds === 3) throw new Error('enough');
  };
  await expect(bootstrapIntervals(first, { pace })).rejects.toThrow('enough');
  expect(rounds).toBe(3);
});

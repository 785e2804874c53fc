import { expect, test } from 'vitest';
import type { Trial } from '../data/shapes/study.ts';
import { mersenneTwister, randomSample } from '../learner/random.ts';
import { learningCurvePoints, wouldMoreRowsHelp } from './learningCurve.ts';

const shares = [0.1, 0.2, 0.4, 0.6, 0.8, 1];

function trialsOf(scoreOf: (rows: number) => number, noise = 0, metric: 'r2' | 'rmse' = 'r2') {
  const next = mersenneTwister(5);
  return shares.flatMap((share, at) =>
    Array.from({ length: 4 }, (_, repeat): Trial => {
      const trainRowCount = 1000 * share;
      const score = scoreOf(trainRowCount) + noise * (randomSample(next) - 0.5);
      return {
        index: 4 * at + repeat,
        edits: [],
        share,
        repeat,
        trainRowCount,
        testRowCount: 200,
        metrics: { [metric]: score },
        durationMs: 1,
      };
    }),
  );
}

test('a curve that still rises says that more rows help, and by how much', () => {
  const found = wouldMoreRowsHelp(
    trialsOf((rows) => 0.95 - 2 / Math.sqrt(rows), 0.005),
    'r2',
  );
  expect(found?.verdict).toBe('yes');
  expect(found?.rowCount).toBe(1000);
  const expected = 2 / Math.sqrt(1000) - 2 / Math.sqrt(2000);
  expect(found?.gain.low).toBeLessThan(expected);
  expect(found?.gain.high).toBeGreaterThan(expected);
});

test('a flat curve says that more rows change little', () => {
  expect(
    wouldMoreRowsHelp(
      trialsOf((rows) => 0.9 - 5 / rows ** 1.5, 0.004),
      'r2',
    )?.verdict,
  ).toBe('little');
});

test('a curve lost in noise is unclear', () => {
  expect(
    wouldMoreRowsHelp(
      trialsOf(() => 0.5, 0.6),
      'r2',
    )?.verdict,
  ).toBe('unclear');
});

test('an error that falls is a gain', () => {
  const found = wouldMoreRowsHelp(
    trialsOf((rows) => 100 + 3000 / Math.sqrt(rows), 1, 'rmse'),
    'rmse',
  );
  expect(found?.verdict).toBe('yes');
  expect(found?.gain.value).toBeGreaterThan(20);
});

test('two numbers of rows are no curve', () => {
  const few = trialsOf((rows) => rows).filter(({ share = 0 }) => share > 0.7);
  expect(learningCurvePoints(few, 'r2').map(({ trainRowCount }) => trainRowCount)).toEqual([800, 1000]);
  expect(wouldMoreRowsHelp(few, 'r2')).toBeUndefined();
});

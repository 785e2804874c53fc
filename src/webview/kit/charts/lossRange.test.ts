import { expect, test } from 'vitest';
import { lossRange } from './lossRange.ts';

const good = [
  [1.1, 0.4, 0.08],
  [1.2, 0.9, 0.7],
  [0.9, 0.5, 0.2],
];
const best = { model: 0, loss: 0.08, epoch: 3 };

test('losses of one size are all drawn', () => {
  expect(lossRange({ losses: good, best })).toEqual({
    ticks: [0.05, 0.1, 0.2, 0.5, 1, 2],
    leavingCount: 0,
  });
});

test('models that diverge do not press the others together, and are counted', () => {
  const losses = [...good, [12, 4e30, 1e70], [3, Number.NaN, Number.NaN], [2, 5, 8]];
  const { ticks, leavingCount } = lossRange({ losses, best });
  expect(ticks[0]).toBe(0.05);
  expect(ticks.at(-1)).toBe(20);
  expect(leavingCount).toBe(2);
});

test('also when most of them diverge at once', () => {
  const losses = [[1, 0.5, 0.1], ...[1, 2, 3].map((size) => [size * 1e40, 1e60, 1e70])];
  const { ticks, leavingCount } = lossRange({ losses, best: { ...best, model: 0 } });
  expect(ticks.at(-1)).toBe(100);
  expect(leavingCount).toBe(3);
});

test('a best model far below the others leaves them in the picture', () => {
  const losses = [[0.02, 0.005], ...[1, 2, 3].map(() => [1, 0.9])];
  expect(lossRange({ losses, best })).toMatchObject({ leavingCount: 0 });
});

test('a last epoch whose log is incomplete is no divergence, and no losses have no axis', () => {
  expect(
    lossRange({
      losses: [
        [1, 0.5],
        [1, Number.NaN],
      ],
      best,
    }).leavingCount,
  ).toBe(0);
  expect(lossRange({ losses: [] })).toEqual({ ticks: [], leavingCount: 0 });
});

test('where the best model has no loss at all, the axis holds the others', () => {
  const losses = [
    [0, 0],
    [1, 0.5],
    [2, 0.7],
  ];
  const { ticks, leavingCount } = lossRange({ losses, best: { model: 0 } });
  expect([ticks[0], ticks.at(-1), leavingCount]).toEqual([0.5, 2, 0]);
});

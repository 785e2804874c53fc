import { expect, test } from 'vitest';
import type { PredictModel } from '../contract.ts';
import { lineThrough } from './line.ts';

const model: PredictModel = {
  predictorType: 'regressor',
  classNames: [],
  target: 'Salary',
  features: [{ column: 'Years', min: 1.1, max: 10.5, mean: 5 }],
  coefficients: { bias: 100, weights: [10] },
  hasHeldOutRows: true,
  trainingJobName: 'salary-1',
};
const xs = (asked: number) => lineThrough(model, 0, { Years: asked })?.map(({ x }) => x);

test('the line goes through the training range to the ends of the picture', () => {
  expect(xs(6)).toEqual([0, 1.1, 10.5, 12]);
  expect(lineThrough(model, 0, undefined)?.[0]).toEqual({ x: 0, y: 100 });
});

test('a prediction outside the training range keeps off the edge', () => {
  expect(xs(25)?.at(-1)).toBeGreaterThan(25);
  expect(xs(-5)?.[0]).toBeLessThan(-5);
});

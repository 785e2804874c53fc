import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BinaryLoss, RegressionLoss } from '../hyperparameters/settings.ts';
import { classWeightsOf } from './classWeights.ts';
import { pointwiseLoss } from './losses.ts';
import { objectiveName } from './names.ts';
import { objectiveOf } from './objective.ts';
import { parseHyperparameters } from '../hyperparameters/parse.ts';

/** Slopes of `value` per step of `derivative`: the squared losses step with half their slope. */
const regression: readonly (readonly [RegressionLoss, number])[] = [
  [{ name: 'squared_loss' }, 2],
  [{ name: 'absolute_loss' }, 1],
  [{ name: 'eps_insensitive_squared_loss', insensitivity: 0.3 }, 2],
  [{ name: 'eps_insensitive_absolute_loss', insensitivity: 0.3 }, 1],
  [{ name: 'quantile_loss', quantile: 0.8 }, 1],
  [{ name: 'huber_loss', delta: 0.7 }, 1],
];
const binary: readonly BinaryLoss[] = [{ name: 'logistic' }, { name: 'hinge_loss', margin: 1.5 }];

const step = 1e-5;
const score = fc.double({ min: -4, max: 4, noNaN: true });
const slope = (of: (score: number) => number, at: number) => (of(at + step) - of(at - step)) / (2 * step);
/** Away from corners, where no slope is defined. */
const isSmooth = (of: (score: number) => number, at: number) =>
  Math.abs(of(at + 2 * step) - 2 * of(at) + of(at - 2 * step)) < 100 * step * step;

test.each(regression)('the gradient of $name is its slope', (loss, slopePerStep) => {
  const { value, derivative } = pointwiseLoss(loss);
  fc.assert(
    fc.property(score, score, (z, y) => {
      fc.pre(isSmooth((at) => value(at, y), z));
      expect(derivative(z, y) * slopePerStep).toBeCloseTo(
        slope((at) => value(at, y), z),
        4,
      );
    }),
  );
});

test.each(binary.map((loss) => [loss]))('the gradient of $name is its slope', (loss) => {
  const { value, derivative } = pointwiseLoss(loss);
  fc.assert(
    fc.property(score, fc.constantFrom(0, 1), (z, label) => {
      fc.pre(isSmooth((at) => value(at, label), z));
      expect(derivative(z, label)).toBeCloseTo(
        slope((at) => value(at, label), z),
        4,
      );
    }),
  );
});

test.each([
  // max(0, e² − ε²)
  [{ name: 'eps_insensitive_squared_loss', insensitivity: 0.3 }, 1.5, 1, 0.5 ** 2 - 0.3 ** 2],
  [{ name: 'eps_insensitive_squared_loss', insensitivity: 0.3 }, 0.75, 1, 0],
  // max(0, (m + 1)/2 − s) and max(0, (m − 1)/2 + s)
  [{ name: 'hinge_loss', margin: 1 }, 0.75, 1, 0.25],
  [{ name: 'hinge_loss', margin: 1 }, 0.75, 0, 0.75],
  [{ name: 'hinge_loss', margin: 2 }, 0.5, 1, 1],
  [{ name: 'hinge_loss', margin: 2 }, 0.5, 0, 1],
  [{ name: 'hinge_loss', margin: 2 }, -0.5, 0, 0],
] as const)("%j of the score %d and the label %d is that of Amazon's notebook", (loss, at, label, value) => {
  expect(pointwiseLoss(loss).value(at, label)).toBeCloseTo(value, 12);
});

test('balanced class weights are inverse frequencies whose sum is 1', () => {
  const settings = parseHyperparameters({
    predictor_type: 'multiclass_classifier',
    num_classes: '4',
    mini_batch_size: '2',
    balance_multiclass_weights: 'true',
  });
  const labels = Float32Array.of(0, 1, 1, 3, 3, 3, 3, 1);
  const all = Float32Array.of(...labels, 2, 2);
  // 1/1, 1/3, 1/2 and 1/4 of the rows
  const sum = 1 + 1 / 3 + 1 / 2 + 1 / 4;
  const close = (values: Float64Array | undefined) => Array.from(values ?? [], (value) => value.toFixed(12));
  expect(close(classWeightsOf(settings, all))).toEqual(
    close(Float64Array.of(1 / sum, 1 / 3 / sum, 1 / 2 / sum, 1 / 4 / sum)),
  );
  const ofPresent = 8 * (1 + 1 / 3 + 1 / 4);
  expect(classWeightsOf(settings, labels)?.[2]).toBeCloseTo(1_000_000 / ofPresent, 6);
  expect(objectiveName(settings)).toBe('weighted_softmax_loss_objective');
});

const softmax = (classWeights?: Float64Array) =>
  objectiveOf(
    parseHyperparameters({ predictor_type: 'multiclass_classifier', num_classes: '4' }),
    classWeights,
  );

test('the gradient of softmax_loss is its slope in each score, with class weights', () => {
  const objective = softmax(Float64Array.of(1, 2, 0.5, 3));
  const lossOf = (scores: readonly number[], label: number) => {
    const sums = new Float64Array(1);
    objective.addLosses(
      { rowCount: 1, labels: Float64Array.of(label), scores: Float64Array.from(scores) },
      sums,
      1,
    );
    return sums[0] ?? NaN;
  };
  const rows = fc.tuple(fc.array(score, { minLength: 4, maxLength: 4 }), fc.integer({ min: 0, max: 3 }));
  fc.assert(
    fc.property(rows, ([scores, label]) => {
      const errors = Float64Array.from(scores);
      objective.replaceByErrors(
        { rowCount: 1, labels: Float64Array.of(label), scores: errors },
        new Float64Array(1),
      );
      for (const [index, error] of errors.entries()) {
        const along = (value: number) => lossOf(scores.with(index, value), label);
        expect(error).toBeCloseTo(slope(along, scores[index] ?? NaN), 4);
      }
    }),
  );
});

test('a class probability below 1e-10 has a clipped loss and no gradient', () => {
  const scores = Float64Array.of(30, 0, 0, 0);
  const sums = new Float64Array(1);
  softmax().replaceByErrors({ rowCount: 1, labels: Float64Array.of(1), scores }, sums);
  expect([...scores].map((error) => error + 0)).toEqual([0, 0, 0, 0]);
  expect(sums[0]).toBeCloseTo(-Math.log(1e-10), 10);
});

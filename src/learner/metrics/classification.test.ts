import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mersenneTwister, randomSample } from '../random.ts';
import { evaluateBinaryScores, evaluateClassScores, majorityBaseline } from './classification.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/metrics.json', import.meta.url), 'utf8'),
);

test('an evaluation of many rows is short, and exact where it has a value', () => {
  const draw = mersenneTwister(7);
  const rowCount = 20_000;
  const scores = Float32Array.from({ length: rowCount }, () => randomSample(draw));
  const actual = scores.map((score) => (randomSample(draw) < score ? 1 : 0));
  const result = evaluateBinaryScores({ actual, scores, scoreKind: 'probability', threshold: 0.1234 });
  expect(result.roc).toHaveLength(300);
  expect(result.precisionRecall).toHaveLength(300);
  expect([result.roc[0], result.roc.at(-1)]).toEqual([
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ]);
  expect(result.thresholds).toHaveLength(102);
  const own = result.thresholds.find(({ threshold }) => threshold === 0.1234);
  const counted = scores.filter((score, row) => score >= 0.1234 && actual[row] === 1).length;
  expect(own?.truePositives).toBe(counted);
  const { negatives, positives } = result.histogram;
  expect([...negatives, ...positives].reduce((a, b) => a + b)).toBe(rowCount);
  // The labels follow the scores, so the intervals hold the diagonal in about 95 of 100 groups.
  expect(result.calibration).toHaveLength(10);
  const held = result.calibration.filter(
    ({ meanPredicted, low, high }) => low <= meanPredicted && meanPredicted <= high,
  );
  expect(held.length).toBeGreaterThanOrEqual(8);
});

test('AUC, log loss and average precision equal those of scikit-learn', () => {
  const { y_true: actual, score: scores, roc, pr, log_loss: logLoss } = golden.binary[0];
  const result = evaluateBinaryScores({ actual, scores, scoreKind: 'probability', threshold: 0.5 });
  expect(result.auc).toBeCloseTo(roc.auc, 12);
  expect(result.averagePrecision).toBeCloseTo(pr.average_precision, 12);
  expect(result.logLoss).toBeCloseTo(logLoss, 12);
});

test('margins have their own range and no probability metrics', () => {
  const result = evaluateBinaryScores({
    actual: [0, 1, 1],
    scores: [-2, 0.5, 3],
    scoreKind: 'margin',
    threshold: 0,
  });
  expect(result).toMatchObject({ logLoss: null, calibration: [], auc: 1 });
  expect([result.thresholds[0]?.threshold, result.thresholds.at(-1)?.threshold]).toEqual([-2, 3]);
});

test('rows of a single class have no curves', () => {
  const result = evaluateBinaryScores({
    actual: [1, 1],
    scores: [0.2, 0.9],
    scoreKind: 'probability',
    threshold: 0.5,
  });
  expect(result).toMatchObject({ auc: null, averagePrecision: null, roc: [], precisionRecall: [] });
});

test('multiclass predictions are evaluated by classes and by probabilities', () => {
  const result = evaluateClassScores(
    {
      actual: [0, 1, 2, 2],
      predicted: [0, 1, 2, 1],
      classCount: 3,
      probabilities: [0.8, 0.1, 0.1, 0.2, 0.5, 0.3, 0.1, 0.2, 0.7, 0.1, 0.6, 0.3],
    },
    2,
  );
  expect(result.metrics.accuracy).toBe(0.75);
  expect(result.metrics.perClass[2]).toMatchObject({ recall: 0.5, precision: 1, support: 2 });
  expect(result.topK).toEqual({ k: 2, accuracy: 1 });
  expect(result.logLoss).toBeCloseTo(
    -(Math.log(0.8) + Math.log(0.5) + Math.log(0.7) + Math.log(0.3)) / 4,
    12,
  );
});

test('the baseline predicts the majority class of the training rows', () => {
  const baseline = majorityBaseline([0, 0, 0, 1], [0, 1, 1], 2);
  expect(baseline.majority).toBe(0);
  expect(baseline.accuracy).toBeCloseTo(1 / 3, 12);
  expect(baseline.logLoss).toBeCloseTo(-(Math.log(0.75) + 2 * Math.log(0.25)) / 3, 12);
});

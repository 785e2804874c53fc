import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mersenneTwister, randomSample } from '../random.ts';
import { judgeBinary, judgeMulticlass, majorityBaseline } from './judge.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/metrics.json', import.meta.url), 'utf8'),
);

test('an evaluation of many rows is short, and exact where it has a value', () => {
  const draw = mersenneTwister(7);
  const rowCount = 20_000;
  const scores = Float32Array.from({ length: rowCount }, () => randomSample(draw));
  const actual = scores.map((score) => (randomSample(draw) < score ? 1 : 0));
  const judged = judgeBinary({ actual, scores, scoreKind: 'probability', threshold: 0.1234 });
  expect(judged.roc).toHaveLength(300);
  expect(judged.precisionRecall).toHaveLength(300);
  expect([judged.roc[0], judged.roc.at(-1)]).toEqual([
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ]);
  expect(judged.thresholds).toHaveLength(102);
  const own = judged.thresholds.find(({ threshold }) => threshold === 0.1234);
  const counted = scores.filter((score, row) => score >= 0.1234 && actual[row] === 1).length;
  expect(own?.truePositives).toBe(counted);
  const { negatives, positives } = judged.histogram;
  expect([...negatives, ...positives].reduce((a, b) => a + b)).toBe(rowCount);
  // The labels follow the scores, so the intervals hold the diagonal in about 95 of 100 groups.
  expect(judged.calibration).toHaveLength(10);
  const held = judged.calibration.filter(
    ({ meanPredicted, low, high }) => low <= meanPredicted && meanPredicted <= high,
  );
  expect(held.length).toBeGreaterThanOrEqual(8);
});

test('AUC, log loss and average precision equal those of scikit-learn', () => {
  const { y_true: actual, score: scores, roc, pr, log_loss: logLoss } = golden.binary[0];
  const judged = judgeBinary({ actual, scores, scoreKind: 'probability', threshold: 0.5 });
  expect(judged.auc).toBeCloseTo(roc.auc, 12);
  expect(judged.averagePrecision).toBeCloseTo(pr.average_precision, 12);
  expect(judged.logLoss).toBeCloseTo(logLoss, 12);
});

test('margins have their own range and no probability metrics', () => {
  const judged = judgeBinary({ actual: [0, 1, 1], scores: [-2, 0.5, 3], scoreKind: 'margin', threshold: 0 });
  expect(judged).toMatchObject({ logLoss: null, calibration: [], auc: 1 });
  expect([judged.thresholds[0]?.threshold, judged.thresholds.at(-1)?.threshold]).toEqual([-2, 3]);
});

test('rows of a single class have no curves', () => {
  const judged = judgeBinary({
    actual: [1, 1],
    scores: [0.2, 0.9],
    scoreKind: 'probability',
    threshold: 0.5,
  });
  expect(judged).toMatchObject({ auc: null, averagePrecision: null, roc: [], precisionRecall: [] });
});

test('multiclass predictions are evaluated by classes and by probabilities', () => {
  const judged = judgeMulticlass(
    {
      actual: [0, 1, 2, 2],
      predicted: [0, 1, 2, 1],
      classCount: 3,
      probabilities: [0.8, 0.1, 0.1, 0.2, 0.5, 0.3, 0.1, 0.2, 0.7, 0.1, 0.6, 0.3],
    },
    2,
  );
  expect(judged.metrics.accuracy).toBe(0.75);
  expect(judged.metrics.perClass[2]).toMatchObject({ recall: 0.5, precision: 1, support: 2 });
  expect(judged.topK).toEqual({ k: 2, accuracy: 1 });
  expect(judged.logLoss).toBeCloseTo(
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

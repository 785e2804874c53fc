import { expect, test } from 'vitest';
import { cheapest, costWithoutModel, nearestIndex, outcomesOf, overlapOf } from './outcomes.ts';

/** Scores 0.05, 0.12, 0.31 and 0.52 of class 0; 0.33, 0.61, 0.87 and 0.93 of class 1. */
const judgement = {
  rowCount: 8,
  positiveCount: 4,
  thresholds: [
    { threshold: 0, truePositives: 4, falsePositives: 4 },
    { threshold: 0.2, truePositives: 4, falsePositives: 2 },
    { threshold: 0.32, truePositives: 4, falsePositives: 1 },
    { threshold: 0.4, truePositives: 3, falsePositives: 1 },
    { threshold: 0.55, truePositives: 3, falsePositives: 0 },
    { threshold: 0.6, truePositives: 3, falsePositives: 0 },
    { threshold: 1, truePositives: 0, falsePositives: 0 },
  ],
};

test('counts, shares and cost follow the threshold', () => {
  const outcomes = outcomesOf(judgement, { falsePositive: 1, falseNegative: 5 });
  expect(outcomes[nearestIndex(outcomes, 0.56)]).toEqual({
    threshold: 0.55,
    truePositives: 3,
    falsePositives: 0,
    falseNegatives: 1,
    trueNegatives: 4,
    accuracy: 7 / 8,
    precision: 1,
    recall: 0.75,
    falsePositiveRate: 0,
    f1: 6 / 7,
    cost: 5,
  });
  expect(outcomes.at(-1)).toMatchObject({ precision: 0, recall: 0, f1: 0, cost: 20 });
});

test('dear misses move the cheapest threshold down, dear alarms up', () => {
  const at = (falsePositive: number, falseNegative: number) =>
    cheapest(outcomesOf(judgement, { falsePositive, falseNegative }));
  expect(at(1, 5)).toMatchObject({ threshold: 0.32, cost: 1 });
  expect(at(5, 1)).toMatchObject({ threshold: 0.55, cost: 1 });
  expect(costWithoutModel(judgement, { falsePositive: 1, falseNegative: 5 })).toBe(4);
});

test('where the classes overlap', () => {
  const edges = [0, 0.25, 0.5, 0.75, 1];
  expect(overlapOf({ edges, negatives: [2, 1, 1, 0], positives: [0, 1, 1, 2] })).toEqual([0.25, 0.75]);
  expect(overlapOf({ edges, negatives: [2, 1, 0, 0], positives: [0, 0, 1, 2] })).toBeUndefined();
});

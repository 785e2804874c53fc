import type {
  BinaryEvaluation,
  MulticlassEvaluation,
  RegressionEvaluation,
} from '../../../src/learner/metrics/evaluation.ts';
import {
  evaluateBinaryScores,
  evaluateClassScores,
  majorityBaseline,
} from '../../../src/learner/metrics/classification.ts';
import { regressionMetrics } from '../../../src/learner/metrics/regression.ts';

/** Numbers from 0 to 1 that look like chance and are the same in every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const featureName = (index: number) => `feature_${index}_of_the_table`;

/** A converged fit that used all rows and columns. */
const wholeFit = (rows: number, columns: number) => ({
  rows: { used: rows, of: rows },
  columns: { used: columns, of: columns },
  isConverged: true,
});

/** A linear model on `rowCount` held-out rows; the target follows every feature and some noise. */
export function regression(rowCount: number, featureCount: number): RegressionEvaluation {
  const random = chance(7);
  const weights = Array.from({ length: featureCount }, (_, index) => 9450 / (index + 1));
  const pairs = Array.from({ length: rowCount }, (_, index) => {
    const features = weights.map(() => Math.round(random() * 100) / 10);
    const predicted = 25_792.2 + weights.reduce((sum, weight, at) => sum + weight * (features[at] ?? 0), 0);
    return { row: index + 1, features, actual: Math.round(predicted + (random() - 0.5) * 20_000), predicted };
  });
  const actual = pairs.map((pair) => pair.actual);
  const mean = actual.reduce((sum, value) => sum + value, 0) / rowCount;
  const metrics = regressionMetrics(
    actual,
    pairs.map((pair) => pair.predicted),
  );
  return {
    predictorType: 'regressor',
    target: 'Salary',
    featureNames: featureCount === 1 ? ['YearsExperience'] : weights.map((_, index) => featureName(index)),
    coefficients: { bias: 25_792.2, weights },
    metrics,
    baseline: regressionMetrics(
      actual,
      actual.map(() => mean),
    ),
    reference: {
      metrics: { ...metrics, rmse: 0.9 * metrics.rmse, mse: 0.81 * metrics.mse, mae: 0.9 * metrics.mae },
      ...wholeFit(20, featureCount),
      model: 'level',
    },
    intervals: { r2: { low: 0.912, high: 0.983 } },
    trainMetrics: metrics,
    trainMean: mean,
    pairs,
  };
}

/** A binary classifier with calibrated scores on 300 rows. */
export function binary(): BinaryEvaluation {
  const random = chance(11);
  const rows = Array.from({ length: 300 }, (_, index) => {
    const features = [Math.round(20 + 60 * random()), Math.round(100 + 80 * random())];
    const score = 1 / (1 + Math.exp(-(features[0] ?? 0) / 8 + 6.5 + random()));
    return { row: index + 1, features, actual: random() < score ? 1 : 0, score };
  });
  const actual = rows.map((row) => row.actual);
  const scores = rows.map((row) => row.score);
  const threshold = 0.42;
  return {
    predictorType: 'binary_classifier',
    target: 'disease',
    featureNames: ['age', 'blood_pressure'],
    classNames: ['no', 'yes'],
    scoreKind: 'probability',
    coefficients: { bias: -6.5, weights: [0.125, 0.0003] },
    threshold,
    judgement: evaluateBinaryScores({ actual, scores, scoreKind: 'probability', threshold }),
    baseline: majorityBaseline(actual, actual, 2),
    reference: {
      metrics: { auc: 0.94, accuracy: 0.84, logLoss: 0.31 },
      rows: { used: 200_000, of: 3_000_000 },
      columns: { used: 300, of: 412 },
      isConverged: true,
      model: 'worse',
    },
    intervals: { auc: { low: 0.894, high: 0.941 } },
    trainMetrics: { rowCount: 700, accuracy: 0.83 },
    pairs: rows.map((row) => ({ ...row, predicted: row.score >= threshold ? 1 : 0 })),
  };
}

/** A classifier of five classes that confuses neighbours. */
export function multiclass(): MulticlassEvaluation {
  const random = chance(13);
  const classNames = ['circle', 'square', 'triangle', 'other', 'a class with a very long name'];
  const rows = Array.from({ length: 200 }, (_, index) => {
    const actual = Math.floor(random() * classNames.length);
    const predicted = random() < 0.8 ? actual : (actual + 1) % classNames.length;
    return { row: index + 1, features: [index % 10, actual], actual, predicted, score: 0.5 + random() / 2 };
  });
  const actual = rows.map((row) => row.actual);
  const probabilities = rows.flatMap(({ predicted, score }) =>
    classNames.map((_, index) => (index === predicted ? score : (1 - score) / (classNames.length - 1))),
  );
  const predicted = rows.map((row) => row.predicted);
  const classCount = classNames.length;
  return {
    predictorType: 'multiclass_classifier',
    target: 'shape',
    featureNames: ['seen', 'lasting'],
    classNames,
    coefficients: { biases: [0, 1, 2, 3, 4], weights: classNames.map((_, index) => [index, -index / 3]) },
    judgement: evaluateClassScores({ actual, predicted, classCount, probabilities }, 3),
    baseline: majorityBaseline(actual, actual, classCount),
    reference: {
      metrics: { auc: null, accuracy: 0.7, logLoss: 0.9 },
      ...wholeFit(700, 2),
      isConverged: false,
      model: 'better',
    },
    intervals: { macro_f1: { low: 0.741, high: 0.86 } },
    trainMetrics: { rowCount: 700, accuracy: 0.83 },
    pairs: rows,
  };
}

import { expect, test } from 'vitest';
import type {
  Answer,
  BinaryEvaluation,
  MulticlassEvaluation,
  RegressionEvaluation,
} from '../learner/metrics/evaluation.ts';
import { evaluateBinaryScores, evaluateClassScores } from '../learner/metrics/classification.ts';
import { answersOf, namedPrediction, predictionColumns } from './answers.ts';
import { largestDifference, withAnswers } from './heldOut.ts';

const binary = { target: 'left', classNames: ['no', 'yes'] };
const several = { target: 'kind', classNames: ['a', 'b', 'c'] };
const binaryAnswers = answersOf(binary, [
  { score: 0.25, predicted_label: 0 },
  { score: 0.75, predicted_label: 1 },
]);
const severalAnswers = answersOf(several, [{ score: [0.25, 0.25, 0.5], predicted_label: 2 }]);

test('named predictions contain class names', () => {
  expect(binaryAnswers.map((answer) => namedPrediction(binary, answer))).toEqual([
    { label: 'no', score: 0.25 },
    { label: 'yes', score: 0.75 },
  ]);
  expect(severalAnswers.map((answer) => namedPrediction(several, answer))).toEqual([
    { label: 'c', scores: { a: 0.25, b: 0.25, c: 0.5 } },
  ]);
  expect(
    answersOf({ target: 'Salary' }, [{ score: 82058.3 }]).map((one) => namedPrediction(binary, one)),
  ).toEqual([82058.3]);
  expect(answersOf(several, [{ score: [0, 0, 0, 1], predicted_label: 3 }])[0]).toMatchObject({ label: '#3' });
});

const columnsOf = (
  classes: Parameters<typeof predictionColumns>[0],
  experiment: Parameters<typeof predictionColumns>[1],
  answers: readonly Answer[],
) => predictionColumns(classes, experiment).map(({ name, valueOf }) => [name, ...answers.map(valueOf)]);

test('columns of a predicted file are the class and its scores', () => {
  const hyperparameters = {};
  expect(columnsOf(binary, { predictorType: 'binary_classifier', hyperparameters }, binaryAnswers)).toEqual([
    ['predicted_left', 'no', 'yes'],
    ['score_left', 0.25, 0.75],
  ]);
  expect(
    columnsOf(several, { predictorType: 'multiclass_classifier', hyperparameters }, severalAnswers),
  ).toEqual([
    ['predicted_kind', 'c'],
    ['score_kind_a', 0.25],
    ['score_kind_b', 0.25],
    ['score_kind_c', 0.5],
  ]);
});

test('a model with more classes than names has a column for each of them', () => {
  const experiment = { predictorType: 'multiclass_classifier', hyperparameters: { num_classes: 4 } } as const;
  expect(predictionColumns(several, experiment).map(({ name }) => name)).toEqual([
    'predicted_kind',
    'score_kind_a',
    'score_kind_b',
    'score_kind_c',
    'score_kind_#3',
  ]);
});

const row = { row: 1, features: [1] };
const actual = [0, 1, 1];

test("evaluation of a binary classifier's endpoint uses the endpoint's predictions", () => {
  const scores = [0.2, 0.6, 0.9];
  // SAFETY: answers are compared with the pairs, scores and threshold of an evaluation alone.
  const evaluation = {
    predictorType: 'binary_classifier',
    scoreKind: 'probability',
    threshold: 0.5,
    judgement: evaluateBinaryScores({ actual, scores, scoreKind: 'probability', threshold: 0.5 }),
    pairs: scores.map((score, at) => ({
      ...row,
      actual: actual[at],
      predicted: Number(score >= 0.5),
      score,
    })),
  } as unknown as BinaryEvaluation;
  const predictions = [0.2, 0.4, 0.9].map((score) => ({ score, predicted_label: Number(score >= 0.5) }));
  expect(largestDifference(evaluation, predictions)).toBeCloseTo(0.2, 12);
  const evaluated = withAnswers(evaluation, predictions);
  if (evaluated.predictorType !== 'binary_classifier') throw new Error('another evaluation');
  expect([evaluation.judgement.metrics.recall, evaluated.judgement.metrics.recall]).toEqual([1, 0.5]);
  expect(evaluated.pairs.map(({ predicted }) => predicted)).toEqual([0, 0, 1]);
});

test('evaluation of a multiclass endpoint uses its classes and probabilities', () => {
  const probabilities = [0.5, 0.25, 0.25, 0.25, 0.5, 0.25, 0.125, 0.625, 0.25];
  const evaluated = { actual, predicted: [0, 1, 1], classCount: 3, probabilities };
  // SAFETY: as above.
  const evaluation = {
    predictorType: 'multiclass_classifier',
    classNames: several.classNames,
    judgement: evaluateClassScores(evaluated, 2),
    pairs: [0.5, 0.5, 0.625].map((score, at) => ({
      ...row,
      actual: actual[at],
      predicted: evaluated.predicted[at],
      score,
    })),
  } as unknown as MulticlassEvaluation;
  const predictions = [
    { score: [0.5, 0.25, 0.25], predicted_label: 0 },
    { score: [0.25, 0.5, 0.25], predicted_label: 1 },
    { score: [0.125, 0.375, 0.5], predicted_label: 2 },
  ];
  expect(largestDifference(evaluation, predictions)).toBe(0.25);
  const after = withAnswers(evaluation, predictions);
  if (after.predictorType !== 'multiclass_classifier') throw new Error('another evaluation');
  expect(after.judgement.metrics.accuracy).toBeCloseTo(2 / 3, 12);
  expect(after.judgement.topK).toEqual({ k: 2, accuracy: 1 });
});

test('a prediction of a transformed target is in the unit of the target', () => {
  const of = (targetTransform: 'log1p' | 'sqrt' | undefined) =>
    answersOf({ target: 'y', targetTransform }, [{ score: 3 }]);
  expect(of('sqrt')).toEqual([{ predictorType: 'regressor', score: 9 }]);
  expect(of('log1p')).toEqual([{ predictorType: 'regressor', score: Math.expm1(3) }]);
  expect(of(undefined)).toEqual([{ predictorType: 'regressor', score: 3 }]);
});

test('held-out predictions of a transformed target are in its own unit', () => {
  // SAFETY: answers are compared with the pairs and the transform of an evaluation alone.
  const evaluation = {
    predictorType: 'regressor',
    targetTransform: 'log1p',
    pairs: [0, 9].map((value) => ({ ...row, actual: value, predicted: value })),
  } as unknown as RegressionEvaluation;
  const predictions = [0, Math.log(11)].map((score) => ({ score }));
  expect(largestDifference(evaluation, predictions)).toBeCloseTo(1, 12);
  const evaluated = withAnswers(evaluation, predictions);
  expect(evaluated.pairs.map(({ predicted }) => predicted)).toEqual([0, expect.closeTo(10, 12)]);
});

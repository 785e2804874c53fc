import { expect, test } from 'vitest';
import { evaluateBinary, evaluateMulticlass } from '../data/preparation/evaluateClassifiers.ts';
import { evaluateRegressor } from '../data/preparation/evaluateRegressor.ts';
import type { Evaluation } from '../learner/metrics/evaluation.ts';
import { evaluationSchema } from './evaluationSchema.ts';

const rows = (labels: readonly number[]) =>
  async function* () {
    const values = Float32Array.from(labels, (_, row) => row);
    yield {
      features: { rowCount: labels.length, columnCount: 1, values },
      labels: Float32Array.from(labels),
    };
  };
const hasPlainLoss = true;
const preparation = {
  version: 3,
  target: 'y',
  features: [
    {
      encode: 'number',
      planned: { column: 'x' },
      fitted: { indicator: false, missingShare: 0, min: 0, max: 3, mean: 1.5 },
    },
  ],
  trainMean: 0.5,
  testRowNumbers: [4, 2, 1, 3],
} as const;
const weights = Float32Array.of(1);

function binaryOf(labels: readonly number[]): Promise<Evaluation> {
  const model = {
    predictorType: 'binary_classifier',
    weights,
    bias: -1.5,
    scoreKind: 'probability',
    threshold: 0.5,
  } as const;
  return evaluateBinary(model, preparation, { train: rows([0, 1]), test: rows(labels), hasPlainLoss });
}

test.each<[string, Promise<Evaluation>]>([
  [
    'a regressor',
    evaluateRegressor({ predictorType: 'regressor', weights, bias: 0 }, preparation, {
      train: rows([0, 1]),
      test: rows([0, 1, 2, 4]),
      hasPlainLoss,
    }),
  ],
  ['a binary classifier', binaryOf([0, 0, 1, 1])],
  ['one whose held-out rows are of one class', binaryOf([1, 1, 1, 1])],
  [
    'a multiclass classifier',
    evaluateMulticlass(
      {
        predictorType: 'multiclass_classifier',
        classCount: 3,
        weights: Float32Array.of(-1, 0, 1),
        biases: Float32Array.of(1, 0.5, -1),
      },
      { ...preparation, classNames: ['a', 'b'] },
      { train: rows([0, 1, 2]), test: rows([0, 1, 2, 2]), hasPlainLoss, topK: 3 },
    ),
  ],
])('the evaluation of %s is read back as it was left', async (_, evaluating) => {
  const evaluation = await evaluating;
  expect(evaluationSchema.parse(JSON.parse(JSON.stringify(evaluation)))).toEqual(evaluation);
});

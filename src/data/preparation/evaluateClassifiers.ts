import { namedClasses } from '../../learner/classNames.ts';
import type { BinaryEvaluation, MulticlassEvaluation } from '../../learner/metrics/evaluation.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import {
  evaluateBinaryScores,
  evaluateClassScores,
  majorityBaseline,
} from '../../learner/metrics/classification.ts';
import { predict } from '../../learner/model.ts';
import type { BinaryModel, MulticlassModel } from '../../learner/model.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { heldOutRow, namesOf } from './heldOutRows.ts';

/** The preparation records the numbers of this many held-out rows. */
const mostPairs = 10_000;

interface Channels {
  readonly train: LabeledRows;
  readonly test: LabeledRows;
}

/** The baseline always answers the most frequent class of the training rows. */
export function evaluateBinary(
  model: BinaryModel,
  preparation: Preparation,
  { train, test }: Channels,
): BinaryEvaluation {
  const { scores, labels } = predict(model, test.features);
  const { scoreKind, threshold } = model;
  const [negative = '0', positive = '1'] = preparation.classNames ?? [];
  return {
    predictorType: 'binary_classifier',
    ...namesOf(preparation),
    classNames: [negative, positive],
    scoreKind,
    coefficients: { bias: model.bias, weights: [...model.weights] },
    threshold,
    judgement: evaluateBinaryScores({ actual: test.labels, scores, scoreKind, threshold }),
    baseline: majorityBaseline(train.labels, test.labels, 2),
    trainMetrics: accuracyOf(train.labels, predict(model, train.features).labels),
    pairs: firstPairs(preparation, test, labels, (index) => scores[index] ?? Number.NaN),
  };
}

export function evaluateMulticlass(
  model: MulticlassModel,
  preparation: Preparation,
  { train, test, topK }: Channels & { readonly topK: number },
): MulticlassEvaluation {
  const { scores, labels } = predict(model, test.features);
  const { classCount, weights } = model;
  const featureCount = test.features.columnCount;
  const judged = { actual: test.labels, predicted: labels, classCount, probabilities: scores };
  return {
    predictorType: 'multiclass_classifier',
    ...namesOf(preparation),
    classNames: namedClasses(preparation.classNames ?? [], classCount),
    coefficients: {
      biases: [...model.biases],
      weights: Array.from({ length: classCount }, (_, index) => [
        ...weights.subarray(index * featureCount, (index + 1) * featureCount),
      ]),
    },
    judgement: evaluateClassScores(judged, topK),
    baseline: majorityBaseline(train.labels, test.labels, classCount),
    trainMetrics: accuracyOf(train.labels, predict(model, train.features).labels),
    pairs: firstPairs(
      preparation,
      test,
      labels,
      (index) => scores[index * classCount + (labels[index] ?? 0)] ?? Number.NaN,
    ),
  };
}

function accuracyOf(actual: ArrayLike<number>, predicted: ArrayLike<number>) {
  const hits = Array.from(actual).filter((label, row) => label === predicted[row]).length;
  return { rowCount: actual.length, accuracy: hits / actual.length };
}

function firstPairs(
  preparation: Preparation,
  test: LabeledRows,
  predicted: ArrayLike<number>,
  scoreOf: (index: number) => number,
) {
  return Array.from(test.labels.subarray(0, mostPairs), (actual, index) => ({
    ...heldOutRow(preparation, test, index),
    actual,
    predicted: predicted[index] ?? 0,
    score: scoreOf(index),
  }));
}

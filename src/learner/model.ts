import { sigmoid, softmaxInPlace } from './activations.ts';
import type { DenseMatrix, SparseMatrix } from './matrix.ts';

/** A trained linear model in the units of the data, all float32: score = bias + Σ weights[i] × feature[i]. */
export type LinearModel = RegressorModel | BinaryModel | MulticlassModel;

export interface RegressorModel {
  readonly predictorType: 'regressor';
  readonly weights: Float32Array;
  readonly bias: number;
}

export interface BinaryModel {
  readonly predictorType: 'binary_classifier';
  readonly weights: Float32Array;
  readonly bias: number;
  /** `probability`: the score is the sigmoid of the linear sum; `margin` (hinge_loss): the sum itself. */
  readonly scoreKind: 'probability' | 'margin';
  /** A row is predicted as class 1 if its score is at least this. */
  readonly threshold: number;
}

export interface MulticlassModel {
  readonly predictorType: 'multiclass_classifier';
  readonly classCount: number;
  /** `[class][feature]` */
  readonly weights: Float32Array;
  /** `[class]` */
  readonly biases: Float32Array;
}

export const featureCountOf = (model: LinearModel): number =>
  model.predictorType === 'multiclass_classifier'
    ? model.weights.length / model.classCount
    : model.weights.length;

/** Predictions of a model, by row. */
export type Predictions =
  | { readonly predictorType: 'regressor'; readonly scores: Float32Array }
  | {
      readonly predictorType: 'binary_classifier';
      readonly scores: Float32Array;
      /** 0 or 1 */
      readonly labels: Uint8Array;
    }
  | {
      readonly predictorType: 'multiclass_classifier';
      readonly classCount: number;
      /** Probabilities, `[row][class]`. */
      readonly scores: Float32Array;
      /** The most probable class, the first of equals. */
      readonly labels: Uint32Array;
    };

type PredictionsOf<Model extends LinearModel> = Extract<
  Predictions,
  { predictorType: Model['predictorType'] }
>;

/** Predicts every row of `[row][feature]`; `scores` is `[row]`, or `[row][class]` for multiclass. */
export function predict<Model extends LinearModel>(
  model: Model,
  features: DenseMatrix | SparseMatrix,
): PredictionsOf<Model>;
export function predict(model: LinearModel, features: DenseMatrix | SparseMatrix): Predictions {
  return predictionsOf(model, linearScores(model, features));
}

/** Turns linear sums, as `linearScores` returns them, into predictions in place. */
export function predictionsOf(model: LinearModel, scores: Float32Array): Predictions {
  switch (model.predictorType) {
    case 'regressor':
      return { predictorType: 'regressor', scores };
    case 'binary_classifier': {
      if (model.scoreKind === 'probability')
        for (const [row, score] of scores.entries()) scores[row] = sigmoid(score);
      const labels = Uint8Array.from(scores, (score) => (score >= model.threshold ? 1 : 0));
      return { predictorType: 'binary_classifier', scores, labels };
    }
    case 'multiclass_classifier': {
      const { classCount } = model;
      for (let at = 0; at < scores.length; at += classCount) softmaxInPlace(scores, at, classCount);
      const labels = largestOfEach(scores, classCount);
      return { predictorType: 'multiclass_classifier', classCount, scores, labels };
    }
  }
}

/** The linear sums, `[row][class]` (one class unless multiclass), accumulated in float32 as in the service. */
export function linearScores(model: LinearModel, features: DenseMatrix | SparseMatrix): Float32Array {
  return 'columns' in features ? sparseScores(model, features) : denseScores(model, features);
}

/** One bias, or one a class. */
export const biasesOf = (model: LinearModel) =>
  model.predictorType === 'multiclass_classifier' ? model.biases : Float32Array.of(model.bias);

/** Bit-identical to the dense computation: adding 0 changes no sum. */
function sparseScores(
  model: LinearModel,
  { rowCount, columnCount, rowStarts, columns, values }: SparseMatrix,
): Float32Array {
  const biases = biasesOf(model);
  const { weights } = model;
  const sums = new Float32Array(rowCount * biases.length);
  for (let row = 0; row < rowCount; row += 1) {
    const [start = 0, end = 0] = [rowStarts[row], rowStarts[row + 1]];
    for (let lane = 0; lane < biases.length; lane += 1) {
      let sum = 0;
      for (let at = start; at < end; at += 1) {
        const weight = weights[lane * columnCount + (columns[at] ?? 0)] ?? 0;
        sum = Math.fround(sum + Math.fround((values[at] ?? 0) * weight));
      }
      sums[row * biases.length + lane] = sum + (biases[lane] ?? 0);
    }
  }
  return sums;
}

function denseScores(model: LinearModel, features: DenseMatrix): Float32Array {
  const { rowCount, columnCount, values } = features;
  const biases = biasesOf(model);
  const { weights } = model;
  const sums = new Float32Array(rowCount * biases.length);
  for (let row = 0; row < rowCount; row += 1) {
    for (let lane = 0; lane < biases.length; lane += 1) {
      let sum = 0;
      for (let column = 0; column < columnCount; column += 1) {
        // Most values of a sparse row are 0, and add nothing.
        const value = values[row * columnCount + column] ?? 0;
        if (value === 0) continue;
        const weight = weights[lane * columnCount + column] ?? 0;
        sum = Math.fround(sum + Math.fround(value * weight));
      }
      sums[row * biases.length + lane] = sum + (biases[lane] ?? 0);
    }
  }
  return sums;
}

/** Index of the largest score of each row; the first of equal ones. */
export function largestOfEach(scores: Float32Array, classCount: number): Uint32Array {
  const labels = new Uint32Array(scores.length / classCount);
  for (let row = 0; row < labels.length; row += 1) {
    const start = row * classCount;
    let best = 0;
    for (let at = 1; at < classCount; at += 1)
      if ((scores[start + at] ?? 0) > (scores[start + best] ?? 0)) best = at;
    labels[row] = best;
  }
  return labels;
}

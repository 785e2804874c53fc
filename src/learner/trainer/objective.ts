import { softmaxInPlace } from '../activations.ts';
import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { pointwiseLoss, smallestProbability } from './losses.ts';
import type { PointwiseLoss } from './losses.ts';

/** Scores with the label of each row; only the first `rowCount` rows are used. */
export interface ScoredRows {
  readonly rowCount: number;
  readonly labels: Float64Array;
  /** `[row][lane]` */
  readonly scores: Float64Array;
}

/** The objective of all models. */
export interface Objective {
  /** Scores per row and model: 1, or the number of classes. */
  readonly lanesPerModel: number;
  /** Replaces each score by the gradient of the loss and adds the losses to `lossSums`, `[model]`. */
  replaceByErrors(rows: ScoredRows, lossSums: Float64Array): void;
  /** Adds the losses to `lossSums`, `[model]`, with errors multiplied by `unit`. */
  addLosses(rows: ScoredRows, lossSums: Float64Array, unit: number): void;
}

/** `classWeights[label]` multiplies loss and gradient of a classifier's rows. */
export function objectiveOf(settings: LinearLearnerSettings, classWeights?: Float64Array): Objective {
  switch (settings.predictorType) {
    case 'regressor':
    case 'binary_classifier':
      return pointwise(pointwiseLoss(settings.loss), classWeights);
    case 'multiclass_classifier':
      return softmax(settings.numClasses, classWeights);
  }
}

function pointwise(loss: PointwiseLoss, classWeights: Float64Array | undefined): Objective {
  const weightOf = (label: number) => classWeights?.[label] ?? 1;
  return {
    lanesPerModel: 1,
    replaceByErrors({ rowCount, labels, scores }, lossSums) {
      const laneCount = lossSums.length;
      for (let row = 0; row < rowCount; row += 1) {
        const label = labels[row] ?? 0;
        const weight = weightOf(label);
        for (let lane = 0, at = row * laneCount; lane < laneCount; lane += 1, at += 1) {
          const score = scores[at] ?? 0;
          lossSums[lane] = (lossSums[lane] ?? 0) + weight * loss.value(score, label);
          scores[at] = weight * loss.derivative(score, label);
        }
      }
    },
    addLosses({ rowCount, labels, scores }, lossSums, unit) {
      const laneCount = lossSums.length;
      for (let row = 0; row < rowCount; row += 1) {
        const label = labels[row] ?? 0;
        const weight = weightOf(label);
        for (let lane = 0; lane < laneCount; lane += 1) {
          const score = scores[row * laneCount + lane] ?? 0;
          lossSums[lane] = (lossSums[lane] ?? 0) + weight * loss.value(score * unit, label * unit);
        }
      }
    },
  };
}

/**
 * Cross entropy of softmax: −ln(max(P_y, 1e-10)); the gradient is 0 where P_y is clipped.
 */
function softmax(classCount: number, classWeights: Float64Array | undefined): Objective {
  const each = (
    { rowCount, labels, scores }: ScoredRows,
    lossSums: Float64Array,
    visit: (start: number, label: number, likelihood: number, weight: number) => void,
  ) => {
    const modelCount = lossSums.length;
    for (let row = 0; row < rowCount; row += 1) {
      const label = labels[row] ?? 0;
      const weight = classWeights?.[label] ?? 1;
      for (let model = 0; model < modelCount; model += 1) {
        const start = (row * modelCount + model) * classCount;
        softmaxInPlace(scores, start, classCount);
        const likelihood = scores[start + label] ?? 0;
        const loss = -Math.log(Math.max(likelihood, smallestProbability));
        lossSums[model] = (lossSums[model] ?? 0) + weight * loss;
        visit(start, label, likelihood, weight);
      }
    }
  };
  return {
    lanesPerModel: classCount,
    replaceByErrors(rows, lossSums) {
      const { scores } = rows;
      each(rows, lossSums, (start, label, likelihood, weight) => {
        const scale = likelihood < smallestProbability ? 0 : weight;
        scores[start + label] = likelihood - 1;
        for (let at = start; at < start + classCount; at += 1) scores[at] = (scores[at] ?? 0) * scale;
      });
    },
    addLosses: (rows, lossSums) => each(rows, lossSums, () => undefined),
  };
}

import { sigmoid, softmaxInPlace } from '../activations.ts';
import { float32Above } from '../float32.ts';
import type {
  BinarySettings,
  LinearLearnerSettings,
  MulticlassSettings,
} from '../hyperparameters/settings.ts';
import { rowBlocks } from '../matrix.ts';
import type { LabeledRows } from '../matrix.ts';
import { binaryMetrics, confusionAt, fBeta, logLoss } from '../metrics/binary.ts';
import { rocAuc } from '../metrics/curves.ts';
import {
  addCounts,
  discountedCumulativeGain,
  macroFBeta,
  multiclassLogLoss,
  multiclassMetrics,
  noCounts,
  topKAccuracy,
} from '../metrics/multiclass.ts';
import { regressionSums } from '../metrics/regression.ts';
import { largestOfEach, linearScores, predictionsOf } from '../model.ts';
import type { BinaryModel, LinearModel, MulticlassModel } from '../model.ts';
import type { TrainingChannels } from './channels.ts';
import { betaInName, objectiveName } from './names.ts';
import { objectiveOf } from './objective.ts';

/** A score that the log prints after training, in its order. */
export interface Score {
  readonly name: string;
  /** As in the log, where the regressor's r2 is a loss too. */
  readonly kind: 'loss' | 'score';
  readonly value: number;
}

/**
 * Scores of the model on every row of each channel, in the label's units; of the training rows only without validation rows, as
 * in the log.
 */
export function finalScores(
  settings: LinearLearnerSettings,
  classWeights: Float64Array | undefined,
  model: LinearModel,
  { train, validation, test }: TrainingChannels,
): { train?: readonly Score[]; validation?: readonly Score[]; test?: readonly Score[] } {
  const of = (rows: LabeledRows): readonly Score[] => {
    const sums = openScores(settings, classWeights, model);
    sums.add(rows);
    return sums.scores();
  };
  return {
    ...(validation ? { validation: of(validation) } : { train: of(train) }),
    ...(test ? { test: of(test) } : {}),
  };
}

/** Scores in memory at a time; a row has one per class. */
const scoresAtOnce = 2 ** 20;

interface OpenScores {
  add(rows: LabeledRows): void;
  /** Adds rows with their linear sums, as `linearScores` returns them, which are overwritten. Both arrays may be kept. */
  addScored(labels: Float32Array, linear: Float32Array): void;
  scores(): readonly Score[];
}

/** Scores of the model on rows that arrive in parts. Scores of a binary classifier are kept to the end; other rows are only summed. */
export function openScores(
  settings: LinearLearnerSettings,
  classWeights: Float64Array | undefined,
  model: LinearModel,
): OpenScores {
  const objective = objectiveOf(settings, classWeights);
  const lossSum = new Float64Array(1);
  const others = openOthers(settings, model);
  let rowCount = 0;
  const addScored = (labels: Float32Array, linear: Float32Array) => {
    const own = {
      rowCount: labels.length,
      labels: new Float64Array(labels),
      scores: new Float64Array(linear),
    };
    objective.addLosses(own, lossSum, 1);
    rowCount += own.rowCount;
    others.add(labels, predictionsOf(model, linear).scores);
  };
  return {
    addScored,
    add(rows) {
      const blockRows = Math.max(1, Math.floor(scoresAtOnce / objective.lanesPerModel));
      for (const block of rowBlocks(rows, blockRows))
        addScored(block.labels, linearScores(model, block.features));
    },
    scores: () => [
      { name: objectiveName(settings), kind: 'loss', value: (lossSum[0] ?? 0) / rowCount },
      ...others.scores(),
    ],
  };
}

/** Accepts labels, `[row]`, and scores as returned by `predict`: `[row]` or `[row][class]`. */
interface Sums {
  add(labels: Float32Array, scores: Float32Array): void;
  scores(): readonly Score[];
}

function openOthers(settings: LinearLearnerSettings, model: LinearModel): Sums {
  if (settings.predictorType === 'binary_classifier' && model.predictorType === 'binary_classifier')
    return openBinary(settings, model);
  if (settings.predictorType === 'multiclass_classifier' && model.predictorType === 'multiclass_classifier')
    return openMulticlass(settings, model);
  return openRegression();
}

function openRegression(): Sums {
  const sums = regressionSums();
  return {
    add: (labels, scores) => sums.add(labels, scores),
    scores() {
      const { mse, mae, r2 } = sums.metrics();
      return errorScores(mse, mae, r2 ?? Number.NaN);
    },
  };
}

const errorScores = (mse: number, mae: number, r2: number): readonly Score[] => [
  loss('mse', mse),
  loss('absolute_loss', mae),
  loss('rmse', Math.sqrt(mse)),
  loss('r2', r2),
  loss('mae', mae),
];

/** Sums over the errors of a regressor, in the label's units. */
export interface ErrorSums {
  readonly rowCount: number;
  readonly losses: number;
  readonly squares: number;
  readonly absolutes: number;
  readonly labelMean: number;
  /** Sum of the squared differences of the labels from their mean. */
  readonly labelVariation: number;
}

/** Sums over all rows of a channel from those over its parts, in their order. */
export function combinedSums(parts: readonly ErrorSums[]): ErrorSums {
  return parts.reduce((all, part) => {
    // Chan, Golub and LeVeque (1979): the combined variation is the sum of both and that of the means.
    const rowCount = all.rowCount + part.rowCount;
    const gap = part.labelMean - all.labelMean;
    return {
      rowCount,
      losses: all.losses + part.losses,
      squares: all.squares + part.squares,
      absolutes: all.absolutes + part.absolutes,
      labelMean: all.labelMean + (gap * part.rowCount) / rowCount,
      labelVariation:
        all.labelVariation + part.labelVariation + (gap * gap * all.rowCount * part.rowCount) / rowCount,
    };
  });
}

/** The scores of a regressor, as `openScores` gives them. */
export function scoresOfErrors(settings: LinearLearnerSettings, sums: ErrorSums): readonly Score[] {
  const { rowCount, losses, squares, absolutes, labelVariation } = sums;
  const r2 = labelVariation === 0 ? Number.NaN : 1 - squares / labelVariation;
  return [
    { name: objectiveName(settings), kind: 'loss', value: losses / rowCount },
    ...errorScores(squares / rowCount, absolutes / rowCount, r2),
  ];
}

function openBinary(settings: BinarySettings, model: BinaryModel): Sums {
  const labels: Float32Array[] = [];
  const scores: Float32Array[] = [];
  return {
    add(ownLabels, ownScores) {
      labels.push(ownLabels);
      scores.push(ownScores);
    },
    scores: () => binaryScores(settings, model, { labels: joined(labels), scores: joined(scores) }),
  };
}

interface Predicted {
  readonly labels: Float32Array;
  readonly scores: Float32Array;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function binaryScores(
  { fBeta: beta }: BinarySettings,
  model: BinaryModel,
  { labels, scores }: Predicted,
): readonly Score[] {
  const confusion = confusionAt(labels, scores, model.threshold);
  const { accuracy, precision, recall } = binaryMetrics(confusion);
  // The service prints it for labels of [score > 0], which probabilities always have.
  const { balancedAccuracy } = binaryMetrics(confusionAt(labels, scores, float32Above(0)));
  return [
    score('binary_classification_accuracy', accuracy),
    score(`binary_f_${betaInName(beta)}`, fBeta(confusion, beta)),
    score('precision', precision),
    score('recall', recall),
    score('roc_auc_score', rocAuc(labels, scores)),
    score('binary_balanced_accuracy', balancedAccuracy),
    // The service prints it for the sigmoid of the score, although that is already a probability.
    score('binary_log_loss', logLoss(labels, scores.map(sigmoid))),
  ];
}

function openMulticlass(
  { accuracyTopK, fBeta: beta }: MulticlassSettings,
  { classCount }: MulticlassModel,
): Sums {
  const counts = noCounts(classCount);
  let [rowCount, withinTopK, gain, logLosses] = [0, 0, 0, 0];
  return {
    add(actual, probabilities) {
      const scores = { actual, classCount, probabilities };
      addCounts(counts, actual, largestOfEach(probabilities, classCount));
      rowCount += actual.length;
      withinTopK += topKAccuracy(scores, accuracyTopK) * actual.length;
      gain += discountedCumulativeGain(scores) * actual.length;
      // The service prints it for the softmax of the probabilities.
      const twice = probabilities.slice();
      for (let at = 0; at < twice.length; at += classCount) softmaxInPlace(twice, at, classCount);
      logLosses += multiclassLogLoss({ ...scores, probabilities: twice }) * actual.length;
    },
    scores() {
      const { accuracy, macroPrecision, macroRecall, balancedAccuracy } = multiclassMetrics(counts);
      return [
        score('multiclass_accuracy', accuracy),
        score(`multiclass_top_k_accuracy_${accuracyTopK}`, withinTopK / rowCount),
        score('dcg', gain / rowCount),
        score('macro_recall', macroRecall),
        score('macro_precision', macroPrecision),
        score(`macro_f_${betaInName(beta)}`, macroFBeta(counts, beta)),
        score('multiclass_balanced_accuracy', balancedAccuracy),
        score('multiclass_log_loss', logLosses / rowCount),
      ];
    },
  };
}

const loss = (name: string, value: number): Score => ({ name, kind: 'loss', value });
const score = (name: string, value: number): Score => ({ name, kind: 'score', value });

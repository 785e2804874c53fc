import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import type { LinearModel } from '../model.ts';
import { trainingDiverged } from './errors.ts';
import type { Parameters } from './parameters.ts';
import { hingeBoundary } from './losses.ts';
import type { Scaler } from './scaler.ts';
import { calibrate } from './threshold.ts';

/** One of the models, converted to the units of the data; the threshold of a binary classifier is not yet calibrated. */
export function finishedModel(
  settings: LinearLearnerSettings,
  parameters: Parameters,
  model: number,
  scaler: Scaler,
): LinearModel {
  switch (settings.predictorType) {
    case 'regressor':
      return { predictorType: 'regressor', ...foldedLane(parameters, model, scaler) };
    case 'binary_classifier': {
      const isLogistic = settings.loss.name === 'logistic';
      return {
        predictorType: 'binary_classifier',
        ...foldedLane(parameters, model, scaler),
        scoreKind: isLogistic ? 'probability' : 'margin',
        threshold: isLogistic ? 0.5 : hingeBoundary,
      };
    }
    case 'multiclass_classifier': {
      const { numClasses: classCount } = settings;
      const lanes = Array.from({ length: classCount }, (_, index) =>
        foldedLane(parameters, model * classCount + index, scaler),
      );
      const weights = new Float32Array(classCount * parameters.featureCount);
      for (const [index, lane] of lanes.entries()) weights.set(lane.weights, index * parameters.featureCount);
      const biases = Float32Array.from(lanes, ({ bias }) => bias);
      return { predictorType: 'multiclass_classifier', classCount, weights, biases };
    }
  }
}

/** W = w · σy / σx, B = mean_y + σy · b − Σ W · mean_x, in float32. */
function foldedLane(
  { weights, biases, laneCount }: Parameters,
  lane: number,
  { featureMeans, featureScales, labelMean, labelScale }: Scaler,
): { weights: Float32Array; bias: number } {
  const folded = featureScales.map(
    (scale, feature) => ((weights[feature * laneCount + lane] ?? 0) * labelScale) / scale,
  );
  const shift = folded.reduce((sum, weight, feature) => sum + weight * (featureMeans[feature] ?? 0), 0);
  return { weights: folded, bias: Math.fround(labelMean + labelScale * (biases[lane] ?? 0) - shift) };
}

/**
 * Throws TrainingFailure if the model overflowed in the epoch that it is from: losses are computed before each update and do not
 * show it.
 */
export function checkFiniteModel(model: LinearModel, epoch: number): void {
  const biases = model.predictorType === 'multiclass_classifier' ? model.biases : [model.bias];
  if (!model.weights.every(Number.isFinite) || !biases.every(Number.isFinite))
    throw trainingDiverged(epoch + 1);
}

/** Number of rows that the threshold of the finished model is calibrated on. */
export function calibrationRows(settings: LinearLearnerSettings, rowCount: number): number {
  if (settings.predictorType !== 'binary_classifier') return 0;
  const { criterion, numCalibrationSamples } = settings;
  const isFixed = criterion.name === 'cross_entropy_loss' || criterion.name === 'loss_function';
  return isFixed ? 0 : Math.min(rowCount, numCalibrationSamples);
}

/** The model with the threshold that is best for its criterion on these rows. */
export function calibrated(
  settings: LinearLearnerSettings,
  model: LinearModel,
  rows: { readonly scores: Float32Array; readonly labels: Float32Array },
): LinearModel {
  if (settings.predictorType !== 'binary_classifier' || model.predictorType !== 'binary_classifier')
    return model;
  const { criterion } = settings;
  if (criterion.name === 'cross_entropy_loss' || criterion.name === 'loss_function') return model;
  return { ...model, threshold: calibrate(rows.scores, rows.labels, criterion).threshold };
}

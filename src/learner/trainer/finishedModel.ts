import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import type { LabeledRows } from '../matrix.ts';
import { predict } from '../model.ts';
import type { LinearModel } from '../model.ts';
import type { Parameters } from './parameters.ts';
import type { Scaler } from './scaler.ts';
import { calibrate } from './threshold.ts';

/** One of the models in the units of the data; a binary classifier gets its threshold from `calibration`. */
export function finishedModel(
  settings: LinearLearnerSettings,
  parameters: Parameters,
  model: number,
  scaler: Scaler,
  calibration: LabeledRows,
): LinearModel {
  switch (settings.predictorType) {
    case 'regressor':
      return { predictorType: 'regressor', ...foldedLane(parameters, model, scaler) };
    case 'binary_classifier': {
      const isLogistic = settings.loss.name === 'logistic';
      const binary = {
        predictorType: 'binary_classifier',
        ...foldedLane(parameters, model, scaler),
        scoreKind: isLogistic ? 'probability' : 'margin',
        threshold: isLogistic ? 0.5 : 0,
      } as const;
      const { criterion, numCalibrationSamples } = settings;
      if (criterion.name === 'cross_entropy_loss' || criterion.name === 'loss_function') return binary;
      const sample = firstRows(calibration, numCalibrationSamples);
      const { scores } = predict(binary, sample.features);
      return { ...binary, threshold: calibrate(scores, sample.labels, criterion).threshold };
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

function firstRows({ features, labels }: LabeledRows, count: number): LabeledRows {
  const rowCount = Math.min(count, features.rowCount);
  const values = features.values.subarray(0, rowCount * features.columnCount);
  return { features: { ...features, rowCount, values }, labels: labels.subarray(0, rowCount) };
}

import type { RegressorHyperparameters } from '../hyperparameters/parse.ts';
import type { LabeledRows } from '../matrix.ts';
import type { Optimizer, Parameters } from './optimizer.ts';
import type { Scaler } from './scaler.ts';

type Loss = RegressorHyperparameters['loss'];

/**
 * One pass over the full batches in file order; the last partial batch is dropped. Returns the mean loss of each model, taken
 * before each update, in normalised label units.
 */
export function runEpoch(
  settings: RegressorHyperparameters,
  rows: LabeledRows,
  scaler: Scaler,
  parameters: Parameters,
  optimizer: Optimizer,
): number[] {
  const { miniBatchSize, loss } = settings;
  const modelCount = parameters.biases.length;
  const featureCount = rows.features.columnCount;
  const batchCount = Math.floor(rows.features.rowCount / miniBatchSize);
  const lossSums = new Float64Array(modelCount);
  const weightGradients = new Float64Array(featureCount * modelCount);
  const biasGradients = new Float64Array(modelCount);
  const errors = new Float64Array(modelCount);
  const x = new Float64Array(featureCount);
  for (let batch = 0; batch < batchCount; batch += 1) {
    weightGradients.fill(0);
    biasGradients.fill(0);
    for (let row = batch * miniBatchSize; row < (batch + 1) * miniBatchSize; row += 1) {
      normaliseRow(rows, row, scaler, x);
      residuals(parameters, x, ((rows.labels[row] ?? 0) - scaler.labelMean) / scaler.labelScale, errors);
      addLoss(loss, errors, lossSums);
      if (loss === 'absolute_loss')
        for (let model = 0; model < modelCount; model += 1) errors[model] = Math.sign(errors[model] ?? 0);
      addGradients(x, errors, weightGradients, biasGradients);
    }
    for (let at = 0; at < weightGradients.length; at += 1)
      weightGradients[at] = (weightGradients[at] ?? 0) / miniBatchSize;
    for (let at = 0; at < modelCount; at += 1) biasGradients[at] = (biasGradients[at] ?? 0) / miniBatchSize;
    optimizer.step(parameters, weightGradients, biasGradients);
  }
  return Array.from(lossSums, (sum) => sum / (batchCount * miniBatchSize));
}

/** Mean loss of each model over every row, in the label's own units. */
export function validationLosses(
  settings: RegressorHyperparameters,
  rows: LabeledRows,
  scaler: Scaler,
  parameters: Parameters,
): number[] {
  const sums = new Float64Array(parameters.biases.length);
  const errors = new Float64Array(parameters.biases.length);
  const x = new Float64Array(rows.features.columnCount);
  for (let row = 0; row < rows.features.rowCount; row += 1) {
    normaliseRow(rows, row, scaler, x);
    residuals(parameters, x, ((rows.labels[row] ?? 0) - scaler.labelMean) / scaler.labelScale, errors);
    addLoss(settings.loss, errors, sums);
  }
  const unit = settings.loss === 'absolute_loss' ? scaler.labelScale : scaler.labelScale ** 2;
  return Array.from(sums, (sum) => (sum / rows.features.rowCount) * unit);
}

function normaliseRow(rows: LabeledRows, row: number, scaler: Scaler, x: Float64Array): void {
  const start = row * x.length;
  for (let feature = 0; feature < x.length; feature += 1) {
    const value = rows.features.values[start + feature] ?? 0;
    x[feature] = (value - (scaler.featureMeans[feature] ?? 0)) / (scaler.featureScales[feature] ?? 1);
  }
}

/** errors[m] = prediction of model m − y. */
function residuals({ weights, biases }: Parameters, x: Float64Array, y: number, errors: Float64Array): void {
  const modelCount = errors.length;
  for (let model = 0; model < modelCount; model += 1) errors[model] = (biases[model] ?? 0) - y;
  for (let feature = 0; feature < x.length; feature += 1) {
    const value = x[feature] ?? 0;
    const start = feature * modelCount;
    for (let model = 0; model < modelCount; model += 1) {
      errors[model] = (errors[model] ?? 0) + value * (weights[start + model] ?? 0);
    }
  }
}

function addLoss(loss: Loss, errors: Float64Array, sums: Float64Array): void {
  for (let model = 0; model < errors.length; model += 1) {
    const error = errors[model] ?? 0;
    sums[model] = (sums[model] ?? 0) + (loss === 'absolute_loss' ? Math.abs(error) : error * error);
  }
}

function addGradients(
  x: Float64Array,
  errors: Float64Array,
  weightGradients: Float64Array,
  biasGradients: Float64Array,
): void {
  const modelCount = errors.length;
  for (let feature = 0; feature < x.length; feature += 1) {
    const value = x[feature] ?? 0;
    const start = feature * modelCount;
    for (let model = 0; model < modelCount; model += 1) {
      weightGradients[start + model] = (weightGradients[start + model] ?? 0) + value * (errors[model] ?? 0);
    }
  }
  for (let model = 0; model < modelCount; model += 1)
    biasGradients[model] = (biasGradients[model] ?? 0) + (errors[model] ?? 0);
}

import { expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import { rowBlocks } from '../matrix.ts';
import type { LabeledRows } from '../matrix.ts';
import { discountedCumulativeGain, topKAccuracy } from '../metrics/multiclass.ts';
import { predict } from '../model.ts';
import type { MulticlassModel } from '../model.ts';
import { openScores } from './finalScores.ts';

const classCount = 300;
const model: MulticlassModel = {
  predictorType: 'multiclass_classifier',
  classCount,
  weights: Float32Array.from({ length: classCount }, (_, index) => Math.sin(index)),
  biases: Float32Array.from({ length: classCount }, (_, index) => Math.cos(5 * index)),
};
/** More scores than are in memory at a time. */
const rowCount = 5000;
const rows: LabeledRows = {
  features: {
    rowCount,
    columnCount: 1,
    values: Float32Array.from({ length: rowCount }, (_, row) => Math.sin(row * row)),
  },
  labels: Float32Array.from({ length: rowCount }, (_, row) => (row * 7) % classCount),
};
const settings = parseHyperparameters({
  predictor_type: 'multiclass_classifier',
  num_classes: String(classCount),
  accuracy_top_k: '20',
});

function scoresOf(parts: Iterable<LabeledRows>): Readonly<Record<string, number>> {
  const sums = openScores(settings, undefined, model);
  for (const part of parts) sums.add(part);
  return Object.fromEntries(sums.scores().map(({ name, value }) => [name, value]));
}

test('final scores of rows of many classes are the same in parts as in one', () => {
  const found = scoresOf([rows]);
  const probabilities = predict(model, rows.features).scores;
  const scores = { actual: rows.labels, classCount, probabilities };
  expect(found['multiclass_top_k_accuracy_20']).toBeCloseTo(topKAccuracy(scores, 20), 12);
  expect(found['dcg']).toBeCloseTo(discountedCumulativeGain(scores), 12);
  for (const [name, value] of Object.entries(scoresOf(rowBlocks(rows, 777))))
    expect(found[name], name).toBeCloseTo(value, 12);
});

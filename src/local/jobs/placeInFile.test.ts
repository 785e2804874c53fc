import { expect, test } from 'vitest';
import { parseHyperparameters } from '../../learner/hyperparameters/parse.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import { checkChannels } from '../../learner/trainer/channels.ts';
import { labelInvalid } from '../../learner/trainer/errors.ts';
import { placeInFile } from './placeInFile.ts';

const rows = (rowCount: number, columnCount: number): LabeledRows => ({
  features: { rowCount, columnCount, values: new Float32Array(rowCount * columnCount) },
  labels: new Float32Array(rowCount),
});
const files = {
  train: [{ name: 'train/a', rowCount: 4 }],
  validation: [
    { name: 'validation/empty', rowCount: 0 },
    { name: 'validation/b', rowCount: 2 },
    { name: 'validation/c', rowCount: 2 },
  ],
};

function placedMessage(given: Record<string, string>, width: number, validationWidth: number): string {
  const settings = parseHyperparameters({ predictor_type: 'regressor', mini_batch_size: '4', ...given });
  try {
    checkChannels(settings, { train: rows(4, width), validation: rows(4, validationWidth) });
  } catch (error) {
    return String(placeInFile(error, files));
  }
  return '';
}

test('channel whose width differs from train or feature_dim is reported with its file', () => {
  expect(placedMessage({}, 1, 2)).toContain(
    'The validation channel has 2 features, the train channel has 1. See file validation/b.',
  );
  expect(placedMessage({ feature_dim: '3' }, 2, 3)).toContain(
    'The train channel has 2 features, feature_dim is 3. See file train/a.',
  );
  expect(placedMessage({}, 0, 0)).toContain('The train channel has 0 features, it needs at least 1.');
});

test('row of a channel is reported with its file and its row in that file', () => {
  const error = placeInFile(labelInvalid('validation', 3, 7, '0 or 1'), files);
  expect(String(error)).toContain('It is row 1 of file validation/c.');
});

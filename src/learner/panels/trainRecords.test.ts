import { expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import type { LabeledRows } from '../matrix.ts';
import { trainLinearLearner } from '../trainer/train.ts';
import { noThreads } from './crew.ts';
import { recordsOf } from './records.ts';
import { trainRecords } from './trainRecords.ts';

const rowsOf = (labels: readonly number[]): LabeledRows => ({
  features: { rowCount: labels.length, columnCount: 1, values: Float32Array.from(labels.keys()) },
  labels: Float32Array.from(labels),
});

test.each(['squared_loss', 'absolute_loss', 'quantile_loss', 'huber_loss', 'eps_insensitive_absolute_loss'])(
  'a training label that is not a number ends the training, though the validation is sound: %s',
  async (loss) => {
    const settings = parseHyperparameters({
      predictor_type: 'regressor',
      mini_batch_size: '4',
      normalize_label: 'false',
      unbias_label: 'false',
      loss,
    });
    const channels = {
      train: rowsOf([1, 2, Number.NaN, 4, 5, 6, 7, 8]),
      validation: rowsOf([1, 2, 3, 4]),
    };
    const records = { train: recordsOf(channels.train), validation: recordsOf(channels.validation) };
    const drain = async () => {
      for await (const _ of trainRecords(settings, records, noThreads()));
    };
    await expect(drain()).rejects.toThrow(/Training diverged/);
    expect(() => Array.from(trainLinearLearner(settings, channels))).toThrow(/Training diverged/);
  },
);

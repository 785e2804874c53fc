import { describe, expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import { lossesOf } from '../hyperparameters/spec.ts';
import type { LabeledRows } from '../matrix.ts';
import { mersenneTwister } from '../random.ts';
import type { TrainerEvent } from '../trainer/events.ts';
import { trainLinearLearner } from '../trainer/train.ts';
import { noThreads } from './workers.ts';
import { recordsOf } from './records.ts';
import { trainRecords } from './trainRecords.ts';

const rowsOf = (labels: readonly number[]): LabeledRows => ({
  features: { rowCount: labels.length, columnCount: 1, values: Float32Array.from(labels.keys()) },
  labels: Float32Array.from(labels),
});

test.each(['squared_loss', 'absolute_loss', 'quantile_loss', 'huber_loss', 'eps_insensitive_absolute_loss'])(
  'a NaN training label fails the training even if validation losses are finite: %s',
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

/** The last value of a training, with all its events drained. */
async function resultOf<T, R>(training: AsyncGenerator<T, R> | Generator<T, R>): Promise<R> {
  for (;;) {
    const next = await training.next();
    if (next.done === true) return next.value;
  }
}

describe('the same model gets the same scores as from the exact trainer:', () => {
  const given: readonly Record<string, string>[] = [
    ...lossesOf.regressor.map((loss) => ({ predictor_type: 'regressor', loss })),
    { predictor_type: 'binary_classifier' },
    { predictor_type: 'binary_classifier', loss: 'hinge_loss' },
    { predictor_type: 'multiclass_classifier', num_classes: '3', balance_multiclass_weights: 'true' },
  ];
  const short = { num_models: '1', mini_batch_size: '50', epochs: '2', learning_rate: '0.005' };
  const random = mersenneTwister(3);
  const rows = (rowCount: number): LabeledRows => {
    const columnCount = 6;
    const values = Float32Array.from({ length: rowCount * columnCount }, () => random() / 2 ** 31 - 1);
    const labels = Float32Array.from({ length: rowCount }, (_row, row) =>
      Math.min(2, Math.floor(1.5 * (1 + (values[row * columnCount] ?? 0)))),
    );
    return { features: { rowCount, columnCount, values }, labels };
  };

  test.each(given.map((own) => [own]))('%j', async (own) => {
    const isBinary = own['predictor_type'] === 'binary_classifier';
    const settings = parseHyperparameters({ ...short, ...own });
    const ofClasses = ({ labels, ...rest }: LabeledRows): LabeledRows => ({
      ...rest,
      labels: isBinary ? labels.map((label) => Math.min(label, 1)) : labels,
    });
    const channels = { train: ofClasses(rows(400)), test: ofClasses(rows(123)) };
    const exact = await resultOf(trainLinearLearner(settings, channels));
    const records = { train: recordsOf(channels.train), test: recordsOf(channels.test) };
    const fast = await resultOf(trainRecords(settings, records, noThreads()));
    for (const split of ['train', 'test'] as const) {
      const found = fast.scores[split] ?? [];
      expect(found.map(({ name, kind }) => [name, kind])).toEqual(
        exact.scores[split]?.map(({ name, kind }) => [name, kind]),
      );
      for (const [index, { name, value }] of found.entries())
        expect(value, name).toBeCloseTo(exact.scores[split]?.[index]?.value ?? Number.NaN, 3);
    }
  });
});

test.each([1e-45, 1e-40, 1e-38])(
  'a feature with a deviation of %d, too small to divide by in float32, is treated as constant',
  async (spread) => {
    const settings = parseHyperparameters({ predictor_type: 'regressor', mini_batch_size: '4' });
    const rowCount = 64;
    const rowsWith = (second: number): LabeledRows => ({
      features: {
        rowCount,
        columnCount: 2,
        values: Float32Array.from({ length: rowCount * 2 }, (_, at) =>
          at % 2 === 0 ? at : second * (at % 4),
        ),
      },
      labels: Float32Array.from({ length: rowCount }, (_, row) => 3 * row + 1),
    });
    const fast: TrainerEvent[] = [];
    const records = { train: recordsOf(rowsWith(spread)) };
    for await (const event of trainRecords(settings, records, noThreads())) fast.push(event);
    const exact = Array.from(trainLinearLearner(settings, { train: rowsWith(spread) }));
    const constant = Array.from(trainLinearLearner(settings, { train: rowsWith(0) }));
    for (const events of [exact, fast]) {
      expect(events[0]).toMatchObject({ scaler: { featureScales: { 1: 1 } } });
      for (const [epoch, event] of constant.entries())
        if (event.kind === 'epoch')
          expect(events[epoch]).toMatchObject({ criterion: expect.closeTo(event.criterion, 4) });
    }
  },
);

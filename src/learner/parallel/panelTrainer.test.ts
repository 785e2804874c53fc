import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import { lossesOf } from '../hyperparameters/spec.ts';
import type { LabeledRows } from '../matrix.ts';
import { mersenneTwister } from '../random.ts';
import { classWeightsOf } from '../trainer/classWeights.ts';
import { runEpoch } from '../trainer/epoch.ts';
import { modelGrid } from '../trainer/modelGrid.ts';
import { objectiveOf } from '../trainer/objective.ts';
import { optimizerOf } from '../trainer/optimizer.ts';
import { initialParameters } from '../trainer/initialParameters.ts';
import { computeScaler } from '../trainer/scaler.ts';
import { validate } from '../trainer/validate.ts';
import { noThreads, startThreads } from './workers.ts';
import type { Threads } from './workers.ts';
import { openPanelTrainer } from './panelTrainer.ts';
import { recordsOf } from './records.ts';
import type { Records } from './records.ts';
import type { MemoryLimits } from './storage.ts';

type Given = Record<string, string>;

/** A linear rule of the first five features with noise; labels as the predictor type wants them. */
function rowsFor(given: Given, rowCount: number, width: number): LabeledRows {
  const random = mersenneTwister(7);
  const unit = () => random() / 2 ** 32 - 0.5;
  const values = Float32Array.from(
    { length: rowCount * width },
    (_, index) => unit() * (1 + ((index % width) % 5)) + 3,
  );
  const labels = Float32Array.from({ length: rowCount }, (_, row) => {
    const own = values.subarray(row * width, (row + 1) * width);
    const value = own.subarray(0, 5).reduce((sum, x, column) => sum + (x - 3) * (column - 1.5), 0) + unit();
    if (given['predictor_type'] === 'regressor') return value * 20 + 100;
    if (given['predictor_type'] === 'binary_classifier') return value > 0.5 ? 1 : 0;
    return value > 1 ? 2 : value > -1 ? 1 : 0;
  });
  return { features: { rowCount, columnCount: width, values }, labels };
}

const epochCount = 3;

function parts(given: Given, width = 5) {
  const settings = parseHyperparameters({ mini_batch_size: '100', ...given });
  const rows = rowsFor(given, 1234, width);
  const models = modelGrid(settings);
  const classWeights = classWeightsOf(settings, rows.labels);
  const objective = objectiveOf(settings, classWeights);
  const scaler = computeScaler(rows, settings);
  const initial = initialParameters(settings, width, models.length, objective.lanesPerModel);
  return { settings, rows, models, classWeights, objective, scaler, initial };
}

interface How {
  readonly limits?: MemoryLimits;
  readonly width?: number;
  /** The same records, kept otherwise. */
  readonly stored?: (records: Records) => Records;
  /** A label of a validation row. */
  readonly label?: number;
}

function validationFor(given: Given, { width = 5, label }: How): LabeledRows {
  const rows = rowsFor(given, 321, width);
  if (label !== undefined) rows.labels[17] = label;
  return rows;
}

/** Losses of a few epochs by the kernel, what validation gives, and the parameters they end with. */
async function byPanels(given: Given, threads: Threads, how: How = {}) {
  const { rows, scaler, ...training } = parts(given, how.width);
  const { limits, stored = (records) => records } = how;
  const train = stored(recordsOf(rows));
  const validation = stored(recordsOf(validationFor(given, how)));
  const scoreCount = 300;
  const trainer = await openPanelTrainer({
    ...training,
    train,
    validation,
    threads,
    ...(given['predictor_type'] === 'multiclass_classifier' ? {} : { scoreCount }),
    ...(limits ? { limits } : {}),
  });
  expect(trainer.scaler).toEqual(scaler);
  const epochs = [];
  for (let epoch = 0; epoch < epochCount; epoch += 1) {
    const losses = await trainer.trainEpoch();
    const { scores, ...validated } = await trainer.validate();
    epochs.push({ losses, validated: { ...validated, scores: scores.map((own) => own.slice()) } });
  }
  return { epochs, parameters: trainer.parameters() };
}

function exactly(given: Given, how: How = {}) {
  const { settings, rows, models, objective, scaler, initial: parameters } = parts(given, how.width);
  const shape = {
    featureCount: parameters.featureCount,
    lanesPerModel: objective.lanesPerModel,
    ...settings,
  };
  const optimizer = optimizerOf(models, shape);
  const { miniBatchSize } = settings;
  const validation = validationFor(given, how);
  return Array.from({ length: epochCount }, () => ({
    losses: runEpoch({ rows, scaler, miniBatchSize, objective, parameters, optimizer }),
    validated: validate({ objective, scaler, parameters }, validation, 300),
  }));
}

const cases: readonly (readonly [string, Given])[] = [
  ...lossesOf.regressor.map((loss) => [loss, { predictor_type: 'regressor', loss }] as const),
  ['squared_loss without bias', { predictor_type: 'regressor', use_bias: 'false' }],
  [
    'squared_loss in batches too small for gram matrices',
    { predictor_type: 'regressor', mini_batch_size: '7' },
  ],
  [
    'sgd with l1',
    { predictor_type: 'regressor', optimizer: 'sgd', momentum: '0.9', learning_rate: '0.01', l1: '0.1' },
  ],
  ['rmsprop, five models', { predictor_type: 'regressor', optimizer: 'rmsprop', num_models: '5' }],
  ['logistic', { predictor_type: 'binary_classifier', positive_example_weight_mult: '3' }],
  [
    'hinge_loss',
    { predictor_type: 'binary_classifier', loss: 'hinge_loss', positive_example_weight_mult: '3' },
  ],
  ['softmax_loss', { predictor_type: 'multiclass_classifier', num_classes: '3' }],
  [
    'softmax_loss with class weights',
    {
      predictor_type: 'multiclass_classifier',
      num_classes: '3',
      balance_multiclass_weights: 'true',
      // Above rates of 0.08, losses of rmsprop depend on rounding, as they do between images of the service.
      learning_rate: '0.01',
    },
  ],
];

let two: Threads;
let three: Threads;
let eight: Threads;
beforeAll(() => {
  const script = new URL('./threadMain.ts', import.meta.url);
  two = startThreads(2, script);
  three = startThreads(3, script);
  eight = startThreads(8, script);
});
afterAll(async () => {
  await Promise.all([two, three, eight].map((threads) => threads.close()));
});

const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(
    a,
    (value, index) => Math.abs((b[index] ?? NaN) - value) / Math.max(1e-3, Math.abs(value)),
  ).reduce((worst, gap) => (gap <= worst ? worst : gap), 0);

describe('losses agree with the exact trainer to 2e-5 of their size', () => {
  test.each(cases)('%s', async (_, given) => {
    const { epochs } = await byPanels(given, noThreads());
    for (const [epoch, exact] of exactly(given).entries()) {
      const own = epochs[epoch];
      expect(largestGap(exact.losses, own?.losses ?? [])).toBeLessThan(2e-5);
      expect(largestGap(exact.validated.losses, own?.validated.losses ?? [])).toBeLessThan(2e-5);
      for (const [model, scores] of (own?.validated.scores ?? []).entries())
        if (scores.length > 0)
          for (const [row, score] of scores.entries())
            expect(Math.abs(score - (exact.validated.scores[model]?.[row] ?? NaN))).toBeLessThan(1e-4);
    }
  });
});

test.each(['squared_loss', 'huber_loss'])(
  'losses agree if few records are read at a time: %s',
  async (loss) => {
    const given = { predictor_type: 'regressor', loss, num_models: '2' };
    // 17 of these records fill what a thread reads at once: less than a block.
    const how = { width: 3800 };
    const { epochs } = await byPanels(given, two, how);
    for (const [epoch, exact] of exactly(given, how).entries()) {
      expect(largestGap(exact.losses, epochs[epoch]?.losses ?? [])).toBeLessThan(2e-5);
      expect(largestGap(exact.validated.losses, epochs[epoch]?.validated.losses ?? [])).toBeLessThan(2e-5);
    }
  },
);

test.each(cases.filter(([, { predictor_type: type }]) => type === 'regressor'))(
  'an infinite label makes the loss infinite, not NaN: %s',
  async (_, given) => {
    const how = { label: Infinity };
    const { epochs } = await byPanels(given, two, how);
    const losses = epochs.flatMap(({ validated }) => validated.losses);
    expect(losses).toEqual(exactly(given, how).flatMap(({ validated }) => validated.losses));
    expect(losses.every((loss) => loss === Infinity)).toBe(true);
  },
);

/** In parts of 1, 2, 3, … records. */
function inParts({ parts: [whole], ...records }: Records): Records {
  if (whole?.kind !== 'memory') throw new Error('They are in one part in memory.');
  const parts: Records['parts'][number][] = [];
  const { recordBytes } = records.layout;
  for (let firstRow = 0, most = 1; firstRow < records.rowCount; most += 1) {
    const rowCount = Math.min(most, records.rowCount - firstRow);
    const bytes = whole.bytes.slice(firstRow * recordBytes, (firstRow + rowCount) * recordBytes);
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    parts.push({ kind: 'memory', bytes: shared, firstRow, rowCount });
    firstRow += rowCount;
  }
  return { ...records, parts };
}

describe('results are bit-identical', () => {
  test.each(cases)('for any number of threads, and of files: %s', async (_, given) => {
    const alone = await byPanels(given, noThreads());
    expect(await byPanels(given, two)).toEqual(alone);
    expect(await byPanels(given, three, { stored: inParts })).toEqual(alone);
    expect(await byPanels(given, eight)).toEqual(alone);
  });

  // Without room for gram matrices the squared loss takes the direct way: the same to rounding, as tested above.
  test.each(cases.filter(([, { loss }]) => loss !== undefined && loss !== 'squared_loss'))(
    'whether rows stay in memory or are read in each epoch: %s',
    async (_, given) => {
      const resident = await byPanels(given, two);
      expect(await byPanels(given, two, { limits: { residentBytes: 0, chunkBytes: 20_000 } })).toEqual(
        resident,
      );
    },
  );
});

test('unreadable records fail the training, and the threads run the next one', async () => {
  const given = { predictor_type: 'regressor' };
  const { rows, scaler: _, ...training } = parts(given);
  const train = recordsOf(rows);
  const closed = {
    ...train,
    parts: [{ kind: 'file', fd: 2 ** 30, firstRow: 0, rowCount: train.rowCount } as const],
  };
  await expect(openPanelTrainer({ ...training, train: closed, threads: two })).rejects.toThrow('EBADF');
  const trainer = await openPanelTrainer({ ...training, train, threads: two });
  expect((await trainer.trainEpoch()).every(Number.isFinite)).toBe(true);
});

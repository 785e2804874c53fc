// Times the training of all 32 models for 15 epochs: what scikit-learn's `fit` does for one.
import { parseHyperparameters } from '../src/learner/hyperparameters/parse.ts';
import type { LinearLearnerSettings } from '../src/learner/hyperparameters/settings.ts';
import { recordFrame } from '../src/learner/formats/recordFrame.ts';
import { writeRecordIO } from '../src/learner/formats/recordio.ts';
import { startThreads } from '../src/learner/panels/crew.ts';
import type { Threads } from '../src/learner/panels/crew.ts';
import { openPanelTrainer } from '../src/learner/panels/panelTrainer.ts';
import { loadRows } from '../src/learner/panels/records.ts';
import type { Records } from '../src/learner/panels/records.ts';
import { mersenneTwister } from '../src/learner/random.ts';
import { initialParameters } from '../src/learner/trainer/initialParameters.ts';
import { modelGrid } from '../src/learner/trainer/modelGrid.ts';
import { computeScaler, sampleRowCount } from '../src/learner/trainer/scaler.ts';

/** Standardised features and a noisy linear rule, as RecordIO in memory. */
export function syntheticRecords(
  rowCount: number,
  columnCount: number,
): { records: Records; bytes: Uint8Array } {
  const random = mersenneTwister(1);
  const normal = () =>
    Math.sqrt(-2 * Math.log((random() + 1) / (2 ** 32 + 1))) * Math.cos((2 * Math.PI * random()) / 2 ** 32);
  const rule = Array.from({ length: columnCount }, normal);
  const values = new Float32Array(rowCount * columnCount);
  const labels = new Float32Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    let label = normal();
    for (let column = 0; column < columnCount; column += 1) {
      const value = normal();
      values[row * columnCount + column] = value;
      label += value * (rule[column] ?? 0);
    }
    labels[row] = label;
  }
  const bytes = writeRecordIO({ rowCount, columnCount, values }, labels);
  const { template, featuresAt, labelAt } = recordFrame(columnCount, true);
  const recordBytes = template.length;
  const records: Records = {
    rowCount,
    featureCount: columnCount,
    layout: { recordBytes, featuresAt, labelAt },
    read: (firstRow, count, into) => {
      into.set(bytes.subarray(firstRow * recordBytes, (firstRow + count) * recordBytes));
      return Promise.resolve();
    },
  };
  return { records, bytes };
}

/** Milliseconds for scaler and 15 epochs of all models, early stopping left out. */
export async function timeTraining(records: Records, loss: string, threads: Threads): Promise<number> {
  const settings: LinearLearnerSettings = parseHyperparameters({ predictor_type: 'regressor', loss });
  const started = performance.now();
  const scaler = computeScaler(await loadRows(records, sampleRowCount(records.rowCount, settings)), settings);
  const models = modelGrid(settings);
  const initial = initialParameters(settings, records.featureCount, models.length, 1);
  const trainer = await openPanelTrainer({
    settings,
    models,
    scaler,
    classWeights: undefined,
    initial,
    train: records,
    threads,
  });
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) await trainer.trainEpoch();
  return performance.now() - started;
}

const threads = startThreads(Number(process.argv[3] ?? 2), new URL('./trainThread.mjs', import.meta.url));
for (const [rows, columns] of [
  [1_000_000, 10],
  [100_000, 100],
  [10_000, 1000],
] as const) {
  const { records } = syntheticRecords(rows, columns);
  for (const loss of [
    'squared_loss',
    'absolute_loss',
    'huber_loss',
    'quantile_loss',
    'eps_insensitive_squared_loss',
  ]) {
    const times = [];
    for (let round = 0; round < 5; round += 1) times.push(await timeTraining(records, loss, threads));
    console.log(rows, columns, loss, times.map((time) => time.toFixed(0)).join(' '));
  }
}
await threads.close();

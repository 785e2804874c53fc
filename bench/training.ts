// Times the training of all 32 models for 15 epochs; scikit-learn's `fit` trains one.
import { availableParallelism } from 'node:os';
import { parseHyperparameters } from '../src/learner/hyperparameters/parse.ts';
import { classCountOf } from '../src/learner/hyperparameters/settings.ts';
import type { LinearLearnerSettings } from '../src/learner/hyperparameters/settings.ts';
import { lossesOf, predictorTypes } from '../src/learner/hyperparameters/spec.ts';
import type { PredictorType } from '../src/learner/hyperparameters/spec.ts';
import { recordFrame } from '../src/learner/formats/recordFrame.ts';
import { startThreads } from '../src/learner/parallel/workers.ts';
import type { Threads } from '../src/learner/parallel/workers.ts';
import { openPanelTrainer } from '../src/learner/parallel/panelTrainer.ts';
import type { Records } from '../src/learner/parallel/records.ts';
import { initialParameters } from '../src/learner/trainer/initialParameters.ts';
import { modelGrid } from '../src/learner/trainer/modelGrid.ts';
import { syntheticRecordIO } from './synthetic.ts';
import type { LabelOf } from './synthetic.ts';

/** RecordIO in memory that threads share. */
function syntheticRecords(rowCount: number, columnCount: number, labelOf: LabelOf): Records {
  const bytes = syntheticRecordIO(rowCount, columnCount, labelOf);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  const { template, featuresAt, labelAt } = recordFrame(columnCount, true);
  const recordBytes = template.length;
  return {
    rowCount,
    featureCount: columnCount,
    layout: { recordBytes, featuresAt, labelAt },
    parts: [{ kind: 'memory', bytes: shared, firstRow: 0, rowCount }],
  };
}

/** Milliseconds for the scaler and 15 epochs of all models, without early stopping. */
async function timeTraining(
  records: Records,
  hyperparameters: Readonly<Record<string, string>>,
  threads: Threads,
): Promise<number> {
  const settings: LinearLearnerSettings = parseHyperparameters(hyperparameters);
  const started = performance.now();
  const models = modelGrid(settings);
  const initial = initialParameters(settings, records.featureCount, models.length, classCountOf(settings));
  const trainer = await openPanelTrainer({
    settings,
    models,
    classWeights: undefined,
    initial,
    train: records,
    threads,
  });
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) await trainer.trainEpoch();
  return performance.now() - started;
}

const labelsOf: Readonly<Record<PredictorType, LabelOf>> = {
  regressor: (score) => score,
  binary_classifier: (score) => (score > 0 ? 1 : 0),
  multiclass_classifier: (score) => (score < -1 ? 0 : score < 1 ? 1 : 2),
};
const classCount = '3';

const times: Record<string, number[]> = {};
const threads = startThreads(availableParallelism(), new URL('./trainThread.mjs', import.meta.url));
for (const [rows, columns] of [
  [1_000_000, 10],
  [100_000, 100],
  [10_000, 1000],
] as const)
  for (const type of predictorTypes) {
    const records = syntheticRecords(rows, columns, labelsOf[type]);
    const hyperparameters = {
      predictor_type: type,
      ...(type === 'multiclass_classifier' ? { num_classes: classCount } : {}),
    };
    // Once to warm up the compiler, since the peers import compiled code.
    await timeTraining(records, hyperparameters, threads);
    for (const loss of lossesOf[type]) {
      const runs = [];
      for (let run = 0; run < 2; run += 1) {
        // Garbage of earlier trainings must not count.
        global.gc?.();
        runs.push(await timeTraining(records, { ...hyperparameters, loss }, threads));
      }
      times[`${rows}x${columns} ${loss}`] = runs;
    }
  }
await threads.close();
console.log(JSON.stringify({ times }));

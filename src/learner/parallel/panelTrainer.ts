import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { panelModels } from '../kernel/layout.ts';
import { trainingTooLarge } from '../trainer/errors.ts';
import type { ModelSettings } from '../hyperparameters/modelSettings.ts';
import type { Parameters } from '../trainer/parameters.ts';
import type { Scaler } from '../trainer/scaler.ts';
import { openChunks } from './chunks.ts';
import type { Workers, Threads } from './workers.ts';
import { openValidation } from './validatePanels.ts';
import { kernelLossOf } from './kernelLoss.ts';
import { groupsOf, readParameters, takeLosses, writeParameters } from './lanes.ts';
import { measureScaler } from './measureScaler.ts';
import type { Records } from './records.ts';
import { openScoreRecords } from './scoreRecords.ts';
import type { ScoreRecords } from './scoreRecords.ts';
import { openSumErrors } from './sumErrors.ts';
import type { SumErrors } from './sumErrors.ts';
import { chooseStorage, usualLimits } from './storage.ts';
import type { MemoryLimits, Storage } from './storage.ts';
import type { Validated } from '../trainer/criterion.ts';
import { planWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';

export interface PanelTraining {
  readonly settings: LinearLearnerSettings;
  readonly models: readonly ModelSettings[];
  readonly classWeights: Float64Array | undefined;
  readonly initial: Parameters;
  readonly train: Records;
  readonly validation?: Records;
  readonly test?: Records;
  readonly threads: Threads;
  /** Number of validation rows whose scores are needed. */
  readonly scoreCount?: number;
  readonly limits?: MemoryLimits;
}

/** Trains all models epoch by epoch, on records that are read as they are needed. */
export interface PanelTrainer {
  readonly scaler: Scaler;
  /** One pass over the full batches in file order. Returns the mean loss of each model, `[model]`, computed before each update. */
  trainEpoch(): Promise<Float64Array>;
  /** Losses of all models over all validation rows, and the scores of the first `scoreCount` rows. */
  validate(): Promise<Validated>;
  readonly parameters: () => Parameters;
  /** Scores rows with a finished model; not while an epoch is trained or validated. */
  readonly scoreRecords: ScoreRecords;
  /** Sums the errors of a finished regressor; not while an epoch is trained or validated. */
  readonly sumErrors: SumErrors;
}

export async function openPanelTrainer(training: PanelTraining): Promise<PanelTrainer> {
  const { settings, models, initial, train, validation, test, threads } = training;
  const { miniBatchSize } = settings;
  const groups = groupsOf(models);
  const classCount = initial.laneCount / models.length;
  const batchCount = Math.floor(train.rowCount / miniBatchSize);
  const { scoreCount = 0, limits = usualLimits } = training;
  const storage = chooseStorage({
    settings,
    batchCount,
    // Groups are padded, so models may occupy more lanes than they have.
    laneCount: groups.length * panelModels * classCount,
    train,
    validation,
    test,
    limits,
    isScored: scoreCount > 0,
  });
  const workspace = planWorkspace({
    featureCount: train.featureCount,
    classCount,
    groupCount: groups.length,
    batchRows: miniBatchSize,
    threadCount: threads.count,
    hasReader: threads.hasReader,
    ...storage,
  });
  const memory = openMemory(workspace.totalBytes);
  if (memory === undefined)
    throw trainingTooLarge({ featureCount: train.featureCount, modelCount: models.length, classCount });
  const loss = kernelLossOf(settings, training.classWeights);
  const workers = await threads.open({
    memory,
    workspace,
    channels: { train, ...(validation ? { validation } : {}), ...(test ? { test } : {}) },
    groups: groups.map((group) => group.flatMap((index) => models[index] ?? [])),
    loss: loss.code,
    useBias: settings.useBias,
    useLrScheduler: settings.useLrScheduler,
    biasWdMult: settings.biasWdMult,
  });
  const scaler = await measureScaler({ workers, memory, workspace, settings, rowCount: train.rowCount });
  writeSettings(memory, workspace, scaler, loss);
  writeParameters(memory, workspace, groups, initial, storage.gramBytes > 0);
  const trainEpoch = openTraining(workers, workspace, batchCount, storage);
  const validateAll =
    validation &&
    (await openValidation({ workers, memory, workspace, validation, storage, groups, scoreCount }));
  return {
    scaler,
    async trainEpoch() {
      await trainEpoch();
      const rowCount = batchCount * miniBatchSize;
      return takeLosses(memory, workspace, groups, 'trainLosses').map((sum) => sum / rowCount);
    },
    async validate() {
      if (validateAll === undefined || validation === undefined)
        throw new Error('There are no validation rows.');
      const sample = await validateAll();
      const unit = scaler.labelScale ** loss.power / validation.rowCount;
      const sums = takeLosses(memory, workspace, groups, 'validationLosses');
      return { losses: Array.from(sums, (sum) => sum * unit), ...sample };
    },
    parameters: () => readParameters(memory, workspace, groups, initial),
    scoreRecords: openScoreRecords(workers, memory, workspace),
    sumErrors: openSumErrors(workers, memory, workspace, loss.parameter(1)),
  };
}

const greatestPages = 65536;

/** Undefined above 4 GiB, the kernel's address space. */
function openMemory(bytes: number): WebAssembly.Memory | undefined {
  const pages = Math.ceil(bytes / 65536);
  if (pages > greatestPages) return undefined;
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

type KernelLoss = ReturnType<typeof kernelLossOf>;

function writeSettings(
  { buffer }: WebAssembly.Memory,
  workspace: Workspace,
  scaler: Scaler,
  loss: KernelLoss,
): void {
  const { columns, means, scales, labelScaling, trainSettings, validationSettings } = workspace;
  new Float32Array(buffer, means, columns).set(scaler.featureMeans);
  new Float32Array(buffer, scales, columns).fill(1).set(scaler.featureScales);
  new Float32Array(buffer, labelScaling, 2).set([scaler.labelMean, scaler.labelScale]);
  const values = (unit: number) => [loss.parameter(unit), ...loss.weights];
  new Float32Array(buffer, trainSettings).set(values(1));
  new Float32Array(buffer, validationSettings).set(values(scaler.labelScale));
}

/** One epoch. The first one reads the records, as do later ones if rows do not stay in memory. */
function openTraining(
  workers: Workers,
  workspace: Workspace,
  batchCount: number,
  { gramBytes, isTrainResident, batchesPerChunk }: Storage,
): () => Promise<void> {
  const { batchRows, trainBlocks } = workspace;
  const rowCount = batchCount * batchRows;
  if (gramBytes > 0) {
    let isRead = false;
    return async () => {
      if (!isRead) await workers.run({ kind: 'gram', rowCount });
      isRead = true;
      await workers.run({ kind: 'train-grams', batchCount });
    };
  }
  const pass = openChunks({
    workers,
    workspace,
    channel: 'train',
    rowCount,
    batchesPerChunk: isTrainResident ? batchCount : batchesPerChunk,
    blocks: trainBlocks,
    isResident: isTrainResident,
  });
  return () =>
    pass((chunk) => [{ kind: 'train', blocks: chunk.blocks, batchCount: chunk.rowCount / batchRows }]);
}

import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { panelModels } from '../kernel/layout.ts';
import type { ModelSettings } from '../trainer/modelGrid.ts';
import type { Parameters } from '../trainer/parameters.ts';
import type { Scaler } from '../trainer/scaler.ts';
import type { Crew, Threads } from './crew.ts';
import { kernelLossOf } from './kernelLoss.ts';
import { groupsOf, readParameters, writeParameters } from './lanes.ts';
import type { Records } from './records.ts';
import { judgeOf } from './judgePanels.ts';
import { forEachChunk } from './chunks.ts';
import type { ChunkVisitor } from './chunks.ts';
import { chooseStorage, usualLimits } from './storage.ts';
import type { MemoryLimits, Storage } from './storage.ts';
import type { Validated } from '../trainer/judge.ts';
import { planWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';

export interface PanelTraining {
  readonly settings: LinearLearnerSettings;
  readonly models: readonly ModelSettings[];
  readonly scaler: Scaler;
  readonly classWeights: Float64Array | undefined;
  readonly initial: Parameters;
  readonly train: Records;
  readonly validation?: Records;
  readonly threads: Threads;
  /** Of so many validation rows the scores are wanted. */
  readonly scoreCount?: number;
  readonly limits?: MemoryLimits;
}

/** All models, trained epoch by epoch on records that are read as they are needed. */
export interface PanelTrainer {
  /** One pass over the full batches in file order. Returns the mean loss of each model, taken before each update. */
  trainEpoch(): Promise<Float64Array>;
  /** Every validation row judged by all models, and the scores of the first `scoreCount`. */
  validate(): Promise<Validated>;
  readonly parameters: () => Parameters;
}

export async function openPanelTrainer(training: PanelTraining): Promise<PanelTrainer> {
  const { settings, models, scaler, initial, train, validation, threads } = training;
  const { miniBatchSize } = settings;
  const groups = groupsOf(models);
  const classCount = initial.laneCount / models.length;
  const batchCount = Math.floor(train.rowCount / miniBatchSize);
  const { scoreCount = 0, limits = usualLimits } = training;
  const storage = chooseStorage({
    settings,
    batchCount,
    // Groups are whole, so that models may take more lanes than they have.
    laneCount: groups.length * panelModels * classCount,
    train,
    validation,
    limits,
    isScored: scoreCount > 0,
  });
  const workspace = planWorkspace({
    featureCount: train.featureCount,
    classCount,
    groupCount: groups.length,
    batchRows: miniBatchSize,
    threadCount: threads.count,
    ...storage,
  });
  const memory = openMemory(workspace.totalBytes);
  const loss = kernelLossOf(settings, training.classWeights);
  writeSettings(memory, workspace, scaler, loss);
  const isGram = storage.gramBytes > 0;
  writeParameters(memory, workspace, groups, initial, isGram);
  const crew = await threads.open({
    memory,
    workspace,
    groups: groups.map((group) => group.flatMap((index) => models[index] ?? [])),
    loss: loss.code,
    labelMean: scaler.labelMean,
    labelScale: scaler.labelScale,
    useBias: settings.useBias,
    useLrScheduler: settings.useLrScheduler,
    biasWdMult: settings.biasWdMult,
  });
  const trainEpoch = trainer(crew, memory, workspace, train, batchCount, storage);
  const judge = validation && judgeOf({ crew, memory, workspace, validation, storage, groups, scoreCount });

  const means = (at: number, rowCount: number, unit: number) => {
    const sums = new Float64Array(memory.buffer, at, groups.length * panelModels);
    const means = new Float64Array(models.length);
    for (const [group, own] of groups.entries())
      for (const [lane, model] of own.entries())
        means[model] = ((sums[group * panelModels + lane] ?? 0) / rowCount) * unit;
    sums.fill(0);
    return means;
  };
  return {
    async trainEpoch() {
      await trainEpoch();
      return means(workspace.trainLosses, batchCount * miniBatchSize, 1);
    },
    async validate() {
      if (judge === undefined || validation === undefined) throw new Error('There are no validation rows.');
      const sample = await judge();
      const unit = scaler.labelScale ** loss.power;
      const losses = Array.from(means(workspace.validationLosses, validation.rowCount, unit));
      return { losses, ...sample };
    },
    parameters: () => readParameters(memory, workspace, groups, initial),
  };
}

function openMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / 65536);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

type KernelLoss = ReturnType<typeof kernelLossOf>;

function writeSettings(
  { buffer }: WebAssembly.Memory,
  workspace: Workspace,
  scaler: Scaler,
  loss: KernelLoss,
): void {
  const { columns, means, scales, trainSettings, validationSettings } = workspace;
  new Float32Array(buffer, means, columns).set(scaler.featureMeans);
  new Float32Array(buffer, scales, columns).fill(1).set(scaler.featureScales);
  const values = (unit: number) => [loss.parameter(unit), ...loss.weights];
  new Float32Array(buffer, trainSettings).set(values(1));
  new Float32Array(buffer, validationSettings).set(values(scaler.labelScale));
}

/** One epoch: the first reads the records; later ones too where they do not stay in memory. */
function trainer(
  crew: Crew,
  memory: WebAssembly.Memory,
  workspace: Workspace,
  train: Records,
  batchCount: number,
  storage: Storage,
): () => Promise<void> {
  const { trainBlocks: blocks, grams, columns } = workspace;
  const { layout } = train;
  const pass = (visit: ChunkVisitor) =>
    forEachChunk(memory, workspace, train, batchCount * workspace.batchRows, storage.batchesPerChunk, visit);
  let isResident = false;
  const all = (): Promise<void> =>
    storage.gramBytes > 0
      ? crew.run({ kind: 'train-grams', grams, batchCount })
      : crew.run({ kind: 'train', blocks, batchCount });
  return async () => {
    if (isResident) return all();
    if (storage.gramBytes > 0) {
      await pass(({ records, rowCount, firstBatch }) =>
        crew.run({
          kind: 'gram',
          records,
          rowCount,
          layout,
          grams: grams + firstBatch * columns * columns * 8,
        }),
      );
      isResident = true;
      return all();
    }
    await pass(async ({ records, rowCount, firstBatch }) => {
      const to = storage.isTrainResident ? blocks + firstBatch * storage.batchBytes : blocks;
      await crew.run({ kind: 'pack', records, rowCount, layout, blocks: to });
      await crew.run({ kind: 'train', blocks: to, batchCount: rowCount / workspace.batchRows });
    });
    isResident = storage.isTrainResident;
  };
}

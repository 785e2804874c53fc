import { openKernel } from '../kernel/kernel.ts';
import { adam, blockRows, panelModels, panelScoreBytes, rmsprop, sgd } from '../kernel/layout.ts';
import { epsilon, gainOf, rmspropDecay, stepRates } from '../trainer/rates.ts';
import type { OptimizerSettings } from '../hyperparameters/settings.ts';
import type { ModelSettings } from '../trainer/modelGrid.ts';
import type { RecordLayout } from './records.ts';
import { batchBytesOf, stepBytes } from './workspace.ts';
import type { Workspace } from './workspace.ts';

/** What a thread needs to know once. */
export interface HandSetup {
  readonly module: WebAssembly.Module | undefined;
  readonly memory: WebAssembly.Memory;
  readonly workspace: Workspace;
  /** Which of `workspace.threads` this is. */
  readonly thread: number;
  /** The models of each group. */
  readonly groups: readonly (readonly ModelSettings[])[];
  readonly loss: number;
  readonly labelMean: number;
  readonly labelScale: number;
  readonly useBias: boolean;
  readonly useLrScheduler: boolean;
  readonly biasWdMult: number;
}

/** Records of a chunk, batch by batch; the last batch may be short. */
interface Chunk {
  /** Byte offset of the first record. */
  readonly records: number;
  readonly rowCount: number;
  readonly layout: RecordLayout;
}

/** All threads get the same command and each does its share: some of the batches, or all batches for some of the models. */
export type Command =
  | ({ readonly kind: 'pack'; readonly blocks: number } & Chunk)
  | ({ readonly kind: 'gram'; readonly grams: number } & Chunk)
  | { readonly kind: 'train'; readonly blocks: number; readonly batchCount: number }
  | { readonly kind: 'train-grams'; readonly grams: number; readonly batchCount: number }
  | { readonly kind: 'judge'; readonly blocks: number; readonly rowCount: number }
  /** Scores of all models: `[batch][block of 64 rows][panel][row][4]`. */
  | { readonly kind: 'score'; readonly blocks: number; readonly rowCount: number; readonly scores: number };

/** A thread's share of the work. What it computes does not depend on how many others there are. */
export function openHand(setup: HandSetup): (command: Command) => void {
  const { memory, workspace: at, thread, loss } = setup;
  const { columns, featureCount, classCount, batchRows } = at;
  const kernel = openKernel(setup.module, memory);
  const float64 = new Float64Array(memory.buffer);
  const own = at.threads[thread];
  if (own === undefined) throw new RangeError(`thread ${thread} of ${at.threads.length}`);
  const { batch: ownBatch, scores: ownScores, wide: ownWide } = own;
  const batchBytes = batchBytesOf(featureCount, batchRows);
  const gramBytes = columns * columns * 8;
  const share = (count: number, index: number) => Math.floor((count * index) / at.threads.length);
  const firstGroup = share(at.groupCount, thread);
  const groupCount = share(at.groupCount, thread + 1) - firstGroup;
  const firstPanel = firstGroup * classCount;
  const panelCount = groupCount * classCount;
  const panelBytes = columns * panelModels * 8;
  const steppers = setup.groups.slice(firstGroup, firstGroup + groupCount).map(stepperOf);

  return (command) => {
    switch (command.kind) {
      case 'pack':
        return ownBatches(command, (index, records, rows) =>
          pack(command.layout, records, rows, command.blocks + index * batchBytes),
        );
      case 'gram':
        return ownBatches(command, (index, records, rows) => {
          const sums = command.grams + index * gramBytes;
          pack(command.layout, records, rows, ownBatch);
          float64.fill(0, sums / 8, (sums + gramBytes) / 8);
          kernel.gram(ownBatch, rows, columns, ownWide, sums);
          mirror(sums / 8);
        });
      case 'train':
        for (let index = 0; index < command.batchCount; index += 1) {
          clearGradients();
          batch(command.blocks + index * batchBytes, batchRows, true);
          stepAll();
        }
        return;
      case 'train-grams':
        for (let index = 0; index < command.batchCount; index += 1) {
          const sums = command.grams + index * gramBytes;
          const offset = firstPanel * panelBytes;
          const losses = at.trainLosses + firstGroup * panelModels * 8;
          kernel.gramBatch(sums, columns, panelCount, at.weights + offset, at.gradients + offset, losses);
          stepAll();
        }
        return;
      case 'judge':
        return allBatches(command, (index, rows) => batch(command.blocks + index * batchBytes, rows, false));
      case 'score':
        return allBatches(command, (index, rows) => score(command, index, rows));
    }
  };

  function ownBatches(
    { records, rowCount, layout }: Chunk,
    visit: (index: number, records: number, rows: number) => void,
  ): void {
    const batchCount = Math.ceil(rowCount / batchRows);
    for (let index = thread; index < batchCount; index += at.threads.length) {
      const first = index * batchRows;
      visit(index, records + first * layout.recordBytes, Math.min(batchRows, rowCount - first));
    }
  }

  function allBatches(
    { rowCount }: { readonly rowCount: number },
    visit: (index: number, rows: number) => void,
  ): void {
    for (let index = 0; index * batchRows < rowCount; index += 1)
      visit(index, Math.min(batchRows, rowCount - index * batchRows));
  }

  function score(command: Extract<Command, { kind: 'score' }>, index: number, rows: number): void {
    const blockBytes = at.groupCount * classCount * panelScoreBytes;
    const batchScores = command.scores + index * Math.ceil(batchRows / blockRows) * blockBytes;
    const blocks = command.blocks + index * batchBytes;
    const narrow = at.narrow + (firstPanel * panelBytes) / 2;
    const to = batchScores + firstPanel * panelScoreBytes;
    kernel.score(blocks, rows, columns, featureCount + 1, panelCount, narrow, to, blockBytes);
  }

  function pack(
    { recordBytes, featuresAt, labelAt }: RecordLayout,
    records: number,
    rows: number,
    blocks: number,
  ) {
    const { means, scales } = at;
    const { labelMean, labelScale } = setup;
    kernel.pack(
      records,
      recordBytes,
      featuresAt,
      labelAt,
      rows,
      blocks,
      columns,
      featureCount,
      means,
      scales,
      labelMean,
      labelScale,
    );
  }

  /** The kernel sums a triangle. */
  function mirror(sums: number): void {
    for (let i = 0; i < columns; i += 1)
      for (let j = i + 1; j < columns; j += 1)
        float64[sums + i * columns + j] = float64[sums + j * columns + i] ?? 0;
  }

  function clearGradients(): void {
    const from = (at.gradients + firstPanel * panelBytes) / 8;
    float64.fill(0, from, from + (panelCount * panelBytes) / 8);
  }

  function batch(blocks: number, rows: number, isTraining: boolean): void {
    const narrow = at.narrow + (firstPanel * panelBytes) / 2;
    const gradients = isTraining ? at.gradients + firstPanel * panelBytes : 0;
    const losses = (isTraining ? at.trainLosses : at.validationLosses) + firstGroup * panelModels * 8;
    const settings = isTraining ? at.trainSettings : at.validationSettings;
    kernel.batch(
      loss,
      blocks,
      rows,
      columns,
      featureCount + 1,
      groupCount,
      classCount,
      narrow,
      ownScores,
      gradients,
      losses,
      settings,
    );
  }

  function stepAll(): void {
    const { weights, gradients, first, second, narrow } = at;
    for (let index = 0; index < steppers.length; index += 1) {
      const stepper = steppers[index];
      if (stepper === undefined) continue;
      stepper.setRates();
      for (let k = 0; k < classCount; k += 1) {
        const offset = (firstPanel + index * classCount + k) * panelBytes;
        kernel.step(
          stepper.optimizer,
          featureCount,
          setup.useBias ? 1 : 0,
          weights + offset,
          gradients + offset,
          first + offset,
          second + offset,
          narrow + offset / 2,
          stepper.settings,
        );
      }
    }
  }

  /** What steps the models of a group; the settings lie where the kernel reads them, the rates change with every step. */
  function stepperOf(models: readonly ModelSettings[], index: number) {
    const settings = at.steps + (firstGroup + index) * 2 * stepBytes;
    const [weight, bias] = [settings / 8, (settings + stepBytes) / 8];
    const optimizer = models[0]?.optimizer ?? ({ name: 'sgd', momentum: 0 } as const);
    for (const place of [weight, bias]) float64.set(constantsOf(optimizer), place + 12);
    for (const [lane, { wd, l1 }] of models.entries()) {
      float64[weight + 4 + lane] = wd;
      float64[weight + 8 + lane] = l1;
      float64[bias + 4 + lane] = wd * setup.biasWdMult;
    }
    const nextRates = stepRates(models, setup.useLrScheduler);
    const biasMults = Float64Array.from(models, ({ biasLrMult }) => biasLrMult);
    return {
      optimizer: { adam, sgd, rmsprop }[optimizer.name],
      settings,
      setRates: () => {
        const rates = nextRates();
        for (let lane = 0; lane < rates.length; lane += 1) {
          const rate = rates[lane] ?? 0;
          float64[weight + lane] = rate;
          float64[bias + lane] = rate * (biasMults[lane] ?? 0);
        }
      },
    };
  }

  /** 1 / rows, decay and gain of the first memory, of the second, epsilon. */
  function constantsOf(optimizer: OptimizerSettings): readonly number[] {
    switch (optimizer.name) {
      case 'adam': {
        const { beta1, beta2 } = optimizer;
        return [1 / batchRows, beta1, gainOf(beta1), beta2, gainOf(beta2), epsilon];
      }
      case 'sgd':
        return [1 / batchRows, optimizer.momentum, 0, 0, 0, 0];
      case 'rmsprop':
        return [1 / batchRows, 0, 0, rmspropDecay, gainOf(rmspropDecay), epsilon];
    }
  }
}

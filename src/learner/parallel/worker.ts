import { writePlaces } from '../kernel/places.ts';
import { openKernel } from '../kernel/kernel.ts';
import { adam, blockRows, panelModels, panelScoreBytes, rmsprop, sgd, stepBytes } from '../kernel/layout.ts';

import type { ModelSettings, OptimizerSettings } from '../hyperparameters/modelSettings.ts';
import { epsilon, gainOf, openRates, rmspropDecay } from '../trainer/rates.ts';
import { openBatchReader } from './batchReader.ts';
import type { Records } from './records.ts';
import { batchesAtOnce } from './workspace.ts';
import type { ScoredPlaces, ThreadPlaces, Workspace } from './workspace.ts';

/** Setup of a thread for one training. */
export interface WorkerSetup {
  readonly module: WebAssembly.Module | undefined;
  readonly memory: WebAssembly.Memory;
  readonly workspace: Workspace;
  /** Index of this thread in `workspace.threads`. */
  readonly thread: number;
  readonly channels: { readonly train: Records; readonly validation?: Records; readonly test?: Records };
  /** Models, `[group][lane]`. */
  readonly groups: readonly (readonly ModelSettings[])[];
  readonly loss: number;
  readonly useBias: boolean;
  readonly useLrScheduler: boolean;
  readonly biasWdMult: number;
}

/** All threads receive the same commands, and each does its share: some of the batches, or all batches for some of the models. */
export type Command =
  /** Sums the columns of the first rows, or the squares of their differences from the means. */
  | { readonly kind: 'moments'; readonly rowCount: number; readonly isSquared: boolean }
  | {
      readonly kind: 'pack';
      readonly channel: 'train' | 'validation';
      readonly firstRow: number;
      readonly rowCount: number;
      readonly blocks: number;
    }
  | { readonly kind: 'gram'; readonly rowCount: number }
  | { readonly kind: 'train'; readonly blocks: number; readonly batchCount: number }
  | { readonly kind: 'train-grams'; readonly batchCount: number }
  | { readonly kind: 'validate'; readonly blocks: number; readonly rowCount: number }
  /** Scores of all models: `[batch][block of 64 rows][panel][row][4]`. */
  | { readonly kind: 'score'; readonly blocks: number; readonly rowCount: number }
  /** Sums of the errors of the regressor in `modelWeights`, of each piece of the channel. */
  | {
      readonly kind: 'regression';
      readonly channel: keyof WorkerSetup['channels'];
      readonly rowCount: number;
      readonly bias: number;
      /** In the label's units; see `kernelLossOf`. */
      readonly parameter: number;
    }
  /** Labels and linear scores of the classifier in `modelWeights`. */
  | {
      readonly kind: 'linear';
      readonly channel: keyof WorkerSetup['channels'];
      readonly firstRow: number;
      readonly rowCount: number;
      readonly biases: Float32Array;
      readonly into: ScoredPlaces;
    };

/** Runs a thread's share of commands. Its results do not depend on the number of threads. */
export function openWorker(setup: WorkerSetup): (command: Command) => void {
  const { memory, workspace: at, thread, channels } = setup;
  const { columns, featureCount, classCount, batchRows, batchBytes } = at;
  const gramBytes = columns * columns * 8;
  const own = placesOf(at, thread);
  const kernel = openKernel(setup.module, memory);
  const float64 = new Float64Array(memory.buffer);
  writePlaces(memory, own.places, {
    ...own,
    loss: setup.loss,
    rows: batchRows,
    features: columns,
    width: featureCount,
    batchBytes,
    groups: own.groupCount,
    classes: classCount,
    hasBias: setup.useBias ? 1 : 0,
    trainSettings: at.trainSettings,
    validationSettings: at.validationSettings,
  });
  const batchReader = openBatchReader({ kernel, memory, workspace: at, thread, own });
  const writeRates = setup.groups
    .slice(own.firstGroup, own.firstGroup + own.groupCount)
    .map((models, group) => openSteps(models, group));

  return (command) => {
    switch (command.kind) {
      case 'moments':
        return batchReader.measure(channels.train, command.rowCount, command.isSquared);
      case 'pack':
        return batchReader.pack(
          recordsOf(command.channel),
          command.firstRow,
          command.rowCount,
          command.blocks,
        );
      case 'gram':
        return batchReader.sumGrams(channels.train, command.rowCount);
      case 'train':
        return trainBatches(command.batchCount, (first, count) =>
          kernel.train(own.places, command.blocks + first * batchBytes, count),
        );
      case 'train-grams':
        return trainBatches(command.batchCount, (first, count) =>
          kernel.trainGrams(own.places, at.grams + first * gramBytes, count),
        );
      case 'validate':
        return allBatches(command, (blocks, rows) => kernel.addLosses(own.places, blocks, rows));
      case 'score':
        return allBatches(command, (blocks, rows, index) => {
          const blockBytes = at.groupCount * classCount * panelScoreBytes;
          const place = index * Math.ceil(batchRows / blockRows) * blockBytes;
          const first = own.firstGroup * classCount * panelScoreBytes;
          kernel.score(own.places, blocks, rows, at.scores + place + first, blockBytes);
        });
      case 'regression':
        return batchReader.sumErrors(recordsOf(command.channel), { ...command, loss: setup.loss });
      case 'linear':
        return batchReader.score(recordsOf(command.channel), command);
    }
  };

  function recordsOf(channel: keyof WorkerSetup['channels']): Records {
    const records = channels[channel];
    if (records === undefined) throw new RangeError(`There is no ${channel} channel.`);
    return records;
  }

  function allBatches(
    { blocks, rowCount }: { readonly blocks: number; readonly rowCount: number },
    visit: (blocks: number, rows: number, index: number) => void,
  ): void {
    for (let index = 0; index * batchRows < rowCount; index += 1)
      visit(blocks + index * batchBytes, Math.min(batchRows, rowCount - index * batchRows), index);
  }

  /** Computes the learning rates of some batches, then trains on them. */
  function trainBatches(batchCount: number, train: (first: number, count: number) => void): void {
    for (let first = 0; first < batchCount; first += batchesAtOnce) {
      const count = Math.min(batchesAtOnce, batchCount - first);
      for (const write of writeRates) write(count);
      train(first, count);
    }
  }

  /** Writes the optimizer settings of a group; the returned function writes the learning rates of the next batches. */
  function openSteps(models: readonly ModelSettings[], group: number): (batchCount: number) => void {
    const weight = (own.steps + group * 2 * stepBytes) / 8;
    const bias = weight + stepBytes / 8;
    const optimizer = models[0]?.optimizer ?? ({ name: 'sgd', momentum: 0 } as const);
    for (const place of [weight, bias]) float64.set(constantsOf(optimizer), place + 12);
    for (const [lane, { wd, l1, biasLrMult }] of models.entries()) {
      float64.set([1], weight + lane);
      float64.set([biasLrMult], bias + lane);
      float64.set([wd], weight + 4 + lane);
      float64.set([wd * setup.biasWdMult], bias + 4 + lane);
      float64.set([l1], weight + 8 + lane);
    }
    const writers = models.map((model) => openRates(model, setup.useLrScheduler));
    return (batchCount) => {
      const first = own.rates / 8 + group * panelModels;
      for (const [lane, write] of writers.entries())
        write(float64, first + lane, own.groupCount * panelModels, batchCount);
    };
  }

  /** 1 / rows, decay and gain of the first and second moments, epsilon, optimizer. */
  function constantsOf(optimizer: OptimizerSettings): readonly number[] {
    switch (optimizer.name) {
      case 'adam': {
        const { beta1, beta2 } = optimizer;
        return [1 / batchRows, beta1, gainOf(beta1), beta2, gainOf(beta2), epsilon, adam];
      }
      case 'sgd':
        return [1 / batchRows, optimizer.momentum, 0, 0, 0, 0, sgd];
      case 'rmsprop':
        return [1 / batchRows, 0, 0, rmspropDecay, gainOf(rmspropDecay), epsilon, rmsprop];
    }
  }
}

function placesOf({ threads }: Workspace, thread: number): ThreadPlaces {
  const places = threads[thread];
  if (places === undefined) throw new RangeError(`thread ${thread} of ${threads.length}`);
  return places;
}

import { blockRows, panelModels } from '../kernel/layout.ts';

/** Features, the bias, the label, and zeros up to a multiple of four: the columns of a block. */
export const columnsOf = (featureCount: number) => Math.ceil((featureCount + 2) / 4) * 4;

/** What one batch takes in blocks. */
export const batchBytesOf = (featureCount: number, batchRows: number) =>
  Math.ceil(batchRows / blockRows) * columnsOf(featureCount) * blockRows * 4;

export interface WorkspaceShape {
  readonly featureCount: number;
  /** Scores a model gives a row: 1, or the number of classes. */
  readonly classCount: number;
  /** Models, four to a group; those of a group have one optimizer. */
  readonly groupCount: number;
  readonly batchRows: number;
  readonly threadCount: number;
  /** Records on their way in: two chunks of so many bytes. */
  readonly chunkBytes: number;
  /** Room for packed batches of each channel, and for gram matrices. */
  readonly trainBytes: number;
  readonly validationBytes: number;
  readonly gramBytes: number;
  /** Room for the scores of a chunk of validation rows. */
  readonly scoreBytes: number;
}

/** Where everything lies in the shared memory: byte offsets. Arrays a panel or a group follow one another. */
export interface Workspace extends WorkspaceShape {
  readonly columns: number;
  readonly means: number;
  readonly scales: number;
  readonly trainSettings: number;
  readonly validationSettings: number;
  /** float32 weights, `[panel][column][4]`. */
  readonly narrow: number;
  /** float64, same shape: weights, gradients, the optimizer's two memories. */
  readonly weights: number;
  readonly gradients: number;
  readonly first: number;
  readonly second: number;
  /** float64, `[group][4]`. */
  readonly trainLosses: number;
  readonly validationLosses: number;
  /** A group's settings of a step, weights and bias: see `step` of the kernel. */
  readonly steps: number;
  readonly threads: readonly ThreadPlaces[];
  readonly chunks: readonly [number, number];
  readonly trainBlocks: number;
  readonly validationBlocks: number;
  readonly grams: number;
  readonly scores: number;
  readonly totalBytes: number;
}

/** What a thread writes alone. */
interface ThreadPlaces {
  readonly scores: number;
  readonly wide: number;
  readonly batch: number;
}

const cacheLine = 64;
/** rate[4], wd[4], l1[4] and six scalars. */
export const stepBytes = 18 * 8;

export function planWorkspace(shape: WorkspaceShape): Workspace {
  const { featureCount, classCount, groupCount, batchRows } = shape;
  let free = cacheLine;
  const take = (bytes: number) => {
    const at = free;
    free += Math.ceil(bytes / cacheLine + 1) * cacheLine;
    return at;
  };
  const columns = columnsOf(featureCount);
  const laneCount = groupCount * classCount * panelModels;
  const wide = () => take(laneCount * columns * 8);
  return {
    ...shape,
    columns,
    means: take(columns * 4),
    scales: take(columns * 4),
    trainSettings: take((classCount + 1) * 4),
    validationSettings: take((classCount + 1) * 4),
    narrow: take(laneCount * columns * 4),
    weights: wide(),
    gradients: wide(),
    first: wide(),
    second: wide(),
    trainLosses: take(groupCount * panelModels * 8),
    validationLosses: take(groupCount * panelModels * 8),
    steps: take(groupCount * 2 * stepBytes),
    threads: Array.from({ length: shape.threadCount }, () => ({
      scores: take(classCount * blockRows * 16 + 16),
      wide: take(shape.gramBytes > 0 ? columns * 256 : 0),
      batch: take(shape.gramBytes > 0 ? batchBytesOf(featureCount, batchRows) : 0),
    })),
    chunks: [take(shape.chunkBytes), take(shape.chunkBytes)],
    trainBlocks: take(shape.trainBytes),
    validationBlocks: take(shape.validationBytes),
    grams: take(shape.gramBytes),
    scores: take(shape.scoreBytes),
    totalBytes: free,
  };
}

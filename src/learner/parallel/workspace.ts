import { placeFields } from '../kernel/places.ts';
import {
  blockRows,
  firstFree,
  panelsAtOnce,
  panelModels,
  panelScoreBytes,
  stepBytes,
} from '../kernel/layout.ts';

/** What a panel has weights for: features and bias; for gram matrices also the label, and zeros up to a multiple of four. */
export const columnsOf = (featureCount: number, isGram: boolean) =>
  isGram ? Math.ceil((featureCount + 2) / 4) * 4 : featureCount + 1;

/** What one batch takes in blocks of so many columns. */
export const batchBytesOf = (columns: number, batchRows: number) =>
  Math.ceil(batchRows / blockRows) * columns * blockRows * 4;

export interface WorkspaceShape {
  readonly featureCount: number;
  /** Scores a model gives a row: 1, or the number of classes. */
  readonly classCount: number;
  /** Models, four to a group; those of a group have one optimizer. */
  readonly groupCount: number;
  readonly batchRows: number;
  readonly threadCount: number;
  /** One thread more, which has no groups. */
  readonly hasReader: boolean;
  /** Rows that a thread reads at a time, and bytes of their records. */
  readonly pieceRows: number;
  readonly pieceBytes: number;
  /** Room for packed batches of each channel, and for gram matrices. */
  readonly trainBytes: number;
  readonly validationBytes: number;
  readonly gramBytes: number;
  /** Room for the scores of a chunk of validation rows. */
  readonly scoreBytes: number;
}

/** Where everything lies in the shared memory: byte offsets. Arrays a panel or a group follow one another. */
export interface Workspace extends WorkspaceShape {
  /** Of a panel; blocks have one more, the label. */
  readonly columns: number;
  readonly batchBytes: number;
  /** Rows in whole batches that a thread takes at a time. */
  readonly shareRows: number;
  /** float32, a column each; mean and scale of the label follow in `labelScaling`. */
  readonly means: number;
  readonly scales: number;
  readonly labelScaling: number;
  /** float64, `[slot][feature or label]`, and the means that squares are taken from: see `measureScaler`. */
  readonly moments: number;
  readonly momentMeans: number;
  /** int32: the share of rows that the next idle thread takes. */
  readonly nextShare: number;
  readonly trainSettings: number;
  readonly validationSettings: number;
  readonly threads: readonly ThreadPlaces[];
  readonly trainBlocks: number;
  readonly validationBlocks: number;
  readonly grams: number;
  readonly scores: number;
  readonly totalBytes: number;
}

/** What a thread works on alone: some of the groups. */
export interface ThreadPlaces {
  readonly firstGroup: number;
  readonly groupCount: number;
  /** All of these places, as the kernel reads them. */
  readonly places: number;
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
  /** float64, `[batch][group][4]`, of so many batches as are trained on at once. */
  readonly rates: number;
  readonly scores: number;
  readonly piece: number;
  readonly wide: number;
  readonly batch: number;
}

const cacheLine = 64;
/** Processors fetch lines that another thread writes, when they lie beside a thread's own. */
const betweenThreads = 512;
/** Batches that a thread trains on before it computes learning rates again. */
export const batchesAtOnce = 64;
/** Sums that batches are added to in turn: no more threads than these measure, and their number changes no bit. */
export const momentSlots = 8;
/** Features up to a multiple of four, which the kernel sums at a time; the label's own four follow. */
export const labelMoment = (featureCount: number) => Math.ceil(featureCount / panelModels) * panelModels;
/** What the sums of a slot take. */
export const momentBytes = (featureCount: number) => (labelMoment(featureCount) + panelModels) * 8;

export function planWorkspace(shape: WorkspaceShape): Workspace {
  const { featureCount, classCount, groupCount, batchRows, threadCount, hasReader } = shape;
  let free = firstFree;
  const take = (bytes: number) => {
    const at = free;
    // A line is left free: arrays never share one.
    free += (Math.ceil(bytes / cacheLine) + 1) * cacheLine;
    return at;
  };
  const isGram = shape.gramBytes > 0;
  const columns = columnsOf(featureCount, isGram);
  const share = (index: number) => Math.min(groupCount, Math.floor((groupCount * index) / threadCount));
  const planThread = (index: number): ThreadPlaces => {
    free += betweenThreads;
    const firstGroup = share(index);
    const own = share(index + 1) - firstGroup;
    const panels = own * classCount;
    const wide = () => take(panels * columns * panelModels * 8);
    return {
      firstGroup,
      groupCount: own,
      places: take(placeFields.length * 4),
      narrow: take(panels * columns * panelModels * 4),
      weights: wide(),
      gradients: wide(),
      first: wide(),
      second: wide(),
      trainLosses: take(own * panelModels * 8),
      validationLosses: take(own * panelModels * 8),
      steps: take(own * 2 * stepBytes),
      rates: take(batchesAtOnce * own * panelModels * 8),
      // Twice: the kernel sums long rows in runs.
      scores: take(2 * Math.max(panelsAtOnce, classCount) * panelScoreBytes),
      // The kernel reads up to 12 bytes behind the last record.
      piece: take(shape.pieceBytes + 16),
      wide: take(isGram ? columns * 256 : 0),
      batch: take(isGram ? batchBytesOf(columns, batchRows) : 0),
    };
  };
  return {
    ...shape,
    columns,
    batchBytes: batchBytesOf(columns + 1, batchRows),
    shareRows: Math.max(1, Math.floor(shape.pieceRows / batchRows)) * batchRows,
    means: take(columns * 4),
    scales: take(columns * 4),
    labelScaling: take(8),
    moments: take(momentSlots * momentBytes(featureCount)),
    momentMeans: take(momentBytes(featureCount)),
    nextShare: take(betweenThreads),
    trainSettings: take((classCount + 1) * 4),
    validationSettings: take((classCount + 1) * 4),
    threads: Array.from({ length: threadCount + (hasReader ? 1 : 0) }, (_, index) => planThread(index)),
    trainBlocks: take(shape.trainBytes),
    validationBlocks: take(shape.validationBytes),
    grams: take(shape.gramBytes),
    scores: take(shape.scoreBytes),
    totalBytes: free,
  };
}

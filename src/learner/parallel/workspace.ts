import { placeFields } from '../kernel/places.ts';
import {
  blockRows,
  firstFree,
  panelsAtOnce,
  panelModels,
  panelScoreBytes,
  regressionBytes,
  stepBytes,
} from '../kernel/layout.ts';

/** Columns of a panel: features and bias; with Gram matrices also the label, padded to a multiple of four. */
export const columnsOf = (featureCount: number, isGram: boolean) =>
  isGram ? Math.ceil((featureCount + 2) / 4) * 4 : featureCount + 1;

/** Bytes of one batch, in blocks with this number of columns. */
export const batchBytesOf = (columns: number, batchRows: number) =>
  Math.ceil(batchRows / blockRows) * columns * blockRows * 4;

export interface WorkspaceShape {
  readonly featureCount: number;
  /** Scores per row: 1, or the number of classes. */
  readonly classCount: number;
  /** Groups of four models with the same optimizer. */
  readonly groupCount: number;
  readonly batchRows: number;
  readonly threadCount: number;
  /** Whether there is one more thread, without groups. */
  readonly hasReader: boolean;
  /** Rows that a thread reads at a time, and the bytes of their records. */
  readonly pieceRows: number;
  readonly pieceBytes: number;
  /** Memory for packed batches of each channel, and for Gram matrices. */
  readonly trainBytes: number;
  readonly validationBytes: number;
  readonly gramBytes: number;
  /** Memory for the scores of a chunk of validation rows. */
  readonly scoreBytes: number;
  /** Rows that a finished classifier scores at a time. */
  readonly scoredRows: number;
  /** Most pieces of a channel whose errors a finished regressor sums. */
  readonly summedPieces: number;
}

/** Layout of the shared memory, in byte offsets. Arrays of panels or groups are contiguous. */
export interface Workspace extends WorkspaceShape {
  /** Columns of a panel; blocks have one more, the label. */
  readonly columns: number;
  readonly batchBytes: number;
  /** Rows, in complete batches, that a thread takes at a time. */
  readonly shareRows: number;
  /** float32, `[column]`; mean and scale of the label are in `labelScaling`. */
  readonly means: number;
  readonly scales: number;
  readonly labelScaling: number;
  /** float64, `[slot][feature or label]`, and the means subtracted before squaring; see `measureScaler`. */
  readonly moments: number;
  readonly momentMeans: number;
  /** int32: index of the next share of rows that no thread has taken. */
  readonly nextShare: number;
  readonly trainSettings: number;
  readonly validationSettings: number;
  readonly threads: readonly ThreadPlaces[];
  readonly trainBlocks: number;
  readonly validationBlocks: number;
  readonly grams: number;
  readonly scores: number;
  /** float32, `[class][feature]`: the weights of a finished model. */
  readonly modelWeights: number;
  /** float64, `[piece]`: sums of a regressor's errors; see `regression` of the kernel. */
  readonly errorSums: number;
  /** float32, for two chunks of `scoredRows`: their labels, and their linear scores, `[row][class]`. */
  readonly scored: readonly [ScoredPlaces, ScoredPlaces];
  readonly totalBytes: number;
}

export interface ScoredPlaces {
  readonly labels: number;
  readonly scores: number;
}

/** The part of the memory that one thread uses alone, for some of the groups. */
export interface ThreadPlaces {
  readonly firstGroup: number;
  readonly groupCount: number;
  /** All of these positions, as the kernel reads them. */
  readonly places: number;
  /** float32 weights, `[panel][column][4]`. */
  readonly narrow: number;
  /** float64, same shape: weights, gradients, two moments of the optimizer. */
  readonly weights: number;
  readonly gradients: number;
  readonly first: number;
  readonly second: number;
  /** float64, `[group][4]`. */
  readonly trainLosses: number;
  readonly validationLosses: number;
  /** Optimizer settings of each group, for weights and bias; see `step` of the kernel. */
  readonly steps: number;
  /** float64, `[batch][group][4]`: learning rates of `batchesAtOnce` batches. */
  readonly rates: number;
  readonly scores: number;
  readonly piece: number;
  /** float32: a finished model's scores of a piece. */
  readonly pieceScores: number;
  readonly wide: number;
  readonly batch: number;
}

const cacheLine = 64;
/** Arrays of threads are this far apart, so that they share no cache line, nor adjacent ones, which processors prefetch. */
const betweenThreads = 512;
/** Batches per computation of learning rates. */
export const batchesAtOnce = 64;
/** Partial sums over batches: an upper limit for the measuring threads, whose number does not change the result. */
export const momentSlots = 8;
/** Position of the label's moments: after the features, padded to the kernel's multiple of four. */
export const labelMoment = (featureCount: number) => Math.ceil(featureCount / panelModels) * panelModels;
/** Bytes of a slot's sums. */
export const momentBytes = (featureCount: number) => (labelMoment(featureCount) + panelModels) * 8;

export function planWorkspace(shape: WorkspaceShape): Workspace {
  const { featureCount, classCount, groupCount, batchRows, threadCount, hasReader } = shape;
  let free = firstFree;
  const take = (bytes: number) => {
    const at = free;
    // One line is left free, so that arrays never share one.
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
      // Twice, as the kernel sums long rows in runs.
      scores: take(2 * Math.max(panelsAtOnce, classCount) * panelScoreBytes),
      // The kernel reads up to 12 bytes past the last record.
      piece: take(shape.pieceBytes + 16),
      pieceScores: take(shape.summedPieces > 0 ? shape.pieceRows * 4 : 0),
      wide: take(isGram ? columns * 256 : 0),
      batch: take(isGram ? batchBytesOf(columns, batchRows) : 0),
    };
  };
  const scored = (): ScoredPlaces => ({
    labels: take(shape.scoredRows * 4),
    scores: take(shape.scoredRows * classCount * 4),
  });
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
    modelWeights: take(featureCount * classCount * 4),
    errorSums: take(shape.summedPieces * regressionBytes),
    scored: [scored(), scored()],
    totalBytes: free,
  };
}

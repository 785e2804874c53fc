import { classCountOf } from '../hyperparameters/settings.ts';
import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { blockRows, panelModels, panelScoreBytes } from '../kernel/layout.ts';
import type { Records } from './records.ts';
import { batchBytesOf, columnsOf } from './workspace.ts';

/** Memory limits. */
export interface MemoryLimits {
  /** Rows or Gram matrices kept between epochs. */
  readonly residentBytes: number;
  /** A chunk of packed rows; the next one is packed while one is in use. */
  readonly chunkBytes: number;
}

export const usualLimits: MemoryLimits = { residentBytes: 128 * 1024 * 1024, chunkBytes: 8 * 1024 * 1024 };
/** Linear scores of a finished model. */
const scoresAtOnce = 2 ** 17;
/** Small enough for a processor's own cache. */
const pieceBytes = 256 * 1024;

interface StorageQuestion {
  readonly settings: LinearLearnerSettings;
  readonly batchCount: number;
  readonly laneCount: number;
  readonly train: Records;
  readonly validation: Records | undefined;
  readonly test: Records | undefined;
  readonly limits: MemoryLimits;
  /** Whether scores of validation rows are needed, besides losses. */
  readonly isScored: boolean;
}

/** Chooses what stays in memory after the first pass: Gram matrices, packed rows, or nothing. */
export function chooseStorage({
  settings,
  batchCount,
  laneCount,
  train,
  validation,
  test,
  ...question
}: StorageQuestion) {
  const { miniBatchSize, loss } = settings;
  const { residentBytes, chunkBytes } = question.limits;
  const { featureCount, layout } = train;
  const recordBytes = Math.max(
    layout.recordBytes,
    validation?.layout.recordBytes ?? 0,
    test?.layout.recordBytes ?? 0,
  );
  const isRegressor = settings.predictorType === 'regressor';
  const mostRows = Math.max(train.rowCount, validation?.rowCount ?? 0, test?.rowCount ?? 0);
  const gramColumns = columnsOf(featureCount, true);
  const gramBytes = batchCount * gramColumns * gramColumns * 8;
  const isGram =
    loss.name === 'squared_loss' && gramBytes <= residentBytes && gramPays(gramColumns, laneCount, settings);
  const batchBytes = batchBytesOf(columnsOf(featureCount, isGram) + 1, miniBatchSize);
  const batchesPerChunk = Math.max(1, Math.floor(chunkBytes / batchBytes));
  const twoChunks = 2 * batchesPerChunk * batchBytes;
  const pieceRows = Math.max(1, Math.floor(pieceBytes / recordBytes));
  const trainBytes = batchCount * batchBytes;
  const isTrainResident = !isGram && trainBytes <= residentBytes;
  const left = residentBytes - (isGram ? gramBytes : isTrainResident ? trainBytes : 0);
  const validationBytes = Math.ceil((validation?.rowCount ?? 0) / miniBatchSize) * batchBytes;
  const isValidationResident = validationBytes <= left;
  return {
    batchesPerChunk,
    pieceRows,
    scoredRows: isRegressor ? 0 : Math.max(1, Math.floor(scoresAtOnce / classCountOf(settings))),
    summedPieces: isRegressor ? Math.ceil(mostRows / pieceRows) : 0,
    pieceBytes: pieceRows * recordBytes,
    gramBytes: isGram ? gramBytes : 0,
    isTrainResident,
    isValidationResident,
    scoreBytes: question.isScored
      ? batchesPerChunk *
        Math.ceil(miniBatchSize / blockRows) *
        Math.ceil(laneCount / panelModels) *
        panelScoreBytes
      : 0,
    trainBytes: isGram ? 0 : isTrainResident ? trainBytes : twoChunks,
    validationBytes: validation === undefined ? 0 : isValidationResident ? validationBytes : twoChunks,
  };
}

export type Storage = ReturnType<typeof chooseStorage>;

/** Multiplications per batch in all epochs, with float64 counted twice: Gram matrices compared with scores and gradients. */
function gramPays(
  columns: number,
  laneCount: number,
  { epochs, miniBatchSize }: LinearLearnerSettings,
): boolean {
  const direct = 2 * epochs * miniBatchSize * columns * laneCount;
  const gram = miniBatchSize * columns * columns + 2 * epochs * columns * columns * laneCount;
  return gram < direct / 2;
}

import type { Kernel } from '../kernel/functions.ts';
import { blockRows, regressionBytes } from '../kernel/layout.ts';
import { readRecords } from './records.ts';
import type { Records } from './records.ts';
import { labelMoment, momentBytes, momentSlots } from './workspace.ts';
import type { ScoredPlaces, ThreadPlaces, Workspace } from './workspace.ts';

/** Layout of rows in blocks: the number of columns, and which one is the label. */
interface BlockShape {
  readonly columns: number;
  readonly label: number;
}

interface Summing {
  readonly rowCount: number;
  readonly bias: number;
  readonly loss: number;
  readonly parameter: number;
}

interface Scoring {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly biases: Float32Array;
  readonly into: ScoredPlaces;
}

interface BatchReaderSetup {
  readonly kernel: Kernel;
  readonly memory: WebAssembly.Memory;
  readonly workspace: Workspace;
  readonly thread: number;
  readonly own: ThreadPlaces;
}

/** A thread's share of reading: measuring the sample, packing rows, computing Gram matrices. */
export function openBatchReader({ kernel, memory, workspace: at, thread, own }: BatchReaderSetup) {
  const { columns, featureCount, batchRows, batchBytes, shareRows } = at;
  const gramBytes = columns * columns * 8;

  return {
    /** Adds the first rows to the slots of this thread; see `measureScaler`. */
    measure(records: Records, rowCount: number, isSquared: boolean): void {
      const { recordBytes, featuresAt, labelAt } = records.layout;
      const labelBytes = labelMoment(featureCount) * 8;
      const [means, labelMean] = isSquared ? [at.momentMeans, at.momentMeans + labelBytes] : [0, 0];
      for (let slot = thread; slot < momentSlots; slot += at.threadCount) {
        const sums = at.moments + slot * momentBytes(featureCount);
        for (let first = slot * shareRows; first < rowCount; first += momentSlots * shareRows)
          readPieces(records, first, Math.min(shareRows, rowCount - first), (rows) => {
            kernel.moments(own.piece, recordBytes, featuresAt, rows, featureCount, means, sums);
            kernel.moments(own.piece, recordBytes, labelAt, rows, 1, labelMean, sums + labelBytes);
          });
      }
    },
    /** Packs those shares of the rows that no other thread has taken; the rows start with a batch. */
    pack(records: Records, firstRow: number, rowCount: number, blocks: number): void {
      const shape = { columns: columns + 1, label: columns };
      takeShares(rowCount, (first, rows) => {
        const shareBlocks = blocks + (first / batchRows) * batchBytes;
        packBatches(records, firstRow + first, rows, shape, (batch) => shareBlocks + batch * batchBytes);
      });
    },
    /** Sums of the errors of those pieces that no other thread has taken. */
    sumErrors(records: Records, { rowCount, bias, loss, parameter }: Summing): void {
      const { recordBytes, featuresAt, labelAt } = records.layout;
      takeShares(
        rowCount,
        (first, count) =>
          readPieces(records, first, count, (rows) => {
            const [piece, scores] = [own.piece, own.pieceScores];
            const sums = at.errorSums + (first / at.pieceRows) * regressionBytes;
            kernel.linear(
              piece,
              recordBytes,
              featuresAt,
              rows,
              featureCount,
              at.modelWeights,
              bias,
              scores,
              4,
            );
            kernel.regression(piece, recordBytes, labelAt, rows, scores, loss, parameter, sums);
          }),
        at.pieceRows,
      );
    },
    /** Labels and linear scores of those shares of the rows that no other thread has taken. */
    score(records: Records, { firstRow, rowCount, biases, into }: Scoring): void {
      const { recordBytes, featuresAt, labelAt } = records.layout;
      const scoreBytes = biases.length * 4;
      const bytes = new DataView(memory.buffer);
      const labels = new Float32Array(memory.buffer, into.labels, rowCount);
      takeShares(
        rowCount,
        (first, rows) => {
          readPieces(records, firstRow + first, rows, () => {
            for (let row = 0; row < rows; row += 1)
              labels[first + row] = bytes.getFloat32(own.piece + row * recordBytes + labelAt, true);
            for (const [index, bias] of biases.entries()) {
              const weights = at.modelWeights + index * featureCount * 4;
              const scores = into.scores + first * scoreBytes + index * 4;
              kernel.linear(
                own.piece,
                recordBytes,
                featuresAt,
                rows,
                featureCount,
                weights,
                bias,
                scores,
                scoreBytes,
              );
            }
          });
        },
        at.pieceRows,
      );
    },
    /** Computes the Gram matrices of the batches that no other thread has taken. */
    sumGrams(records: Records, rowCount: number): void {
      const shape = { columns, label: featureCount + 1 };
      takeShares(rowCount, (first, rows) => {
        for (let row = first; row < first + rows; row += batchRows) {
          packBatches(records, row, batchRows, shape, () => own.batch);
          kernel.gram(own.batch, batchRows, columns, own.wide, at.grams + (row / batchRows) * gramBytes);
        }
      });
    },
  };

  /** The result does not depend on which thread takes a share. */
  function takeShares(
    rowCount: number,
    visit: (first: number, rows: number) => void,
    ownRows = shareRows,
  ): void {
    const next = new Int32Array(memory.buffer, at.nextShare, 1);
    for (;;) {
      const first = Atomics.add(next, 0, 1) * ownRows;
      if (first >= rowCount) return;
      visit(first, Math.min(ownRows, rowCount - first));
    }
  }

  /** `blocksOf` returns the position of each batch, from 0. */
  function packBatches(
    records: Records,
    firstRow: number,
    rowCount: number,
    shape: BlockShape,
    blocksOf: (batch: number) => number,
  ): void {
    const { recordBytes } = records.layout;
    readPieces(records, firstRow, rowCount, (rows, before) => {
      for (let done = 0; done < rows;) {
        const inBatch = (before + done) % batchRows;
        const part = Math.min(batchRows - inBatch, rows - done);
        const blocks = blocksOf((before + done - inBatch) / batchRows);
        packPart(own.piece + done * recordBytes, records, part, inBatch, shape, blocks);
        done += part;
      }
    });
  }

  /** Packs rows of one batch, starting at its row `inBatch`. */
  function packPart(
    from: number,
    { layout: { recordBytes, featuresAt, labelAt } }: Records,
    rows: number,
    inBatch: number,
    { columns, label }: BlockShape,
    blocks: number,
  ): void {
    const [labelMean = 0, labelScale = 1] = new Float32Array(memory.buffer, at.labelScaling, 2);
    const row = inBatch % blockRows;
    kernel.pack(
      from,
      recordBytes,
      featuresAt,
      labelAt,
      rows,
      row,
      blocks + (inBatch - row) * columns * 4,
      columns,
      label,
      featureCount,
      at.means,
      at.scales,
      labelMean,
      labelScale,
    );
  }

  /** Reads rows, as many at a time as fit into a piece. */
  function readPieces(
    records: Records,
    firstRow: number,
    rowCount: number,
    visit: (rows: number, before: number) => void,
  ): void {
    for (let before = 0; before < rowCount; before += at.pieceRows) {
      const rows = Math.min(at.pieceRows, rowCount - before);
      const into = new Uint8Array(memory.buffer, own.piece, rows * records.layout.recordBytes);
      readRecords(records, firstRow + before, rows, into);
      visit(rows, before);
    }
  }
}

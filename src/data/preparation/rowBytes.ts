import { writeTrainingCsv } from '../../learner/formats/csv.ts';
import { denseRows, recordFrame } from '../../learner/formats/recordFrame.ts';
import type { RowPlaces } from '../../learner/formats/recordFrame.ts';
import { blankRecords } from '../../learner/formats/recordio.ts';
import { writeSparseRecordIO } from '../../learner/formats/sparseRecordio.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import type { StagedRows } from './stagedRows.ts';

/** 'recordio' is sparse where that pays. */
export type RowFormat = 'recordio' | 'dense-recordio' | 'csv';

/** Rows from one place in their order up to another. */
interface SomeRows {
  readonly staged: StagedRows;
  readonly from: number;
  readonly to: number;
}

/** Labels of rows one after the other. */
export type OnLabels = (labels: RowPlaces, count: number) => void;

export interface RowBytes {
  /** Rows that become bytes at once, at most. */
  readonly rowCount: number;
  /** The bytes are valid until the next but one are made. */
  readonly of: (rows: SomeRows, onLabels: OnLabels) => Uint8Array;
}

interface Shape {
  readonly width: number;
  readonly hasLabels: boolean;
  /** Rows of the largest set. */
  readonly longest: number;
}

/** Bytes that come at once: they stay in the processor's cache until they are written. */
const bytesAtOnce = 2 * 1024 * 1024;
/** Rows that become text or arrays are many times as large as their floats. */
const mostDenseRows = 16_384;

/** The bytes of rows in a channel; `first` are those that come first. */
export function openRowBytes(format: RowFormat, shape: Shape, first: SomeRows): RowBytes {
  if (format === 'csv') return denseBytes(shape, (rows) => Buffer.from(writeTrainingCsv(rows)));
  if (format === 'dense-recordio' || !isMostlyZero(shape, first)) return recordBytes(shape);
  return denseBytes(shape, ({ features, labels }) =>
    writeSparseRecordIO(features, shape.hasLabels ? labels : undefined),
  );
}

/** Records of equal size whose floats are filled in, in two memories by turns: one is written while the other is filled. */
function recordBytes({ width, hasLabels, longest }: Shape): RowBytes {
  const recordSize = recordFrame(width, hasLabels).template.length;
  const rowCount = rowsIn(recordSize, longest);
  let [records, others] = [
    blankRecords(width, hasLabels, rowCount),
    blankRecords(width, hasLabels, rowCount),
  ];
  return {
    rowCount,
    of({ staged, from, to }, onLabels) {
      const { bytes, features, labels } = records;
      [records, others] = [others, records];
      staged.write(from, to, features, labels);
      if (labels !== undefined) onLabels(labels, to - from);
      return bytes.subarray(0, (to - from) * recordSize);
    },
  };
}

function denseBytes(shape: Shape, write: (rows: LabeledRows) => Uint8Array): RowBytes {
  const rowCount = Math.min(mostDenseRows, rowsIn(4 * (shape.width + 1), shape.longest));
  const dense = openDense(shape, rowCount);
  return {
    rowCount,
    of(rows, onLabels) {
      const found = dense(rows);
      onLabels(denseRows(found.labels, 1), found.labels.length);
      return write(found);
    },
  };
}

const rowsIn = (bytesOfRow: number, most: number) =>
  Math.min(most, Math.max(1, Math.floor(bytesAtOnce / bytesOfRow)));

/** Up to `mostRows` rows as a matrix, which is valid until the next one. */
function openDense({ width: columnCount, hasLabels }: Shape, mostRows: number) {
  const values = new Float32Array(mostRows * columnCount);
  const labels = new Float32Array(mostRows);
  return ({ staged, from, to }: SomeRows): LabeledRows => {
    staged.write(from, to, denseRows(values, columnCount), hasLabels ? denseRows(labels, 1) : undefined);
    const rowCount = to - from;
    return {
      features: { rowCount, columnCount, values: values.subarray(0, rowCount * columnCount) },
      labels: labels.subarray(0, rowCount),
    };
  };
}

/** Sparse records pay where there are many columns, of which most are 0. */
const leastSparseColumns = 1000;
const leastZeroShare = 0.75;
const mostRowsLookedAt = 16_384;

function isMostlyZero(shape: Shape, { staged, from, to }: SomeRows): boolean {
  if (shape.width <= leastSparseColumns) return false;
  const end = Math.min(to, from + mostRowsLookedAt);
  const atOnce = rowsIn(4 * shape.width, end - from);
  const dense = openDense(shape, atOnce);
  let zeros = 0;
  for (let at = from; at < end; at += atOnce) {
    const { values } = dense({ staged, from: at, to: Math.min(at + atOnce, end) }).features;
    for (let index = 0; index < values.length; index += 1) if (values[index] === 0) zeros += 1;
  }
  return zeros > leastZeroShare * (end - from) * shape.width;
}

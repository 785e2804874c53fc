import { writeTrainingCsv } from '../../learner/formats/csv.ts';
import { denseRows, recordFrame } from '../../learner/formats/recordFrame.ts';
import type { RowPlaces } from '../../learner/formats/recordFrame.ts';
import { blankRecords } from '../../learner/formats/recordio.ts';
import { writeSparseRecordIO } from '../../learner/formats/sparseRecordio.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import type { Table } from '../table/table.ts';
import type { Labels } from './labels.ts';
import type { OpenFeatures } from './openFeatures.ts';
import { layOut, openSlots, stageRows } from './stagedRows.ts';
import type { StagedRows } from './stagedRows.ts';
import type { Slots } from './stageCells.ts';

interface Encoding {
  readonly features: OpenFeatures;
  /** Absent: the rows get none, which only records allow. */
  readonly labels?: Labels | undefined;
  /** 'recordio' is sparse where that pays. */
  readonly format: 'recordio' | 'dense-recordio' | 'csv';
  /** Called with the labels of a set's next rows when they are encoded. */
  readonly onLabels?: ((labels: RowPlaces, count: number, set: number) => void) | undefined;
}

/** Encoded rows that are held in memory at once. */
const mostHeldBytes = 192 * 1024 * 1024;
/** Bytes of a channel that come at once, so that writing them takes longer than a change of threads. */
const bytesAtOnce = 8 * 1024 * 1024;

/**
 * The channel bytes of a set of rows by its index, in the order of its rows. Rows of all sets that fit into memory together are
 * encoded by reading the table once; more of them part by part, reading the table once for each part. The sets are for one after
 * the other, and bytes are valid until the next but one are requested.
 */
export function encodeSets(
  table: Table,
  { features, labels, format, onLabels }: Encoding,
  sets: readonly Int32Array[],
  signal?: AbortSignal,
  heldBytes = mostHeldBytes,
): (set: number) => AsyncGenerator<Uint8Array> {
  const windows = openWindows(table, { features, labels }, sets, heldBytes, signal);
  const longest = sets.reduce((most, rows) => Math.max(most, rows.length), 0);
  const shape = { width: features.width, hasLabels: labels !== undefined, longest };
  let rowBytes: RowBytes | undefined;
  return async function* (set: number): AsyncGenerator<Uint8Array> {
    const rows = sets[set] ?? noRows;
    for (let from = 0, end = 0; from < rows.length; from = end) {
      const window = await windows.at(set, from);
      rowBytes ??= openRowBytes(format, shape, window.staged, rows.subarray(from, window.end));
      end = Math.min(from + rowBytes.rowCount, window.end);
      yield rowBytes.of(window.staged, rows.subarray(from, end), (found) =>
        onLabels?.(found, end - from, set),
      );
    }
  };
}

const noRows = new Int32Array();

/** Stages the rows of all sets one window after the other, each with as many rows as memory holds. */
function openWindows(
  table: Table,
  { features, labels }: Pick<Encoding, 'features' | 'labels'>,
  sets: readonly Int32Array[],
  heldBytes: number,
  signal: AbortSignal | undefined,
) {
  const layout = layOut(features, labels !== undefined);
  const total = sets.reduce((sum, rows) => sum + rows.length, 0);
  const most = Math.min(total, Math.max(1, Math.floor(heldBytes / (4 * layout.stride))));
  let window: { readonly from: number; readonly to: number; readonly staged: StagedRows } | undefined;
  let slots: Slots | undefined;
  return {
    /** The window that has the row `from` of a set, and the end of the rows of the set that it has. */
    async at(set: number, from: number): Promise<{ readonly staged: StagedRows; readonly end: number }> {
      const before = sets.slice(0, set).reduce((sum, rows) => sum + rows.length, 0);
      const first = before + from;
      if (window === undefined || first < window.from || first >= window.to) {
        const to = Math.min(total, first + most);
        slots ??= openSlots(layout, most);
        const staged = await stageRows(table, { layout, labels }, slots, between(sets, first, to), signal);
        window = { from: first, to, staged };
      }
      return { staged: window.staged, end: Math.min(window.to - before, sets[set]?.length ?? 0) };
    },
  };
}

/** The rows of the sets one after the other, from the row `from` up to `to`. */
function between(sets: readonly Int32Array[], from: number, to: number): readonly Int32Array[] {
  let before = 0;
  return sets.flatMap((rows) => {
    const part = rows.subarray(Math.max(0, from - before), Math.max(0, to - before));
    before += rows.length;
    return part.length === 0 ? [] : [part];
  });
}

interface RowBytes {
  /** Rows that are written at once. */
  readonly rowCount: number;
  readonly of: (staged: StagedRows, rows: Int32Array, onLabels: (labels: RowPlaces) => void) => Uint8Array;
}

interface Shape {
  readonly width: number;
  readonly hasLabels: boolean;
  /** Rows of the largest set. */
  readonly longest: number;
}

/** All sets are written in the same way, which the first rows decide. */
function openRowBytes(
  format: Encoding['format'],
  shape: Shape,
  staged: StagedRows,
  first: Int32Array,
): RowBytes {
  if (format === 'csv') return openDenseBytes(shape, (rows) => Buffer.from(writeTrainingCsv(rows)));
  const isSparse =
    format === 'recordio' && shape.width > leastSparseColumns && isMostlyZero(shape, staged, first);
  if (!isSparse) return openRecordBytes(shape);
  return openDenseBytes(shape, ({ features, labels }) =>
    writeSparseRecordIO(features, shape.hasLabels ? labels : undefined),
  );
}

/** Records of equal size, of which only the floats are filled in: in two memories by turns, as one is read while the other is filled. */
function openRecordBytes({ width, hasLabels, longest }: Shape): RowBytes {
  const { template } = recordFrame(width, hasLabels);
  const rowCount = rowsIn(template.length, longest);
  const memories = [0, 1].map(() => blankRecords(width, hasLabels, rowCount));
  let turn = 0;
  return {
    rowCount,
    of(staged, rows, onLabels) {
      turn = 1 - turn;
      const { bytes = new Uint8Array(), features, labels } = memories[turn] ?? {};
      if (features !== undefined) staged.write(rows, features, labels);
      if (labels !== undefined) onLabels(labels);
      return bytes.subarray(0, rows.length * template.length);
    },
  };
}

function openDenseBytes(shape: Shape, write: (rows: LabeledRows) => Uint8Array): RowBytes {
  const rowCount = Math.min(mostDenseRows, rowsIn(4 * (shape.width + 1), shape.longest));
  const dense = openDense(shape.width, rowCount);
  return {
    rowCount,
    of(staged, rows, onLabels) {
      const found = dense(staged, rows);
      onLabels(denseRows(found.labels, 1));
      return write(found);
    },
  };
}

const rowsIn = (bytes: number, longest: number) =>
  Math.min(longest, Math.max(1, Math.floor(bytesAtOnce / bytes)));

/** Rows that become text or arrays are many times as large as their floats. */
const mostDenseRows = 16_384;

/** Up to `rowCount` staged rows as a matrix with labels, which is valid until the next one. */
function openDense(columnCount: number, rowCount: number) {
  const values = new Float32Array(rowCount * columnCount);
  const allLabels = new Float32Array(rowCount);
  return (staged: StagedRows, rows: Int32Array): LabeledRows => {
    staged.write(rows, denseRows(values, columnCount), denseRows(allLabels, 1));
    return {
      features: { rowCount: rows.length, columnCount, values: values.subarray(0, rows.length * columnCount) },
      labels: allLabels.subarray(0, rows.length),
    };
  };
}

/** Sparse records pay where there are many columns, of which most are 0. */
const leastSparseColumns = 1000;
const leastZeroShare = 0.75;
const mostRowsLookedAt = 16_384;

function isMostlyZero({ width }: Shape, staged: StagedRows, rows: Int32Array): boolean {
  const looked = Math.min(rows.length, mostRowsLookedAt);
  const atOnce = rowsIn(4 * width, looked);
  const dense = openDense(width, atOnce);
  let zeros = 0;
  for (let from = 0; from < looked; from += atOnce) {
    const { values } = dense(staged, rows.subarray(from, Math.min(from + atOnce, looked))).features;
    for (let at = 0; at < values.length; at += 1) if (values[at] === 0) zeros += 1;
  }
  return zeros > leastZeroShare * looked * width;
}

import { readSync } from 'node:fs';
import { copyRows, denseRows, emptyRecords, recordRows } from '../formats/recordFrame.ts';
import type { LabeledRows } from '../matrix.ts';

/** Byte positions of a row's little-endian float32 in its record; the features are contiguous. */
interface RecordLayout {
  readonly recordBytes: number;
  readonly featuresAt: number;
  readonly labelAt: number;
}

/** Contiguous records, in memory or in a file that its owner keeps open. `firstRow` is the number of rows in previous parts. */
type RecordPart = { readonly firstRow: number; readonly rowCount: number } & (
  | { readonly kind: 'file'; readonly fd: number }
  | { readonly kind: 'memory'; readonly bytes: Uint8Array<SharedArrayBuffer> }
);

/** Labelled rows as records of equal size, read by position. Plain data, so that every thread reads what it needs. */
export interface Records {
  readonly rowCount: number;
  readonly featureCount: number;
  readonly layout: RecordLayout;
  readonly parts: readonly RecordPart[];
}

/** Rows in memory: features, then the label. */
export function recordsOf({ features, labels }: LabeledRows): Records {
  const { rowCount, columnCount, values } = features;
  const recordBytes = (columnCount + 1) * 4;
  const bytes = new Uint8Array(new SharedArrayBuffer(rowCount * recordBytes));
  const layout = { recordBytes, featuresAt: 0, labelAt: columnCount * 4 };
  const records = recordRows(layout, recordBytes, bytes);
  copyRows(denseRows(values, columnCount), records.features, columnCount, 0, rowCount);
  copyRows(denseRows(labels, 1), records.label, 1, 0, rowCount);
  return {
    rowCount,
    featureCount: columnCount,
    layout,
    parts: [{ kind: 'memory', bytes, firstRow: 0, rowCount }],
  };
}

/** Copies the records of `rowCount` rows into `into`, which they fill; reads synchronously. */
export function readRecords(
  { layout: { recordBytes }, parts }: Records,
  firstRow: number,
  rowCount: number,
  into: Uint8Array,
): void {
  for (let index = partOf(parts, firstRow), row = firstRow; row < firstRow + rowCount; index += 1) {
    const part = parts[index];
    if (part === undefined) throw new RangeError(`There is no row ${row}.`);
    const end = Math.min(firstRow + rowCount, part.firstRow + part.rowCount);
    const own = into.subarray((row - firstRow) * recordBytes, (end - firstRow) * recordBytes);
    readPart(part, (row - part.firstRow) * recordBytes, own);
    row = end;
  }
}

/** The last part that starts at or before the row. */
function partOf(parts: readonly RecordPart[], row: number): number {
  let [low, high] = [0, parts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((parts[middle]?.firstRow ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

function readPart(part: RecordPart, position: number, into: Uint8Array): void {
  if (part.kind === 'memory') {
    into.set(part.bytes.subarray(position, position + into.length));
    return;
  }
  for (let done = 0; done < into.length;) {
    const bytesRead = readSync(part.fd, into, done, into.length - done, position + done);
    if (bytesRead === 0) throw new Error('A training file became shorter while it was read.');
    done += bytesRead;
  }
}

const blockBytes = 4 * 1024 * 1024;

/** Calls `visit` with blocks of the first `rowCount` rows; yields to the event loop in between. */
export async function forEachBlock(
  records: Records,
  rowCount: number,
  visit: (rows: LabeledRows, firstRow: number) => void,
): Promise<void> {
  await forEachBytes(records, rowCount, (bytes, firstRow) => visit(readBlock(records, bytes), firstRow));
}

/** Calls `visit` with blocks of the labels of the first `rowCount` rows. */
export async function forEachLabels(
  records: Records,
  rowCount: number,
  visit: (labels: Float32Array, firstRow: number) => void,
): Promise<void> {
  await forEachBytes(records, rowCount, (bytes, firstRow) => visit(labelsIn(records, bytes), firstRow));
}

/** The labels of the first rows, `[row]`. */
export async function readLabels(records: Records, rowCount: number): Promise<Float32Array> {
  const labels = new Float32Array(rowCount);
  await forEachLabels(records, rowCount, (own, firstRow) => labels.set(own, firstRow));
  return labels;
}

async function forEachBytes(
  records: Records,
  rowCount: number,
  visit: (bytes: Uint8Array, firstRow: number) => void,
): Promise<void> {
  const { recordBytes } = records.layout;
  const blockRows = Math.max(1, Math.floor(blockBytes / recordBytes));
  const bytes = emptyRecords(records.layout.featuresAt, Math.min(blockRows, rowCount) * recordBytes);
  for (let row = 0; row < rowCount; row += blockRows) {
    const count = Math.min(blockRows, rowCount - row);
    const own = bytes.subarray(0, count * recordBytes);
    readRecords(records, row, count, own);
    visit(own, row);
    await new Promise(setImmediate);
  }
}

/** Records as a matrix and labels. */
function readBlock({ layout, featureCount }: Records, bytes: Uint8Array): LabeledRows {
  const rowCount = bytes.length / layout.recordBytes;
  const { features } = recordRows(layout, layout.recordBytes, bytes);
  const values = new Float32Array(rowCount * featureCount);
  copyRows(features, denseRows(values, featureCount), featureCount, 0, rowCount);
  const labels = labelsIn({ layout }, bytes);
  return { features: { rowCount, columnCount: featureCount, values }, labels };
}

function labelsIn({ layout }: Pick<Records, 'layout'>, bytes: Uint8Array): Float32Array {
  const labels = new Float32Array(bytes.length / layout.recordBytes);
  const { label } = recordRows(layout, layout.recordBytes, bytes);
  copyRows(label, denseRows(labels, 1), 1, 0, labels.length);
  return labels;
}

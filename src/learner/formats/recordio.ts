import type { DenseMatrix, SparseMatrix } from '../matrix.ts';
import { recordioCorrupt, recordWidth } from './errors.ts';
import { headerBytes, magic } from './framing.ts';
import { matrixOf, widthOf } from '../sparse.ts';
import type { Row } from '../sparse.ts';
import { readRecord, readRecordRow } from './record.ts';
import type { ExpectedRecord } from './record.ts';
import {
  copyRows,
  countFramed,
  denseRows,
  emptyRecords,
  frameLike,
  recordFrame,
  recordRows,
} from './recordFrame.ts';
import type { RecordFrame, RowPlaces } from './recordFrame.ts';

/**
 * Writes dense rows as RecordIO-protobuf, byte for byte as the SageMaker Python SDK's `write_numpy_to_dense_tensor` does for
 * float32: one `aialgs.data.Record` per row, features and label under the key "values".
 * `labels` is `[row]`.
 */
export function writeRecordIO(features: DenseMatrix, labels?: Float32Array): Uint8Array {
  const { rowCount, columnCount, values } = features;
  const records = blankRecords(columnCount, labels !== undefined, rowCount);
  copyRows(denseRows(values, columnCount), records.features, columnCount, 0, rowCount);
  if (labels !== undefined && records.labels !== undefined)
    copyRows(denseRows(labels, 1), records.labels, 1, 0, rowCount);
  return records.bytes;
}

/** Records as `writeRecordIO` makes them but for their floats, which are yet to be written into their places. */
export interface BlankRecords {
  readonly bytes: Uint8Array;
  readonly features: RowPlaces;
  readonly labels: RowPlaces | undefined;
}

export function blankRecords(columnCount: number, hasLabels: boolean, rowCount: number): BlankRecords {
  const frame = recordFrame(columnCount, hasLabels);
  const { template } = frame;
  const bytes = emptyRecords(frame.featuresAt, template.length * rowCount);
  if (rowCount > 0) bytes.set(template);
  // Each time twice as many.
  for (let filled = template.length; filled < bytes.length; filled *= 2)
    bytes.copyWithin(filled, 0, Math.min(filled, bytes.length - filled));
  const { features, label } = recordRows(frame, template.length, bytes);
  return { bytes, features, labels: hasLabels ? label : undefined };
}

/** The payloads of a RecordIO stream; parts of a split record (cflag 1, 2, 3) are joined by the magic number. Throws FormatFailure. */
export function* recordPayloads(bytes: Uint8Array, recordsBefore = 0): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let parts: Uint8Array[] = [];
  let record = recordsBefore + 1;
  for (let at = 0; at < bytes.length;) {
    if (bytes.length - at < headerBytes) throw recordioCorrupt(record, 'the header is cut short');
    if (view.getUint32(at, true) !== magic) throw recordioCorrupt(record, 'the magic number is missing');
    const lrec = view.getUint32(at + 4, true);
    const length = lrec & 0x1fffffff;
    const end = at + headerBytes + length;
    if (end > bytes.length)
      throw recordioCorrupt(record, `${end - bytes.length} bytes are missing at the end`);
    const flag = lrec >>> 29;
    if (flag > 3 || (flag === 2 || flag === 3) !== parts.length > 0) {
      throw recordioCorrupt(record, 'a part of a split record has no other parts');
    }
    parts.push(bytes.subarray(at + headerBytes, end));
    at = headerBytes + at + Math.ceil(length / 4) * 4;
    if (flag === 1 || flag === 2) continue;
    yield parts.length === 1 ? bytes.subarray(end - length, end) : joinParts(parts);
    parts = [];
    record += 1;
  }
  if (parts.length > 0) throw recordioCorrupt(record, 'the last record is not complete');
}

/** Parts of a split record, joined by the magic number. */
export function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 0) + 4 * (parts.length - 1);
  const joined = new Uint8Array(size);
  const view = new DataView(joined.buffer);
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (index > 0) {
      view.setUint32(at, magic, true);
      at += 4;
    }
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** End positions of complete records; bytes after the last are an incomplete record. */
export function* recordEnds(bytes: Uint8Array): Generator<number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + headerBytes <= bytes.length;) {
    const lrec = view.getUint32(at + 4, true);
    at += headerBytes + Math.ceil((lrec & 0x1fffffff) / 4) * 4;
    const flag = lrec >>> 29;
    if (at <= bytes.length && (flag === 0 || flag === 3)) yield at;
  }
}

/** Length of the complete records at the start, in bytes. */
export function wholeRecordBytes(bytes: Uint8Array): number {
  let whole = 0;
  for (const end of recordEnds(bytes)) whole = end;
  return whole;
}

/** Groups of complete records; an incomplete one comes last. */
export function* recordGroups(bytes: Uint8Array, recordsAtOnce: number): Generator<Uint8Array> {
  let [start, count] = [0, 0];
  for (const end of recordEnds(bytes)) {
    count += 1;
    if (count % recordsAtOnce !== 0) continue;
    yield bytes.subarray(start, end);
    start = end;
  }
  if (start < bytes.length) yield bytes.subarray(start);
}

/** Expectations of the records, checked while they are decoded. */
interface Expected extends Omit<ExpectedRecord, 'width'> {
  /** Number of records before these bytes; records in failures count on from it. */
  readonly recordsBefore?: number;
}

/** Reads RecordIO-protobuf into a matrix; `labels`, `[row]`, is absent if no record has one or they are ignored. Throws FormatFailure. */
export function readRecordIO(
  bytes: Uint8Array,
  { recordsBefore = 0, ...expected }: Expected = {},
): { features: DenseMatrix; labels?: Float32Array } {
  const [first] = recordPayloads(bytes, recordsBefore);
  const frame = first && frameLike(readRecord(first, recordsBefore + 1, expected));
  return frame !== undefined && countFramed(frame, bytes) * frame.template.length === bytes.length
    ? readFramed(frame, bytes)
    : readEach(bytes, recordsBefore, expected);
}

/**
 * Reads the features of RecordIO-protobuf without expanding sparse rows: memory is proportional to the bytes. Throws FormatFailure.
 */
export function readRecordRows(
  bytes: Uint8Array,
  { recordsBefore = 0, ...expected }: Expected = {},
): DenseMatrix | SparseMatrix {
  const [first] = recordPayloads(bytes, recordsBefore);
  const firstRow = first && readRecordRow(first, recordsBefore + 1, expected).features;
  if (firstRow === undefined || !('columns' in firstRow)) {
    const frame = first && frameLike(readRecord(first, recordsBefore + 1, expected));
    if (frame !== undefined && countFramed(frame, bytes) * frame.template.length === bytes.length)
      return readFramed(frame, bytes).features;
  }
  const rows: Row[] = [];
  const width = firstRow && widthOf(firstRow);
  for (const payload of recordPayloads(bytes, recordsBefore)) {
    const record = recordsBefore + rows.length + 1;
    const { features } = readRecordRow(payload, record, expected);
    if (width !== undefined && widthOf(features) !== width)
      throw recordWidth(record, width, widthOf(features));
    rows.push(features);
  }
  return matrixOf(rows, width ?? 0);
}

/** These rows fit the processor's cache, and a function called often is optimized early. */
const rowsAtOnce = 256;

/** Reads records that differ in their floats only. */
function readFramed(frame: RecordFrame, bytes: Uint8Array) {
  const { columnCount, template, hasLabel } = frame;
  const rowCount = bytes.length / template.length;
  const values = new Float32Array(rowCount * columnCount);
  const labels = new Float32Array(hasLabel ? rowCount : 0);
  const records = recordRows(frame, template.length, bytes);
  for (let first = 0; first < rowCount; first += rowsAtOnce) {
    const end = Math.min(first + rowsAtOnce, rowCount);
    copyRows(records.features, denseRows(values, columnCount), columnCount, first, end);
    if (hasLabel) copyRows(records.label, denseRows(labels, 1), 1, first, end);
  }
  const features = { rowCount, columnCount, values };
  return hasLabel ? { features, labels } : { features };
}

function readEach(
  bytes: Uint8Array,
  recordsBefore: number,
  expected: ExpectedRecord,
): { features: DenseMatrix; labels?: Float32Array } {
  const rows: Float32Array[] = [];
  const labels: (number | undefined)[] = [];
  for (const payload of recordPayloads(bytes, recordsBefore)) {
    const record = recordsBefore + rows.length + 1;
    const widthBefore = rows[0]?.length;
    const { features, label } = readRecord(
      payload,
      record,
      widthBefore === undefined ? expected : { ...expected, width: widthBefore },
    );
    if (widthBefore !== undefined && features.length !== widthBefore)
      throw recordWidth(record, widthBefore, features.length);
    rows.push(features);
    labels.push(label);
  }
  const columnCount = rows[0]?.length ?? 0;
  const values = new Float32Array(rows.length * columnCount);
  for (const [index, row] of rows.entries()) values.set(row, index * columnCount);
  const features = { rowCount: rows.length, columnCount, values };
  const all = labelsOfAll(labels, recordsBefore);
  return all === undefined ? { features } : { features, labels: all };
}

/** Undefined if no record has a label. Throws FormatFailure if only some have one. */
function labelsOfAll(
  labels: readonly (number | undefined)[],
  recordsBefore: number,
): Float32Array | undefined {
  const given = labels.filter((label) => label !== undefined);
  if (given.length === 0) return undefined;
  if (given.length === labels.length) return Float32Array.from(given);
  const without = recordsBefore + labels.indexOf(undefined) + 1;
  throw recordioCorrupt(without, 'it has no label, others have one');
}

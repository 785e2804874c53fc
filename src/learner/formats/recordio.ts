import type { DenseMatrix } from '../matrix.ts';
import { recordioCorrupt, recordWidth } from './errors.ts';
import { varint } from './varint.ts';
import { readRecord } from './record.ts';

/** dmlc-core include/dmlc/recordio.h */
const magic = 0xced7230a;
const headerBytes = 8;

/** One payload, whole, behind its header and padded to four bytes, as the SageMaker Python SDK frames it. */
export function framed(payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(headerBytes + Math.ceil(payload.length / 4) * 4);
  const view = new DataView(frame.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, payload.length, true);
  frame.set(payload, headerBytes);
  return frame;
}

/**
 * Writes dense rows as RecordIO-protobuf, byte for byte as the SageMaker Python SDK's `write_numpy_to_dense_tensor` does for
 * float32: one `aialgs.data.Record` a row, features and label under the key "values".
 * `labels`, when given, has one value a row.
 */
export function writeRecordIO(features: DenseMatrix, labels?: Float32Array): Uint8Array {
  const { rowCount, columnCount, values } = features;
  const frame = recordFrame(columnCount, labels !== undefined);
  const out = new Uint8Array(frame.template.length * rowCount);
  const view = new DataView(out.buffer);
  for (let row = 0; row < rowCount; row += 1) {
    const start = row * frame.template.length;
    out.set(frame.template, start);
    for (let column = 0; column < columnCount; column += 1) {
      view.setFloat32(start + frame.featuresAt + column * 4, values[row * columnCount + column] ?? 0, true);
    }
    if (labels !== undefined) view.setFloat32(start + frame.labelAt, labels[row] ?? 0, true);
  }
  return out;
}

/** All records of one width have the same bytes but for their floats: the frame of one, and where its floats go. */
function recordFrame(columnCount: number, hasLabel: boolean) {
  const features = mapEntry(1, columnCount);
  const label = hasLabel ? mapEntry(2, 1) : { bytes: [], floatsAt: 0 };
  const payloadBytes = features.bytes.length + label.bytes.length;
  const template = new Uint8Array(headerBytes + Math.ceil(payloadBytes / 4) * 4);
  const view = new DataView(template.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, payloadBytes, true);
  template.set(features.bytes, headerBytes);
  template.set(label.bytes, headerBytes + features.bytes.length);
  return {
    template,
    featuresAt: headerBytes + features.floatsAt,
    labelAt: headerBytes + features.bytes.length + label.floatsAt,
  };
}

/** `map<string, Value>` entry of field `field`: {key: "values", value: {float32_tensor: {values: [packed floats]}}}. */
function mapEntry(field: number, floatCount: number): { bytes: number[]; floatsAt: number } {
  const delimited = (tag: number, length: number) => [(tag << 3) | 2, ...varint(length)];
  const floatBytes = floatCount * 4;
  const packed = delimited(1, floatBytes);
  const tensor = [...delimited(2, packed.length + floatBytes), ...packed];
  const value = [...delimited(2, tensor.length + floatBytes), ...tensor];
  const key = [...delimited(1, 6), ...new TextEncoder().encode('values')];
  const head = [...delimited(field, key.length + value.length + floatBytes), ...key, ...value];
  return { bytes: [...head, ...new Array<number>(floatBytes).fill(0)], floatsAt: head.length };
}

/** The payloads of a RecordIO stream; parts of a split record (cflag 1, 2, 3) are joined with the magic that split them. */
export function* recordPayloads(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let parts: Uint8Array[] = [];
  let record = 1;
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
      throw recordioCorrupt(record, 'a part of a split record stands alone');
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

function joinParts(parts: readonly Uint8Array[]): Uint8Array {
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

/** Reads RecordIO-protobuf into a matrix; `labels` is absent when no record has one. */
export function readRecordIO(bytes: Uint8Array): { features: DenseMatrix; labels?: Float32Array } {
  const rows: Float32Array[] = [];
  const labels: number[] = [];
  for (const payload of recordPayloads(bytes)) {
    const { features, label } = readRecord(payload, rows.length + 1);
    const width = rows[0]?.length ?? features.length;
    if (features.length !== width) throw recordWidth(rows.length + 1, width, features.length);
    rows.push(features);
    if (label !== undefined) labels.push(label);
  }
  if (labels.length > 0 && labels.length !== rows.length) {
    throw recordioCorrupt(labels.length + 1, 'it has no label, others have one');
  }
  const columnCount = rows[0]?.length ?? 0;
  const values = new Float32Array(rows.length * columnCount);
  for (const [index, row] of rows.entries()) values.set(row, index * columnCount);
  const features = { rowCount: rows.length, columnCount, values };
  return labels.length > 0 ? { features, labels: Float32Array.from(labels) } : { features };
}

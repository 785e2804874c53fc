import { recordioCorrupt, recordioTensorType } from './errors.ts';

/** One `aialgs.data.Record`: its features, and its label when it has one. */
export interface LinearRecord {
  readonly features: Float32Array;
  readonly label?: number;
}

/**
 * Decodes an `aialgs.data.Record` (proto2, amazon/record.proto of the SageMaker Python SDK): float32 tensors, dense or sparse
 * with a shape. `record` counts from 1 and names the record in failures.
 */
export function readRecord(payload: Uint8Array, record: number): LinearRecord {
  let features: Float32Array | undefined;
  let label: number | undefined;
  for (const { field, bytes } of fields(payload, record)) {
    if (field !== 1 && field !== 2) continue;
    const tensor = mapValue(bytes, record);
    if (tensor === undefined) continue;
    if (field === 1) features = tensor;
    else label = tensor[0];
  }
  if (features === undefined) throw recordioCorrupt(record, 'it has no features under the key "values"');
  return label === undefined ? { features } : { features, label };
}

const tensorNames: Readonly<Record<number, string>> = { 3: 'Float64Tensor', 7: 'Int32Tensor', 9: 'Bytes' };

/** The float32 tensor of a map entry whose key is "values". */
function mapValue(entry: Uint8Array, record: number): Float32Array | undefined {
  let key = '';
  let tensor: Float32Array | undefined;
  for (const { field, bytes } of fields(entry, record)) {
    if (field === 1) key = new TextDecoder().decode(bytes);
    if (field !== 2) continue;
    for (const value of fields(bytes, record)) {
      if (value.field !== 2)
        throw recordioTensorType(record, tensorNames[value.field] ?? `field ${value.field}`);
      tensor = float32Tensor(value.bytes, record);
    }
  }
  return key === 'values' ? tensor : undefined;
}

function float32Tensor(bytes: Uint8Array, record: number): Float32Array {
  let values = new Float32Array(0);
  let keys: readonly number[] = [];
  let shape: readonly number[] = [];
  for (const part of fields(bytes, record)) {
    if (part.field === 1) values = floats(part.bytes, record);
    else if (part.field === 2) keys = varints(part.bytes, record);
    else if (part.field === 3) shape = varints(part.bytes, record);
  }
  const width = shape.at(-1);
  if (width === undefined) return values;
  if (keys.length !== values.length) throw recordioCorrupt(record, 'it has more keys than values, or fewer');
  const dense = new Float32Array(width);
  for (const [index, key] of keys.entries()) {
    if (key >= width) throw recordioCorrupt(record, `key ${key} lies outside its shape of ${width}`);
    dense[key] = values[index] ?? 0;
  }
  return dense;
}

function floats(bytes: Uint8Array, record: number): Float32Array<ArrayBuffer> {
  if (bytes.length % 4 !== 0) throw recordioCorrupt(record, 'its packed floats are cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(index * 4, true));
}

function varints(bytes: Uint8Array, record: number): number[] {
  const cursor = { at: 0 };
  const values: number[] = [];
  while (cursor.at < bytes.length) values.push(readVarint(bytes, cursor, record));
  return values;
}

/** The length-delimited fields of a message; this schema has no others. */
function* fields(bytes: Uint8Array, record: number): Generator<{ field: number; bytes: Uint8Array }> {
  const cursor = { at: 0 };
  while (cursor.at < bytes.length) {
    const tag = readVarint(bytes, cursor, record);
    if ((tag & 7) !== 2) throw recordioCorrupt(record, `wire type ${tag & 7} is unexpected`);
    const length = readVarint(bytes, cursor, record);
    const end = cursor.at + length;
    if (end > bytes.length) throw recordioCorrupt(record, 'a field is longer than its message');
    yield { field: Math.floor(tag / 8), bytes: bytes.subarray(cursor.at, end) };
    cursor.at = end;
  }
}

function readVarint(bytes: Uint8Array, cursor: { at: number }, record: number): number {
  let value = 0;
  for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
    const byte = bytes[cursor.at];
    if (byte === undefined) break;
    cursor.at += 1;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
  throw recordioCorrupt(record, 'a number is cut short');
}

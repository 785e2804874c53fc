import { joinBytes } from '../joinBytes.ts';
import { recordioCorrupt, recordioTensorType, recordWidth } from './errors.ts';

/** One `aialgs.data.Record`: its features, and its label if present. */
export interface LinearRecord {
  readonly features: Float32Array;
  readonly label?: number;
}

/** Expectations of a record, checked while it is decoded. */
export interface ExpectedRecord {
  /** Column count of previous rows: a sparse row of another width is refused before it is expanded. */
  readonly width?: number;
  /** Throws for a sparse row of an unsupported width. */
  readonly checkWidth?: (width: number) => void;
  readonly ignoresLabels?: boolean;
}

/**
 * Decodes an `aialgs.data.Record` (proto2, amazon/record.proto of the SageMaker Python SDK): features are a float32 tensor, dense
 * or sparse with a shape; the label may have any numeric type. `record`, from 1, is for failures. Throws FormatFailure.
 */
export function readRecord(payload: Uint8Array, record: number, expected: ExpectedRecord = {}): LinearRecord {
  const { features, ...label } = readRecordRow(payload, record, expected);
  if (!('columns' in features)) return { features: features.values, ...label };
  const { values, columns, width } = features;
  if (width > largestWidth) throw recordioCorrupt(record, `its shape of ${width} is too large`);
  const dense = new Float32Array(width);
  for (const [index, column] of columns.entries()) dense[column] = values[index] ?? 0;
  return { features: dense, ...label };
}

/** A record whose sparse features are not expanded. */
export interface RecordRow {
  readonly features:
    | { readonly values: Float32Array }
    | { readonly values: Float32Array; readonly columns: readonly number[]; readonly width: number };
  readonly label?: number;
}

/** `readRecord` without expanding sparse features. Throws FormatFailure. */
export function readRecordRow(payload: Uint8Array, record: number, expected: ExpectedRecord = {}): RecordRow {
  let features: RecordRow['features'] | undefined;
  let label: number | undefined;
  for (const { field, bytes } of fields(payload, record)) {
    if (field !== 1 && (field !== 2 || expected.ignoresLabels === true)) continue;
    const tensor = mapValue(bytes, record);
    if (tensor === undefined) continue;
    if (field === 1) features = featuresOf(tensor, record, expected);
    else label = labelOf(tensor, record);
  }
  if (features === undefined) throw recordioCorrupt(record, 'it has no features under the key "values"');
  return label === undefined ? { features } : { features, label };
}

/** An encoded tensor: its field number in the `Value` union, and its bytes. */
interface Tensor {
  readonly field: number;
  readonly bytes: Uint8Array;
}

const float32Field = 2;
const float64Field = 3;
const int32Field = 7;
const tensorNames: Readonly<Record<number, string>> = {
  [float64Field]: 'Float64Tensor',
  [int32Field]: 'Int32Tensor',
  9: 'Bytes',
};

/** The tensor of a map entry with the key "values". */
function mapValue(entry: Uint8Array, record: number): Tensor | undefined {
  let key = '';
  let tensor: Tensor | undefined;
  for (const { field, bytes } of fields(entry, record)) {
    if (field === 1) key = new TextDecoder().decode(bytes);
    if (field !== 2) continue;
    for (const value of fields(bytes, record)) tensor = value;
  }
  return key === 'values' ? tensor : undefined;
}

function featuresOf(
  { field, bytes }: Tensor,
  record: number,
  { width: widthBefore, checkWidth }: ExpectedRecord,
): RecordRow['features'] {
  if (field !== float32Field) throw recordioTensorType(record, tensorNames[field] ?? `field ${field}`);
  const { packed, keys, shape } = tensorParts(bytes, record);
  const values = floats(packed, record);
  const width = shape.at(-1);
  if (width === undefined) {
    if (keys.length > 0) throw recordioCorrupt(record, 'it has keys but no shape');
    return { values };
  }
  if (keys.length === 0 && values.length === width) return { values };
  checkWidth?.(width);
  if (widthBefore !== undefined && width !== widthBefore) throw recordWidth(record, widthBefore, width);
  if (keys.length !== values.length) throw recordioCorrupt(record, 'it has more keys than values, or fewer');
  const outside = keys.find((key) => key >= width);
  if (outside !== undefined)
    throw recordioCorrupt(record, `key ${outside} lies outside its shape of ${width}`);
  return { values, columns: keys, width };
}

/** Limit of an expanded sparse row; dense rows are limited by their bytes. */
const largestWidth = 2 ** 24;

/** The first value of the label's tensor; writers use the type of their array. */
function labelOf({ field, bytes }: Tensor, record: number): number | undefined {
  const packed = [...fields(bytes, record)].find((part) => part.field === 1)?.bytes;
  if (packed === undefined) return undefined;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const needed = { [float32Field]: 4, [float64Field]: 8, [int32Field]: 1 }[field];
  if (needed === undefined) throw recordioTensorType(record, tensorNames[field] ?? `field ${field}`);
  if (packed.length < needed) throw recordioCorrupt(record, 'its label is cut short');
  switch (field) {
    case float32Field:
      return view.getFloat32(0, true);
    case float64Field:
      return view.getFloat64(0, true);
    default:
      // An int32 varint: negative numbers are encoded as 64-bit two's complement.
      return Number(BigInt.asIntN(32, readBigVarint(packed, record)));
  }
}

interface TensorParts {
  readonly packed: Uint8Array;
  readonly keys: readonly number[];
  readonly shape: readonly number[];
}

/** The fields of a tensor; those that come in several parts are joined, as readers of protobuf have to. */
export function tensorParts(bytes: Uint8Array, record: number): TensorParts {
  const parts: Uint8Array[][] = [[], [], []];
  for (const { field, bytes: part } of fields(bytes, record)) parts[field - 1]?.push(part);
  const [packed, keys, shape] = parts;
  return {
    packed: joined(packed),
    keys: varints(joined(keys), record),
    shape: varints(joined(shape), record),
  };
}

function joined(parts: readonly Uint8Array[] = []): Uint8Array {
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : joinBytes(parts);
}

export function floats(bytes: Uint8Array, record: number): Float32Array<ArrayBuffer> {
  if (bytes.length % 4 !== 0) throw recordioCorrupt(record, 'its packed floats are cut short');
  return new Float32Array(new Uint8Array(bytes).buffer);
}

function varints(bytes: Uint8Array, record: number): number[] {
  const cursor = { at: 0 };
  const values: number[] = [];
  while (cursor.at < bytes.length) values.push(readVarint(bytes, cursor, record));
  return values;
}

/** The fields of a message, which are all length-delimited in this schema. */
export function* fields(bytes: Uint8Array, record: number): Generator<{ field: number; bytes: Uint8Array }> {
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

function readBigVarint(bytes: Uint8Array, record: number): bigint {
  let value = 0n;
  for (const [index, byte] of bytes.entries()) {
    if (index >= 10) break;
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return value;
  }
  throw recordioCorrupt(record, 'a number is cut short');
}

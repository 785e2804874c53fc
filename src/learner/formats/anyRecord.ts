import { recordioCorrupt } from './errors.ts';
import { fields, floats, tensorParts } from './record.ts';

type TensorKind = 'float32' | 'float64' | 'int32' | 'bytes';

/** A tensor as stored, whether or not the learner accepts it. */
export interface AnyTensor {
  readonly kind: TensorKind;
  /** Of bytes: none. */
  readonly values: ArrayLike<number>;
  /** For a sparse tensor: the index of each value. */
  readonly keys?: readonly number[];
  /** Length of a row, including the zeros of a sparse tensor. */
  readonly width: number;
}

/** One `aialgs.data.Record`, every tensor by its key. */
export interface AnyRecord {
  readonly features: ReadonlyMap<string, AnyTensor>;
  readonly labels: ReadonlyMap<string, AnyTensor>;
}

/** Decodes a record with tensors of any type under any key, in linear time. Throws FormatFailure. */
export function readAnyRecord(payload: Uint8Array, record: number): AnyRecord {
  const features = new Map<string, AnyTensor>();
  const labels = new Map<string, AnyTensor>();
  for (const { field, bytes } of fields(payload, record)) {
    if (field !== 1 && field !== 2) continue;
    const [key, tensor] = entryOf(bytes, record);
    if (tensor !== undefined) (field === 1 ? features : labels).set(key, tensor);
  }
  return { features, labels };
}

function entryOf(entry: Uint8Array, record: number): readonly [string, AnyTensor | undefined] {
  let key = '';
  let tensor: AnyTensor | undefined;
  for (const { field, bytes } of fields(entry, record)) {
    if (field === 1) key = isUsualKey(bytes) ? usualKey : decoder.decode(bytes);
    else if (field === 2) for (const value of fields(bytes, record)) tensor = tensorOf(value, record);
  }
  return [key, tensor];
}

const usualKey = 'values';
const usualBytes = new TextEncoder().encode(usualKey);
const decoder = new TextDecoder();

/** Cached keys: decoding the same few letters for each record would dominate. */
const isUsualKey = (bytes: Uint8Array) =>
  bytes.length === usualBytes.length && usualBytes.every((byte, at) => byte === bytes[at]);

const kinds: Readonly<Record<number, TensorKind>> = { 2: 'float32', 3: 'float64', 7: 'int32', 9: 'bytes' };

function tensorOf(
  { field, bytes }: { readonly field: number; readonly bytes: Uint8Array },
  record: number,
): AnyTensor {
  const kind = kinds[field];
  if (kind === undefined) throw recordioCorrupt(record, `field ${field} is no tensor`);
  if (kind === 'bytes') return { kind, values: [], width: 0 };
  const { packed, keys, shape } = tensorParts(bytes, record);
  const values = numbersOf(kind, packed, record);
  const size = shape.reduce((product, length) => product * length, 1);
  if (keys.length === 0 && (shape.length === 0 || values.length === size))
    return { kind, values, width: values.length };
  const width = shape.at(-1) ?? values.length;
  if (shape.length === 0) throw recordioCorrupt(record, 'it has keys but no shape');
  if (keys.length !== values.length) throw recordioCorrupt(record, 'it has more keys than values, or fewer');
  const outside = keys.find((key) => key >= width);
  if (outside !== undefined)
    throw recordioCorrupt(record, `key ${outside} lies outside its shape of ${width}`);
  return { kind, values, keys, width };
}

function numbersOf(kind: Exclude<TensorKind, 'bytes'>, bytes: Uint8Array, record: number): ArrayLike<number> {
  switch (kind) {
    case 'float32':
      return floats(bytes, record);
    case 'float64':
      if (bytes.length % 8 !== 0) throw recordioCorrupt(record, 'its packed floats are cut short');
      return new Float64Array(new Uint8Array(bytes).buffer);
    case 'int32':
      return int32s(bytes, record);
  }
}

/** Packed varints; negative ones are encoded as 64-bit two's complement. */
function int32s(bytes: Uint8Array, record: number): number[] {
  const values: number[] = [];
  let [value, shift] = [0, 0];
  for (const byte of bytes) {
    if (shift < 32) value |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte >= 0x80) {
      if (shift >= longestVarint) throw recordioCorrupt(record, 'a number is too long');
      continue;
    }
    values.push(value);
    [value, shift] = [0, 0];
  }
  if (shift > 0) throw recordioCorrupt(record, 'a number is cut short');
  return values;
}

/** Ten bytes of seven bits. */
const longestVarint = 70;

import { framed, headerBytes } from './framing.ts';
import type { LinearRecord } from './record.ts';
import { varint } from './varint.ts';

/** Dense records of one width differ in their floats only: the common bytes, and the positions of the floats. */
export interface RecordFrame {
  readonly columnCount: number;
  readonly hasLabel: boolean;
  readonly template: Uint8Array;
  readonly featuresAt: number;
  readonly labelAt: number;
}

export function recordFrame(columnCount: number, hasLabel: boolean): RecordFrame {
  const features = mapEntryHead(1, columnCount);
  const label = hasLabel ? mapEntryHead(2, 1) : [];
  const labelFrom = features.length + columnCount * 4;
  const payload = new Uint8Array(labelFrom + label.length + (hasLabel ? 4 : 0));
  payload.set(features);
  payload.set(label, labelFrom);
  return {
    columnCount,
    hasLabel,
    template: framed(payload),
    featuresAt: headerBytes + features.length,
    labelAt: headerBytes + labelFrom + label.length,
  };
}

export const frameLike = ({ features, label }: LinearRecord): RecordFrame =>
  recordFrame(features.length, label !== undefined);

/** Number of records at the start of `bytes` with this frame. */
export function countFramed(frame: RecordFrame, bytes: Uint8Array): number {
  const count = Math.floor(bytes.length / frame.template.length);
  if (count === 0) return 0;
  const fixed = fixedWords(frame);
  const aligned = alignedAt(0, bytes);
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, Math.floor(bytes.length / 4));
  const stride = frame.template.length / 4;
  const differ = (first: number, end: number) =>
    fixed.some((word) => wordsDiffer(words, word, first * stride, end * stride, stride));
  // Comparing one word of many records at a time is twice as fast as record by record.
  for (let first = 0; first < count; first += recordsAtOnce) {
    const end = Math.min(first + recordsAtOnce, count);
    if (!differ(first, end)) continue;
    for (let record = first; record < end; record += 1) if (differ(record, record + 1)) return record;
  }
  return count;
}

const recordsAtOnce = 256;

interface FixedWord {
  readonly at: number;
  readonly value: number;
  readonly mask: number;
}

/** The bytes of a record other than floats, as 32-bit words. */
function fixedWords({
  template,
  featuresAt,
  labelAt,
  columnCount,
  hasLabel,
}: RecordFrame): readonly FixedWord[] {
  const isFixed = new Uint8Array(template.length).fill(0xff);
  isFixed.fill(0, featuresAt, featuresAt + columnCount * 4);
  if (hasLabel) isFixed.fill(0, labelAt, labelAt + 4);
  const values = new Int32Array(template.slice().buffer);
  const fixed: FixedWord[] = [];
  const masks = new Int32Array(isFixed.buffer);
  for (let at = 0; at < masks.length; at += 1) {
    const mask = masks[at] ?? 0;
    if (mask !== 0) fixed.push({ at, value: values[at] ?? 0, mask });
  }
  return fixed;
}

function wordsDiffer(
  words: Int32Array,
  { at, value, mask }: FixedWord,
  first: number,
  end: number,
  stride: number,
): boolean {
  let difference = 0;
  for (let word = first + at; word < end; word += stride) difference |= (words[word] ?? 0) ^ value;
  return (difference & mask) !== 0;
}

/** Positions of rows: the numbers of row r start at start + r · stride. */
export interface RowPlaces {
  readonly floats: Float32Array;
  readonly start: number;
  readonly stride: number;
}

/** Contiguous rows. */
export const denseRows = (floats: Float32Array, width: number): RowPlaces => ({
  floats,
  start: 0,
  stride: width,
});

/** The float32 of records of equal size; shares memory with `bytes` if aligned to four bytes, as in `emptyRecords`. */
export function recordRows(
  { featuresAt, labelAt }: Pick<RecordFrame, 'featuresAt' | 'labelAt'>,
  recordBytes: number,
  bytes: Uint8Array,
): { readonly features: RowPlaces; readonly label: RowPlaces } {
  const aligned = alignedAt(featuresAt, bytes);
  const length = Math.floor((bytes.length - featuresAt) / 4);
  const floats =
    length > 0
      ? new Float32Array(aligned.buffer, aligned.byteOffset + featuresAt, length)
      : new Float32Array(0);
  const stride = recordBytes / 4;
  return {
    features: { floats, start: 0, stride },
    label: { floats, start: (labelAt - featuresAt) / 4, stride },
  };
}

/** Copies `width` numbers of each of these rows. */
export function copyRows(from: RowPlaces, to: RowPlaces, width: number, first: number, end: number): void {
  const [source, target] = [from.floats, to.floats];
  for (let row = first; row < end; row += 1) {
    let at = from.start + row * from.stride;
    const start = to.start + row * to.stride;
    for (let place = start; place < start + width; place += 1, at += 1) target[place] = source[at] ?? 0;
  }
}

/** The bytes, or a copy, with position `offset` aligned to four bytes. */
function alignedAt(offset: number, bytes: Uint8Array): Uint8Array {
  if ((bytes.byteOffset + offset) % 4 === 0) return bytes;
  const copy = emptyRecords(offset, bytes.length);
  copy.set(bytes);
  return copy;
}

/** Memory for records, with the float32 at `featuresAt` aligned to four bytes. */
export function emptyRecords(featuresAt: number, byteCount: number): Uint8Array<ArrayBuffer> {
  const before = (4 - (featuresAt % 4)) % 4;
  return new Uint8Array(new ArrayBuffer(before + byteCount), before, byteCount);
}

/**
 * The bytes before the floats of a `map<string, Value>` entry of field `field`: {key: "values", value: {float32_tensor: {values:
 * [packed floats]}}}.
 */
function mapEntryHead(field: number, floatCount: number): readonly number[] {
  const delimited = (tag: number, length: number) => [(tag << 3) | 2, ...varint(length)];
  const floatBytes = floatCount * 4;
  const packed = delimited(1, floatBytes);
  const tensor = [...delimited(2, packed.length + floatBytes), ...packed];
  const value = [...delimited(2, tensor.length + floatBytes), ...tensor];
  const key = [...delimited(1, 6), ...new TextEncoder().encode('values')];
  return [...delimited(field, key.length + value.length + floatBytes), ...key, ...value];
}

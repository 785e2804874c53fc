import { framed, headerBytes } from './framing.ts';
import type { LinearRecord } from './record.ts';
import { varint } from './varint.ts';

/** All dense records of one width have the same bytes but for their floats: those bytes, and where the floats go. */
export interface RecordFrame {
  readonly columnCount: number;
  readonly hasLabel: boolean;
  readonly template: Uint8Array;
  readonly featuresAt: number;
  readonly labelAt: number;
}

export function recordFrame(columnCount: number, hasLabel: boolean): RecordFrame {
  const features = mapEntry(1, columnCount);
  const label = hasLabel ? mapEntry(2, 1) : { bytes: [], floatsAt: 0 };
  return {
    columnCount,
    hasLabel,
    template: framed(Uint8Array.from([...features.bytes, ...label.bytes])),
    featuresAt: headerBytes + features.floatsAt,
    labelAt: headerBytes + features.bytes.length + label.floatsAt,
  };
}

export const frameLike = ({ features, label }: LinearRecord): RecordFrame =>
  recordFrame(features.length, label !== undefined);

/** How many records from the start of `bytes` are framed so. */
export function countFramed(
  { template, featuresAt, labelAt, columnCount, hasLabel }: RecordFrame,
  bytes: Uint8Array,
): number {
  const fixed = new Uint8Array(template.length).fill(0xff);
  fixed.fill(0, featuresAt, featuresAt + columnCount * 4);
  if (hasLabel) fixed.fill(0, labelAt, labelAt + 4);
  const expected = new Int32Array(template.slice().buffer);
  const mask = new Int32Array(fixed.buffer);
  const checked = Int32Array.from(mask.keys()).filter((word) => mask[word] !== 0);
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, Math.floor(bytes.length / 4));
  const count = Math.floor(bytes.length / template.length);
  for (let record = 0, start = 0; record < count; record += 1, start += expected.length) {
    let difference = 0;
    for (let index = 0; index < checked.length; index += 1) {
      const word = checked[index] ?? 0;
      difference |= ((words[start + word] ?? 0) ^ (expected[word] ?? 0)) & (mask[word] ?? 0);
    }
    if (difference !== 0) return record;
  }
  return count;
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

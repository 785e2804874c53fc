import type { DenseMatrix } from '../matrix.ts';
import { headerBytes, magic } from './framing.ts';
import { varint } from './varint.ts';

/**
 * Writes rows as sparse RecordIO-protobuf, byte for byte as the SageMaker Python SDK's `write_spmatrix_to_sparse_tensor` does for a
 * float32 CSR matrix: one record per row with the values that are not 0, their columns, and the number of columns. `labels` is `[row]`.
 */
export function writeSparseRecordIO(features: DenseMatrix, labels?: Float32Array): Uint8Array {
  const { rowCount, columnCount, values } = features;
  const out = openBytes(rowCount * 64);
  for (let row = 0; row < rowCount; row += 1) {
    const present: number[] = [];
    for (let column = 0; column < columnCount; column += 1)
      if (values[row * columnCount + column] !== 0) present.push(column);
    const cells = Float32Array.from(present, (column) => values[row * columnCount + column] ?? 0);
    const tensor = [
      ...(present.length === 0 ? [] : [packed(1, floatBytes(cells)), packed(2, present.flatMap(varint))]),
      packed(3, varint(columnCount)),
    ].flat();
    const label =
      labels === undefined ? [] : mapEntry(2, packed(1, floatBytes(labels.subarray(row, row + 1))));
    out.addRecord([...mapEntry(1, tensor), ...label]);
  }
  return out.bytes();
}

const floatBytes = (values: Float32Array): number[] => [
  ...new Uint8Array(values.slice().buffer, 0, values.length * 4),
];

/** A length-delimited field. */
const packed = (field: number, bytes: readonly number[]): number[] => [
  (field << 3) | 2,
  ...varint(bytes.length),
  ...bytes,
];

const key = packed(1, [...new TextEncoder().encode('values')]);

/** An entry of `map<string, Value>`: {key: "values", value: {float32_tensor: …}}. */
const mapEntry = (field: number, tensor: readonly number[]): number[] =>
  packed(field, [...key, ...packed(2, packed(2, tensor))]);

/** Records one after the other, in memory that grows. */
function openBytes(capacity: number) {
  let memory = new Uint8Array(capacity);
  let length = 0;
  return {
    addRecord(payload: readonly number[]): void {
      const size = headerBytes + Math.ceil(payload.length / 4) * 4;
      if (length + size > memory.length) {
        const larger = new Uint8Array(Math.max(2 * memory.length, length + size));
        larger.set(memory);
        memory = larger;
      }
      const view = new DataView(memory.buffer);
      view.setUint32(length, magic, true);
      view.setUint32(length + 4, payload.length, true);
      memory.set(payload, length + headerBytes);
      length += size;
    },
    bytes: (): Uint8Array => memory.subarray(0, length),
  };
}

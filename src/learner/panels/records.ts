import type { LabeledRows } from '../matrix.ts';

/** Where the little-endian float32 of a row lie in its record, in bytes; the features stand together. */
export interface RecordLayout {
  readonly recordBytes: number;
  readonly featuresAt: number;
  readonly labelAt: number;
}

/** Labelled rows as records of one size, read by position, so that no more than a chunk need be in memory. */
export interface Records {
  readonly rowCount: number;
  readonly featureCount: number;
  readonly layout: RecordLayout;
  /** Copies the records of `rowCount` rows into `into`, which they fill. */
  read(firstRow: number, rowCount: number, into: Uint8Array<SharedArrayBuffer>): Promise<void>;
}

/** Rows in memory: features, then the label. */
export function recordsOf({ features, labels }: LabeledRows): Records {
  const { rowCount, columnCount, values } = features;
  const recordBytes = (columnCount + 1) * 4;
  return {
    rowCount,
    featureCount: columnCount,
    layout: { recordBytes, featuresAt: 0, labelAt: columnCount * 4 },
    read(firstRow, count, into) {
      const out = new DataView(into.buffer, into.byteOffset);
      for (let row = 0; row < count; row += 1) {
        const at = row * recordBytes;
        const from = (firstRow + row) * columnCount;
        for (let column = 0; column < columnCount; column += 1)
          out.setFloat32(at + column * 4, values[from + column] ?? 0, true);
        out.setFloat32(at + columnCount * 4, labels[firstRow + row] ?? 0, true);
      }
      return Promise.resolve();
    },
  };
}

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

/** Records written out as rows. */
export function readBlock({ layout, featureCount }: Records, bytes: Uint8Array): LabeledRows {
  const { recordBytes, featuresAt, labelAt } = layout;
  const rowCount = Math.floor(bytes.length / recordBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(rowCount * featureCount);
  const labels = new Float32Array(rowCount);
  for (let row = 0, start = 0, to = 0; row < rowCount; row += 1, start += recordBytes) {
    for (let at = start + featuresAt, end = at + featureCount * 4; at < end; at += 4, to += 1)
      values[to] = view.getFloat32(at, true);
    labels[row] = view.getFloat32(start + labelAt, true);
  }
  return { features: { rowCount, columnCount: featureCount, values }, labels };
}

const blockBytes = 4 * 1024 * 1024;

/** Hands the first `rowCount` rows to `visit`, some at a time. */
export async function forEachBlock(
  records: Records,
  rowCount: number,
  visit: (rows: LabeledRows, firstRow: number) => void,
): Promise<void> {
  const { recordBytes } = records.layout;
  const blockRows = Math.max(1, Math.floor(blockBytes / recordBytes));
  const bytes = new Uint8Array(new SharedArrayBuffer(Math.min(blockRows, rowCount) * recordBytes));
  for (let row = 0; row < rowCount; row += blockRows) {
    const count = Math.min(blockRows, rowCount - row);
    const own = bytes.subarray(0, count * recordBytes);
    await records.read(row, count, own);
    visit(readBlock(records, own), row);
  }
}

/** The first rows in memory. */
export async function loadRows(records: Records, rowCount: number): Promise<LabeledRows> {
  const { featureCount: columnCount } = records;
  const values = new Float32Array(rowCount * columnCount);
  const labels = new Float32Array(rowCount);
  await forEachBlock(records, rowCount, (rows, firstRow) => {
    values.set(rows.features.values, firstRow * columnCount);
    labels.set(rows.labels, firstRow);
  });
  return { features: { rowCount, columnCount, values }, labels };
}

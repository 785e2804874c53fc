import type { DenseMatrix, LabeledRows } from '../matrix.ts';
import { csvNotNumeric, recordWidth } from './errors.ts';

/**
 * SageMaker's training CSV: no header, the label in the first column. Failures count rows from 1, and from `rowsBefore` when this
 * is not the start of the file.
 */
export function readTrainingCsv(text: string, rowsBefore = 0): LabeledRows {
  const all = readNumericCsv(text, rowsBefore);
  const columnCount = Math.max(0, all.columnCount - 1);
  const labels = new Float32Array(all.rowCount);
  const values = new Float32Array(all.rowCount * columnCount);
  for (let row = 0; row < all.rowCount; row += 1) {
    const start = row * all.columnCount;
    labels[row] = all.values[start] ?? 0;
    values.set(all.values.subarray(start + 1, start + all.columnCount), row * columnCount);
  }
  return { features: { rowCount: all.rowCount, columnCount, values }, labels };
}

const decimal = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;

/** Rows of numbers, one a line; empty lines are skipped. */
export function readNumericCsv(text: string, rowsBefore = 0): DenseMatrix {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const columnCount = lines[0]?.split(',').length ?? 0;
  const values = new Float32Array(lines.length * columnCount);
  for (const [row, line] of lines.entries()) {
    const cells = line.split(',');
    if (cells.length !== columnCount) throw recordWidth(rowsBefore + row + 1, columnCount, cells.length);
    for (const [column, cell] of cells.entries()) {
      if (!decimal.test(cell)) throw csvNotNumeric(rowsBefore + row + 1, cell);
      values[row * columnCount + column] = Number(cell);
    }
  }
  return { rowCount: lines.length, columnCount, values };
}

/** Feature rows as an inference request sends them: numbers joined by commas, one row a line. */
function writeNumericCsv(features: DenseMatrix): string {
  const line = (row: number) =>
    Array.from(
      features.values.subarray(row * features.columnCount, (row + 1) * features.columnCount),
      shortest,
    ).join(',');
  return Array.from({ length: features.rowCount }, (_, row) => line(row)).join('\n');
}

/** Label first, then features: SageMaker's training CSV. */
export function writeTrainingCsv({ features, labels }: LabeledRows): string {
  const rows = writeNumericCsv(features).split('\n');
  return `${rows.map((row, index) => `${shortest(labels[index] ?? 0)},${row}`).join('\n')}\n`;
}

/** The shortest decimal that reads back as the same float32. */
export function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(value);
}

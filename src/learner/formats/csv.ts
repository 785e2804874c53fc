import type { DenseMatrix, LabeledRows } from '../matrix.ts';
import { csvNotNumeric, csvWidth } from './errors.ts';

/**
 * Parses SageMaker's training CSV: no header, label in the first column. Rows in failures count from 1, after the `rowsBefore` rows
 * that precede these bytes in the file. Throws FormatFailure.
 */
export function readTrainingCsv(bytes: Uint8Array, rowsBefore = 0): LabeledRows {
  const all = readNumericCsv(bytes, rowsBefore);
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

/** Parses UTF-8 lines of numbers; blank lines are skipped. Throws FormatFailure. */
export function readNumericCsv(bytes: Uint8Array, rowsBefore = 0): DenseMatrix {
  let columnCount = 0;
  let values = new Float32Array(0);
  let rowCount = 0;
  for (let start = isMarked(bytes) ? 3 : 0, next = 0; start < bytes.length; start = next) {
    const newline = bytes.indexOf(lineFeed, start);
    next = newline === -1 ? bytes.length : newline + 1;
    let end = newline === -1 ? bytes.length : newline;
    if (bytes[end - 1] === carriageReturn) end -= 1;
    if (isBlank(bytes, start, end)) continue;
    if (rowCount === 0) columnCount = countCells(bytes, start, end);
    if ((rowCount + 1) * columnCount > values.length)
      values = grown(values, Math.ceil(((bytes.length - start) / (next - start)) * 1.1) * columnCount);
    const row = { row: rowsBefore + rowCount + 1, columnCount };
    readRow(bytes, start, end, row, values, rowCount * columnCount);
    rowCount += 1;
  }
  return { rowCount, columnCount, values: values.slice(0, rowCount * columnCount) };
}

const [lineFeed, carriageReturn, comma, point, minus, zero] = [10, 13, 44, 46, 45, 48];

/** A byte order mark. */
const isMarked = ([first, second, third]: Uint8Array) => first === 0xef && second === 0xbb && third === 0xbf;

const textOf = (bytes: Uint8Array, start: number, end: number) =>
  new TextDecoder().decode(bytes.subarray(start, end));

const isBlank = (bytes: Uint8Array, start: number, end: number) =>
  end <= start || ((bytes[start] ?? 0) <= 32 && textOf(bytes, start, end).trim() === '');

function countCells(bytes: Uint8Array, start: number, end: number): number {
  let count = 1;
  for (let at = start; at < end; at += 1) if (bytes[at] === comma) count += 1;
  return count;
}

function grown(values: Float32Array<ArrayBuffer>, length: number): Float32Array<ArrayBuffer> {
  // Growing by at least half takes linear time, whatever the line lengths.
  const larger = new Float32Array(values.length + Math.max(length, values.length / 2, 1024));
  larger.set(values);
  return larger;
}

/** Writes the numbers of one line to `values`, starting at `to`. */
function readRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  { row, columnCount }: { readonly row: number; readonly columnCount: number },
  values: Float32Array,
  to: number,
): void {
  let column = 0;
  let at = start;
  while (at <= end) {
    if (column === columnCount) throw csvWidth(row, columnCount, countCells(bytes, start, end));
    const isNegative = bytes[at] === minus;
    const first = isNegative ? at + 1 : at;
    let whole = 0;
    let pointAt = -1;
    let stop = first;
    // All digits as one integer, then a division by a power of ten: a single rounding, as in Number.
    for (; stop < end; stop += 1) {
      const digit = (bytes[stop] ?? 0) - zero;
      if (digit >= 0 && digit <= 9) whole = whole * 10 + digit;
      else if (digit === point - zero && pointAt === -1) pointAt = stop;
      else break;
    }
    const digits = stop - first - (pointAt === -1 ? 0 : 1);
    const isPlain = digits > 0 && digits <= 15 && (stop === end || bytes[stop] === comma);
    if (isPlain) {
      const decimals = pointAt === -1 ? 0 : stop - pointAt - 1;
      values[to + column] = (isNegative ? -whole : whole) / (powersOfTen[decimals] ?? 1);
    } else {
      while (stop < end && bytes[stop] !== comma) stop += 1;
      values[to + column] = numberIn(textOf(bytes, at, stop), row);
    }
    column += 1;
    at = stop + 1;
  }
  if (column !== columnCount) throw csvWidth(row, columnCount, column);
}

const powersOfTen = Float64Array.from({ length: 16 }, (_, power) => Number(`1e${power}`));
/** No two parts can match the same characters, so that a mismatch takes linear time. */
const decimal = /^\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*$/;

function numberIn(cell: string, row: number): number {
  if (!decimal.test(cell)) throw csvNotNumeric(row, cell);
  return Number(cell);
}

/** Feature rows as in an inference request: comma-separated numbers, one line per row. */
function writeNumericCsv(features: DenseMatrix): string {
  const line = (row: number) =>
    Array.from(
      features.values.subarray(row * features.columnCount, (row + 1) * features.columnCount),
      shortest,
    ).join(',');
  return Array.from({ length: features.rowCount }, (_, row) => line(row)).join('\n');
}

/** SageMaker's training CSV: label first, then features. */
export function writeTrainingCsv({ features, labels }: LabeledRows): string {
  const rows = writeNumericCsv(features).split('\n');
  return `${rows.map((row, index) => `${shortest(labels[index] ?? 0)},${row}`).join('\n')}\n`;
}

/** The shortest decimal that parses to the same float32. */
export function shortest(value: number): string {
  // Categories are ones and zeros.
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  for (let digits = 6; digits <= 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(value);
}

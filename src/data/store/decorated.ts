import type { ColumnsOptions } from '../shapes/columns.ts';
import type { WholeReadOptions } from '../shapes/read.ts';
import { isMissing } from '../source/missing.ts';
import { numberReader } from '../source/numbers.ts';
import type { FoundRows } from '../source/rowReader.ts';

/** Of the cells in the sample: fewer are read as what they are. */
const leastDecorated = 0.5;
const plainNumber = /^\s*-?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?\s*$/;

/** Columns of numbers with thousands separators, currency signs or the like, by the first rows; by their place in the file. */
export function decoratedColumns(
  { rows, found }: { readonly rows: readonly (readonly string[])[]; readonly found: FoundRows },
  options: WholeReadOptions,
  columns: ColumnsOptions = {},
): readonly number[] {
  const read = numberReader(options);
  const dropped = new Set(found.droppedIndices);
  const named = Array.from({ length: found.width }, (_, index) => index).filter(
    (index) => !dropped.has(index),
  );
  return named.filter((index, at) => {
    const meaning = columns[found.names[at] ?? '']?.meaning;
    if (meaning !== undefined && meaning !== 'integer' && meaning !== 'decimal') return false;
    const cells = rows.map((row) => row[index] ?? '').filter((cell) => !isMissing(cell));
    const decorated = cells.filter((cell) => !plainNumber.test(cell) && read(cell) !== undefined);
    return decorated.length > cells.length * leastDecorated;
  });
}

/**
 * Writes the numbers of these columns plainly, in the decimal separator of the file, so that DuckDB reads them itself: by our own
 * function in DuckDB it takes many times as long. What may mean something else as it is written stays.
 */
export function openUndecorate(
  decorated: readonly number[],
  options: WholeReadOptions,
  columns: ColumnsOptions,
): (cells: readonly string[]) => readonly string[] {
  if (decorated.length === 0) return (cells) => cells;
  const read = numberReader(options);
  const kept = new Set([
    ...options.missing,
    ...options.values,
    ...Object.values(columns).flatMap((column) => column?.missing ?? []),
  ]);
  const plain = (cell: string): string => {
    if (cell === '' || plainNumber.test(cell) || kept.has(cell.trim())) return cell;
    // Whether a point separates thousands, all cells decide together.
    if (options.decimal === ',' && !cell.includes(',')) return cell;
    const number = read(cell);
    if (number === undefined || isMissing(cell)) return cell;
    return options.decimal === ',' ? number.replace('.', ',') : number;
  };
  return (cells) => {
    const all = [...cells];
    for (const index of decorated) all[index] = plain(all[index] ?? '');
    return all;
  };
}

import { cellAt, countOf, gathered, levelCounts, sliced, wordsOf } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import type { ColumnReading } from '../source/columnCells.ts';
import { numberOfCell } from './cells.ts';
import { countOnce } from './columnFacts.ts';
import { mostChunkRows } from './table.ts';
import type { Table, ValueCounts } from './table.ts';

/** A table whose rows are in memory. */
export interface MemoryTable extends Table {
  /** A number is written like -1234.5 and a missing value is empty; other values are as in the file. */
  readonly rows: readonly (readonly string[])[];
  /** Rows near both ends as the file has them, by their index. */
  readonly writtenRows: ReadonlyMap<number, readonly string[]>;
  /** The line each row begins on, counted from 1. */
  readonly lines: readonly number[];
  /** Rows exactly as written, without line ends. */
  readonly rowTexts: readonly string[];
}

type Parsed = Pick<
  MemoryTable,
  | 'path'
  | 'file'
  | 'reading'
  | 'columns'
  | 'types'
  | 'headerText'
  | 'rows'
  | 'writtenRows'
  | 'lines'
  | 'rowTexts'
>;

export function memoryTable(parsed: Parsed): MemoryTable {
  const { rows, lines, rowTexts, writtenRows } = parsed;
  const known: (Cells | undefined)[] = [];
  const cellsAt = (column: number): Cells => {
    const cells = known[column] ?? columnCells(parsed, column);
    known[column] = cells;
    return cells;
  };
  return {
    ...parsed,
    rowCount: rows.length,
    facts: countOnce(parsed, cellsAt),
    cells: async (column) => cellsAt(column),
    async *chunks(indices, signal) {
      for (let from = 0; from < rows.length; from += mostChunkRows) {
        signal?.throwIfAborted();
        const to = Math.min(from + mostChunkRows, rows.length);
        yield { from, rowCount: to - from, cells: indices.map((index) => sliced(cellsAt(index), from, to)) };
      }
    },
    cellsAt: async (wanted, indices) => indices.map((column) => gathered(cellsAt(column), wanted)),
    counts: async (column, limit) => countValues(cellsAt(column), limit),
    duplicateRowCount: async () => rows.length - new Set(rows.map((row) => JSON.stringify(row))).size,
    written: async (from, to) =>
      rows.slice(from, to).map((cells, index) => writtenRows.get(from + index) ?? cells),
    lineOf: async (row) => lines[row] ?? 1,
    async *texts(signal) {
      signal?.throwIfAborted();
      yield rowTexts;
    },
  };
}

const readingAt = (types: readonly ColumnReading[], column: number): ColumnReading =>
  types[column] ?? { type: 'empty', why: 'no-values', decimals: 0 };

function columnCells({ rows, types }: Pick<Parsed, 'rows' | 'types'>, column: number): Cells {
  const read = numberOfCell(readingAt(types, column));
  if (read === undefined) return wordsOf(rows.map((cells) => cells[column] ?? ''));
  return { kind: 'numbers', values: Float64Array.from(rows, (cells) => read(cells[column] ?? '')) };
}

function countValues(cells: Cells, limit: number): ValueCounts {
  const counts = new Map<string, number>();
  if (cells.kind === 'words')
    for (const [code, count] of levelCounts(cells).entries()) counts.set(cells.levels[code] ?? '', count);
  else
    for (let row = 0; row < countOf(cells); row += 1) {
      const value = cellAt(cells, row);
      if (value !== undefined) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
    }
  const all = [...counts].map(([value, count]) => ({ value, count }));
  return {
    distinctCount: counts.size,
    top: all.toSorted((a, b) => b.count - a.count).slice(0, limit),
  };
}

import { gathered } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import type { StoredKind } from './columns.ts';
import type { Database } from './database.ts';
import { wholeColumn } from './fill.ts';
import { chunksOf } from './vectors.ts';

export interface RowsAt {
  /** SQL name of the stored table. */
  readonly table: string;
  readonly columns: readonly {
    readonly stored: string;
    readonly kind: StoredKind;
    readonly levels: readonly string[];
  }[];
  /** Distinct. */
  readonly rows: Int32Array;
}

/** A range is read whole if it has at most this many rows per requested one. */
const sparsest = 8;
/** Of one query: each is a word of it. */
const mostListed = 10_000;

/** The cells of some rows, in the order given, of each of the columns. */
export async function rowsAt(
  database: Database,
  { table, columns, rows }: RowsAt,
  signal?: AbortSignal,
): Promise<readonly Cells[]> {
  if (columns.length === 0) return [];
  const sorted = rows.toSorted();
  const first = sorted[0] ?? 0;
  const count = (sorted.at(-1) ?? -1) + 1 - first;
  const isDense = count <= rows.length * sparsest;
  const wholes = columns.map(({ kind, levels }) => wholeColumn(kind, isDense ? count : rows.length, levels));
  const names = columns.map(({ stored }) => stored).join(', ');
  const conditions = isDense ? [`rowid >= ${first} AND rowid < ${first + count}`] : listed(sorted);
  await database.use(async (connection) => {
    let at = 0;
    for (const condition of conditions) {
      const query = `SELECT ${names} FROM ${table} WHERE ${condition} ORDER BY rowid`;
      for await (const chunk of chunksOf(connection, query, signal)) {
        for (const [index, whole] of wholes.entries())
          whole.add(chunk.getColumnVector(index), at, chunk.rowCount);
        at += chunk.rowCount;
      }
    }
  }, signal);
  const places = isDense ? rows.map((row) => row - first) : placesIn(sorted, rows);
  return wholes.map(({ cells }) => gathered(cells, places));
}

const listed = (rows: Int32Array): readonly string[] =>
  Array.from(
    { length: Math.ceil(rows.length / mostListed) },
    (_, part) => `rowid IN (${rows.subarray(part * mostListed, (part + 1) * mostListed).join(', ')})`,
  );

/** Place of each row among the sorted ones. */
function placesIn(sorted: Int32Array, rows: Int32Array): Int32Array {
  const places = new Map(Array.from(sorted, (row, place) => [row, place]));
  return rows.map((row) => places.get(row) ?? -1);
}

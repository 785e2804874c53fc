import type { DuckDBConnection } from '@duckdb/node-api';
import type { ValueCounts } from '../table/table.ts';
import { levelsOf, rowsOf } from './columns.ts';
import { literal } from './database.ts';
import type { StoredKind } from './columns.ts';
import type { Description } from './description.ts';
import { chunksOf, countAt, numbersOf } from './vectors.ts';

export interface StoredColumn {
  readonly catalog: string;
  readonly stored: string;
  readonly kind: StoredKind;
}

export async function countValues(
  connection: DuckDBConnection,
  { catalog, stored, kind }: StoredColumn,
  limit: number,
): Promise<ValueCounts> {
  const name = stored;
  const counted =
    kind === 'words'
      ? `SELECT level AS value, n, code AS first FROM ${levelsOf(catalog)} WHERE stored = ${literal(stored)}`
      : `SELECT ${name} AS value, count(*) AS n, min(rowid) AS first FROM ${rowsOf(catalog)} WHERE ${kind === 'numbers' ? `NOT isnan(${name})` : `${name} <> ''`} GROUP BY ${name}`;
  const [distinctCount = 0] = await numbersOf(connection, `SELECT count(*) FROM (${counted})`);
  const top: { value: string; count: number }[] = [];
  const query = `SELECT value, n FROM (${counted}) ORDER BY n DESC, first LIMIT ${limit}`;
  for await (const chunk of chunksOf(connection, query)) {
    const [values, counts] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
    for (let row = 0; row < chunk.rowCount; row += 1)
      top.push({ value: String(values.getItem(row)), count: countAt(counts, row) });
  }
  return { distinctCount, top };
}

/** Rows near both ends as the file has them, others as they are stored. */
export async function writtenRows(
  connection: DuckDBConnection,
  catalog: string,
  { head, tail, rowCount, kinds, stored }: Description,
  [from, to]: readonly [number, number],
): Promise<readonly (readonly string[])[]> {
  const kept = (row: number) => (row < head.length ? head[row] : tail[row - rowCount + tail.length]);
  const rows = Array.from({ length: Math.max(0, Math.min(to, rowCount) - from) }, (_, index) =>
    kept(from + index),
  );
  const known = rows.filter((row) => row !== undefined);
  if (known.length === rows.length) return known;
  const values = stored.map((value, column) => {
    switch (kinds[column]) {
      case 'numbers':
        return `CASE WHEN isnan(${value}) THEN NULL ELSE ${value} END`;
      case 'words':
        return `(SELECT level FROM ${levelsOf(catalog)} WHERE stored = ${literal(value)} AND code = ${value})`;
      case 'texts':
      case undefined:
        return value;
    }
  });
  const query = `SELECT ${values.join(', ')} FROM ${rowsOf(catalog)} WHERE rowid >= ${from} AND rowid < ${from + rows.length} ORDER BY rowid`;
  const found = await (await connection.run(query)).getRows();
  return found.map((cells, index) => rows[index] ?? cells.map((cell) => (cell === null ? '' : String(cell))));
}

import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnReading } from '../source/columnCells.ts';
import type { Columns } from '../source/names.ts';
import { levelsOf, resolveColumn, rowsOf } from './columns.ts';
import type { LoadedTable, ResolvedColumn } from './columns.ts';
import { loadStatement } from './loadStatement.ts';
import { numberColumn, oddColumn, textColumn } from './textPlan.ts';
import type { LoadPlan } from './textPlan.ts';
import { numbersOf } from './vectors.ts';

/** The rows of a table in a store, each column as what it is. */
export interface LoadedRows {
  readonly columns: Columns;
  readonly rowCount: number;
  readonly types: readonly ColumnReading[];
  readonly kinds: readonly ResolvedColumn['kind'][];
  /** The stored column of each of the table's. */
  readonly stored: readonly number[];
}

interface Loading extends Omit<LoadedTable, 'rowCount'> {
  /** Looks at what was loaded before columns are decided: their names, or what is to be done otherwise. */
  readonly review: (rowCount: number, plan: LoadPlan) => Promise<Columns | LoadPlan | undefined>;
}

/**
 * Loads a file and decides what its columns are; a column that is not what the first rows show is loaded once more. Undefined
 * where the review refuses what DuckDB read.
 */
export async function loadRows(first: LoadPlan, loading: Loading): Promise<LoadedRows | undefined> {
  const { connection, catalog, signal } = loading;
  let plan = first;
  for (;;) {
    await begin(connection, catalog);
    signal?.throwIfAborted();
    await connection.run(loadStatement(plan, rowsOf(catalog)));
    const [rowCount = 0] = await numbersOf(connection, `SELECT count(*) FROM ${rowsOf(catalog)}`);
    const reviewed = await loading.review(rowCount, plan);
    if (reviewed === undefined) {
      await begin(connection, catalog);
      return undefined;
    }
    if ('slots' in reviewed) {
      plan = reviewed;
      continue;
    }
    const resolved = await resolve({ ...loading, rowCount }, plan, reviewed);
    if ('slots' in resolved) plan = resolved;
    else return { columns: reviewed, rowCount, ...resolved };
  }
}

async function begin(connection: DuckDBConnection, catalog: string): Promise<void> {
  await connection.run(`DROP TABLE IF EXISTS ${rowsOf(catalog)}`);
  await connection.run(
    `CREATE OR REPLACE TABLE ${levelsOf(catalog)} (stored INTEGER, code INTEGER, level VARCHAR, n BIGINT)`,
  );
}

async function resolve(
  table: LoadedTable,
  plan: LoadPlan,
  { names, droppedIndices }: Columns,
): Promise<Omit<LoadedRows, 'columns' | 'rowCount'> | LoadPlan> {
  const dropped = new Set(droppedIndices);
  const stored = plan.slots.map((_, index) => index).filter((index) => !dropped.has(index));
  const resolved: ResolvedColumn[] = [];
  const isText = new Set<number>();
  for (const [at, index] of stored.entries()) {
    table.signal?.throwIfAborted();
    const [slot = 'text', decimals = 0] = [plan.slots[index], plan.decimals[index]];
    const column = await resolveColumn(table, { name: names[at] ?? '', index, slot, decimals });
    if (column === undefined) isText.add(index);
    else resolved.push(column);
  }
  if (isText.size > 0)
    return { ...plan, slots: plan.slots.map((slot, index) => (isText.has(index) ? 'text' : slot)) };
  await dropColumns(table, plan, dropped);
  return { stored, types: resolved.map(({ reading }) => reading), kinds: resolved.map(({ kind }) => kind) };
}

/** Drops what only loading needed. */
async function dropColumns(
  { connection, catalog }: LoadedTable,
  { slots }: LoadPlan,
  dropped: ReadonlySet<number>,
): Promise<void> {
  for (const [index, slot] of slots.entries()) {
    const columns = [
      ...(slot === 'text' ? [] : [oddColumn(index)]),
      ...(dropped.has(index) ? [slot === 'text' ? textColumn(index) : numberColumn(index)] : []),
    ];
    for (const column of columns)
      await connection.run(`ALTER TABLE ${rowsOf(catalog)} DROP COLUMN ${column}`);
  }
}

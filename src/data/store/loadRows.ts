import type { DuckDBConnection } from '@duckdb/node-api';
import type { Work } from '../shapes/work.ts';
import type { ColumnReading } from '../source/columnCells.ts';
import type { Columns } from '../source/names.ts';
import { levelsOf, markMissing, resolveColumn, rowsOf } from './columns.ts';
import type { LoadedColumn, LoadedTable, ResolvedColumn } from './columns.ts';
import { quoted } from './database.ts';
import { numberFacts } from './numberFacts.ts';
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
  /** The column of the stored rows, and of the file, of each of the table's. */
  readonly stored: readonly string[];
  readonly indices: readonly number[];
}

interface Loading extends Omit<LoadedTable, 'rowCount'> {
  readonly onProgress?: Work['onProgress'];
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
    `CREATE OR REPLACE TABLE ${levelsOf(catalog)} (stored VARCHAR, code INTEGER, level VARCHAR, n BIGINT)`,
  );
}

async function resolve(
  table: LoadedTable & Pick<Loading, 'onProgress'>,
  plan: LoadPlan,
  { names, droppedIndices }: Columns,
): Promise<Omit<LoadedRows, 'columns' | 'rowCount'> | LoadPlan> {
  const dropped = new Set(droppedIndices);
  const columns: LoadedColumn[] = plan.slots
    .map((slot, index) => ({ index, slot, decimals: plan.decimals[index] ?? 0 }))
    .filter(({ index }) => !dropped.has(index))
    .map((column, at) => ({ ...column, name: names[at] ?? '' }));
  for (const column of columns) if (column.slot !== 'text') await markMissing(table, column);
  const facts = await numberFacts(table, columns);
  const resolved: ResolvedColumn[] = [];
  const total = columns.length;
  const report = (done: number) => table.onProgress?.({ phase: 'reading', done, total, unit: 'columns' });
  const isText = new Set<number>();
  for (const loaded of columns) {
    table.signal?.throwIfAborted();
    report(resolved.length + isText.size);
    const column = await resolveColumn(table, loaded, facts.get(loaded.index));
    if (column === undefined) isText.add(loaded.index);
    else resolved.push(column);
  }
  report(total);
  if (isText.size > 0)
    return { ...plan, slots: plan.slots.map((slot, index) => (isText.has(index) ? 'text' : slot)) };
  const stored = resolved.map((column) => column.stored);
  await keepColumns(table, plan, stored);
  return {
    stored,
    indices: columns.map(({ index }) => index),
    types: resolved.map(({ reading }) => reading),
    kinds: resolved.map(({ kind }) => kind),
  };
}

/** Above it one copy of the rows is faster than dropping column by column. */
const mostDropped = 40;

/** Drops what only loading needed. */
async function keepColumns(
  { connection, catalog }: LoadedTable,
  { slots }: LoadPlan,
  stored: readonly string[],
): Promise<void> {
  const kept = new Set(stored);
  const rows = rowsOf(catalog);
  const dropped = slots
    .flatMap((slot, index) =>
      slot === 'text' ? [textColumn(index)] : [numberColumn(index), oddColumn(index)],
    )
    .filter((column) => !kept.has(column));
  if (dropped.length <= mostDropped) {
    for (const column of dropped) await connection.run(`ALTER TABLE ${rows} DROP COLUMN ${column}`);
    return;
  }
  const copy = `${quoted(catalog)}.kept_rows`;
  await connection.run(`CREATE TABLE ${copy} AS SELECT ${stored.join(', ')} FROM ${rows}`);
  await connection.run(`DROP TABLE ${rows}`);
  await connection.run(`ALTER TABLE ${copy} RENAME TO rows`);
}

import type { DuckDBConnection } from '@duckdb/node-api';
import { openColumn } from '../source/columnCells.ts';
import { numberMarkers } from '../source/missing.ts';
import type { ColumnDecision, ColumnReading } from '../source/columnCells.ts';
import { mostWordLevels } from '../shapes/cells.ts';
import { numberOfCell } from '../table/cells.ts';
import { quoted } from './database.ts';
import { withFunction } from './functions.ts';
import type { NumberFacts } from './numberFacts.ts';
import { numberColumn, oddColumn, textColumn } from './textPlan.ts';
import type { Slot } from './textPlan.ts';
import { chunksOf, countAt, numbersOf, textAt } from './vectors.ts';

/** How the cells of a column are stored: numbers with NaN for missing ones, codes with -1, or texts with an empty one. */
export type StoredKind = 'numbers' | 'words' | 'texts';

/** A column as it was loaded, and what the file says of it. */
export interface LoadedColumn {
  readonly name: string;
  /** In the file, from 0. */
  readonly index: number;
  readonly slot: Slot;
  /** Most decimals in the sample. */
  readonly decimals: number;
}

export interface ResolvedColumn {
  readonly reading: ColumnReading;
  readonly kind: StoredKind;
  /** The column of the table `rows`. */
  readonly stored: string;
}

type How = Omit<Parameters<typeof openColumn>[1], 'rowCount'>;

/** A table that was loaded. */
export interface LoadedTable {
  readonly connection: DuckDBConnection;
  /** The attached database that has the table `rows`. */
  readonly catalog: string;
  readonly rowCount: number;
  readonly how: How;
  readonly signal?: AbortSignal | undefined;
}

export const rowsOf = (catalog: string) => `${quoted(catalog)}.rows`;
export const levelsOf = (catalog: string) => `${quoted(catalog)}.levels`;

/**
 * Decides what a column is, and rewrites it the way it is stored. Undefined where the column was loaded as numbers and is none:
 * it is to be loaded as text. The lines of its words are row indices.
 */
export async function resolveColumn(
  table: LoadedTable,
  column: LoadedColumn,
  numbers: NumberFacts | undefined,
): Promise<ResolvedColumn | undefined> {
  return numbers === undefined ? resolveText(table, column) : resolveNumbers(table, column, numbers);
}

const lineOf = (row: number) => row;

async function resolveNumbers(
  table: LoadedTable,
  column: LoadedColumn,
  { oddCount, ...facts }: NumberFacts,
): Promise<ResolvedColumn | undefined> {
  const { connection, catalog, rowCount, how } = table;
  const [number, odd] = [numberColumn(column.index), oddColumn(column.index)];
  if (oddCount > rowCount / 2 && (await distinctOf(table, odd)) > mostOddCells) return undefined;
  const numbers = { ...facts, isSorted: await isSorted(table, column, facts) };
  const decider = openColumn(column.name, { ...how, rowCount }, numbers);
  if (oddCount > 0) {
    const query = `SELECT ${odd}, count(*), min(rowid) FROM ${rowsOf(catalog)} WHERE ${odd} IS NOT NULL GROUP BY ${odd} ORDER BY min(rowid)`;
    const cells: [string, number, number][] = [];
    for await (const chunk of chunksOf(connection, query, table.signal)) {
      const [cell, count, first] = [
        chunk.getColumnVector(0),
        chunk.getColumnVector(1),
        chunk.getColumnVector(2),
      ];
      for (let row = 0; row < chunk.rowCount; row += 1)
        cells.push([textAt(cell, row), countAt(count, row), countAt(first, row)]);
    }
    const isOfPoints = how.options.decimal === ',' && column.slot === 'decimal';
    // Which format reads more of them, only the cells of all rows can tell.
    if (isOfPoints && cells.some(([cell]) => cell.includes('.'))) return undefined;
    for (const [cell] of cells) decider.look(cell);
    for (const cell of cells) decider.count(...cell);
  }
  const { reading, plainCell } = decider.decide(lineOf);
  if (reading.type === 'empty') return emptied(table, column, reading);
  const read = numberOfCell(reading);
  if (read === undefined || !isOfNumbers(reading)) return undefined;
  const scale = reading.date?.format === 'epoch-s' ? msOfSecond : 1;
  if (oddCount > 0)
    await withFunction(connection, { toNumber: (cell) => read(plainCell(cell)) / scale }, (name) =>
      connection.run(`UPDATE ${rowsOf(catalog)} SET ${number} = ${name}(${odd}) WHERE ${odd} IS NOT NULL`),
    );
  if (scale !== 1)
    await connection.run(
      `ALTER TABLE ${rowsOf(catalog)} ALTER ${number} TYPE DOUBLE USING ${number} * ${scale}`,
    );
  return { reading, kind: 'numbers', stored: number };
}

/** Numbers that stand for a missing value become missing ones. */
export async function markMissing(
  { connection, catalog, how }: LoadedTable,
  { name, index }: LoadedColumn,
): Promise<void> {
  const markers = numberMarkers([...how.options.missing, ...(how.columns?.[name]?.missing ?? [])]);
  if (markers.size === 0) return;
  const [number, odd] = [numberColumn(index), oddColumn(index)];
  const values = [...markers].map((value) => `${value}::DOUBLE`).join(', ');
  await connection.run(
    `UPDATE ${rowsOf(catalog)} SET ${number} = 'NaN'::DOUBLE WHERE ${odd} IS NULL AND ${number} IN (${values})`,
  );
}

const msOfSecond = 1000;

/** Whether the cells are read as numbers, not as dates of another form. */
const isOfNumbers = ({ date }: ColumnReading) => date === undefined || date.format.startsWith('epoch-');

/** A column of numbers with so many other cells is no column of numbers. */
const mostOddCells = 100_000;

/** Nothing but marks of missing values. */
async function emptied(
  table: LoadedTable,
  { index }: LoadedColumn,
  reading: ColumnReading,
): Promise<ResolvedColumn> {
  const { connection, catalog } = table;
  await connection.run(`ALTER TABLE ${rowsOf(catalog)} ALTER ${numberColumn(index)} TYPE INTEGER USING -1`);
  return { reading, kind: 'words', stored: numberColumn(index) };
}

async function distinctOf({ connection, catalog }: LoadedTable, column: string): Promise<number> {
  const [count = 0] = await numbersOf(
    connection,
    `SELECT approx_count_distinct(${column}) FROM ${rowsOf(catalog)}`,
  );
  return count;
}

/** Smaller numbers do not count seconds since 1970. */
const leastEpoch = 900_000_000;

/** Whether numbers that could count time are in order; of others it does not matter. */
async function isSorted(
  { connection, catalog }: LoadedTable,
  { index, slot }: LoadedColumn,
  { min }: Pick<NumberFacts, 'min'>,
): Promise<boolean> {
  if (slot === 'decimal' || !(min > leastEpoch)) return false;
  const number = numberColumn(index);
  const [inOrder = 0] = await numbersOf(
    connection,
    `SELECT bool_and(isSorted) FROM (SELECT ${number} >= lag(${number}, 1, ${number}) OVER (ORDER BY rowid) AS isSorted FROM ${rowsOf(catalog)} WHERE ${oddColumn(index)} IS NULL AND NOT isnan(${number}))`,
  );
  return inOrder !== 0;
}

async function resolveText(table: LoadedTable, column: LoadedColumn): Promise<ResolvedColumn> {
  const { connection, catalog, rowCount, how, signal } = table;
  const cell = textColumn(column.index);
  await countDistinct(table, cell);
  const decider = openColumn(column.name, { ...how, rowCount });
  for await (const chunk of chunksOf(connection, `SELECT cell, n, r FROM distinct_cells`, signal)) {
    const cells = chunk.getColumnVector(0);
    for (let row = 0; row < chunk.rowCount; row += 1) decider.look(textAt(cells, row));
  }
  for await (const chunk of chunksOf(connection, `SELECT cell, n, r FROM distinct_cells`, signal)) {
    const [cells, count, first] = [
      chunk.getColumnVector(0),
      chunk.getColumnVector(1),
      chunk.getColumnVector(2),
    ];
    for (let row = 0; row < chunk.rowCount; row += 1)
      decider.count(textAt(cells, row), countAt(count, row), countAt(first, row));
  }
  const decision = decider.decide(lineOf);
  const { reading, plainCell } = decision;
  const read = numberOfCell(reading);
  if (read !== undefined) {
    await withFunction(connection, { toNumber: (text) => read(plainCell(text)) }, (name) =>
      connection.run(
        `ALTER TABLE ${rowsOf(catalog)} ALTER ${cell} TYPE DOUBLE USING ${name}(coalesce(${cell}, ''))`,
      ),
    );
    return { reading, kind: 'numbers', stored: cell };
  }
  return { reading, kind: await writeWords(table, column.index, decision), stored: cell };
}

/** The distinct cells of a column, in the order in which they first appear. */
async function countDistinct({ connection, catalog }: LoadedTable, cell: string): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE distinct_cells AS SELECT coalesce(${cell}, '') AS cell, count(*) AS n, min(rowid) AS r FROM ${rowsOf(catalog)} GROUP BY 1 ORDER BY r`,
  );
}

/** Replaces the cells of a column by codes of its words, or by plain texts where there are too many of them. */
async function writeWords(
  table: LoadedTable,
  index: number,
  { plainCell }: ColumnDecision,
): Promise<StoredKind> {
  const { connection, catalog } = table;
  const cell = textColumn(index);
  return withFunction(connection, { toText: plainCell }, async (plain) => {
    const change = `SELECT count(*) FILTER (WHERE p <> cell), count(*) FILTER (WHERE p <> cell AND p <> ''), count(*) FILTER (WHERE p <> '') FROM (SELECT cell, ${plain}(cell) AS p FROM distinct_cells)`;
    let [changed = 0, trimmed = 0, levelCount = 0] = await numbersOf(connection, change);
    const isTooMany = levelCount > mostWordLevels;
    if (trimmed > 0 || (isTooMany && changed > 0)) {
      await connection.run(
        `ALTER TABLE ${rowsOf(catalog)} ALTER ${cell} TYPE VARCHAR USING ${plain}(coalesce(${cell}, ''))`,
      );
      await countDistinct(table, cell);
      [changed = 0, trimmed = 0, levelCount = 0] = await numbersOf(connection, change);
    }
    if (levelCount > mostWordLevels) return 'texts';
    await writeCodes(table, index, `${plain}(cell)`, levelCount);
    return 'words';
  });
}

async function writeCodes(
  { connection, catalog }: LoadedTable,
  index: number,
  plain: string,
  levelCount: number,
): Promise<void> {
  const cell = textColumn(index);
  const type = `${quoted(catalog)}.words${index}`;
  // Missing values come last, so that their codes are not below the number of words.
  await connection.run(
    `CREATE TYPE ${type} AS ENUM (SELECT cell FROM distinct_cells ORDER BY ${plain} = '', r)`,
  );
  const code = `enum_code(coalesce(${cell}, '')::${type})::INTEGER`;
  await connection.run(
    `INSERT INTO ${levelsOf(catalog)} SELECT '${cell}', row_number() OVER (ORDER BY r) - 1, cell, n FROM distinct_cells WHERE ${plain} <> ''`,
  );
  await connection.run(
    `ALTER TABLE ${rowsOf(catalog)} ALTER ${cell} TYPE INTEGER USING CASE WHEN ${cell} IS NULL OR ${code} >= ${levelCount} THEN -1 ELSE ${code} END`,
  );
  await connection.run(`DROP TYPE ${type}`);
}

import type { DuckDBConnection, DuckDBType, DuckDBVector } from '@duckdb/node-api';
import { cellAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import type { Pace, Work } from '../shapes/work.ts';
import { columnsOf, isAscending } from '../table/rowsInOrder.ts';
import type { TablePart } from '../table/rowsInOrder.ts';
import type { Table } from '../table/table.ts';
import { dayMs, fromDouble, isTruth, mostExact, numberType, typeAt } from './parquetTypes.ts';
import type { ParquetRows } from './parquetTypes.ts';
import { codesIn, numbersIn, numbersOf } from './vectors.ts';

/** How a column was appended: numbers with NaN, the row of a word in `words0`, `words1` … with -1, or texts with an empty one. */
type Kind = Cells['kind'] | 'truth';

/** As many as DuckDB's chunks have. */
const rowsAtOnce = 2048;

/** Rows of a table in a table of DuckDB, which is read once. */
export async function rowsInTable(
  connection: DuckDBConnection,
  table: Table,
  part: TablePart,
  work: Work,
): Promise<ParquetRows> {
  const kinds = await appendRows(connection, table, part, work);
  const wholes = await wholeColumns(connection, table, part, kinds);
  const values = columnsOf(table, part).map((column, at) => {
    const reading = typeAt(table, column);
    if (kinds[at] === 'numbers')
      return fromDouble(
        `CASE WHEN isnan(c${at}) THEN NULL ELSE c${at} END`,
        numberType(reading, wholes[at] !== 0),
      );
    const word = kinds[at] === 'texts' ? `nullif(c${at}, '')` : `words${at}.word`;
    return kinds[at] === 'truth' ? `lower(${word}) = 'true'` : word;
  });
  const joins = kinds.flatMap((kind, at) =>
    kind === 'words' || kind === 'truth' ? [`LEFT JOIN words${at} ON words${at}.rowid = c${at}`] : [],
  );
  // A join need not keep the order of the rows.
  const isInOrder = joins.length === 0 && (part.rows === undefined || isAscending(part.rows));
  return { values, from: `rows ${joins.join(' ')} ${isInOrder ? '' : 'ORDER BY place'}` };
}

/** 1 if all numbers of a column are whole and exact or, for dates, at midnight; otherwise 0. */
async function wholeColumns(
  connection: DuckDBConnection,
  table: Table,
  part: TablePart,
  kinds: readonly Kind[],
): Promise<readonly (number | undefined)[]> {
  const columns = columnsOf(table, part);
  const wholes = kinds.map((kind, at) => {
    if (kind !== 'numbers') return 'NULL';
    const isDate = typeAt(table, columns[at] ?? 0).date !== undefined;
    const isWhole = isDate
      ? `c${at} % ${dayMs} = 0`
      : `c${at} = trunc(c${at}) AND abs(c${at}) <= ${mostExact}`;
    return `bool_and(isnan(c${at}) OR (${isWhole}))`;
  });
  return numbersOf(connection, `SELECT ${wholes.join(', ')} FROM rows`);
}

/** Appends rows of a table to DuckDB's table `rows`, in columns c0, c1 … and `place`, which is where each is wanted. */
async function appendRows(
  connection: DuckDBConnection,
  table: Table,
  part: TablePart,
  work: Work,
): Promise<readonly Kind[]> {
  const pace = openPace(work);
  const columns = columnsOf(table, part);
  const places = placesOf(part.rows, table.rowCount);
  const total = part.rows?.length ?? table.rowCount;
  const picked = new Int32Array(rowsAtOnce);
  let done = 0;
  let target: Target | undefined;
  for await (const { from, rowCount, cells } of table.chunks(columns, work.signal)) {
    target ??= await openTarget(connection, cells, pace);
    for (let row = 0; row < rowCount;) {
      let count = 0;
      for (; row < rowCount && count < rowsAtOnce; row += 1)
        if ((places[from + row] ?? -1) >= 0) picked[count++] = row;
      target.append(cells, picked.subarray(0, count), (index) => places[from + index] ?? -1);
      done += count;
      await pace();
    }
    work.onProgress?.({ phase: 'writing', done, total, unit: 'rows' });
  }
  if (target === undefined) throw new Error('A table without rows has no columns');
  target.close();
  const { kinds, levels } = target;
  return kinds.map((kind, at) =>
    kind === 'words' && isTruth(typeAt(table, columns[at] ?? 0), levels[at] ?? []) ? 'truth' : kind,
  );
}

/** Output position of each row of a table, -1 for none. */
function placesOf(rows: Int32Array | undefined, rowCount: number): Int32Array {
  const places = new Int32Array(rowCount);
  if (rows === undefined) {
    for (let row = 0; row < rowCount; row += 1) places[row] = row;
    return places;
  }
  places.fill(-1);
  for (let place = 0; place < rows.length; place += 1) places[rows[place] ?? 0] = place;
  return places;
}

interface Target {
  readonly kinds: readonly Cells['kind'][];
  readonly levels: readonly (readonly string[])[];
  readonly append: (cells: readonly Cells[], picked: Int32Array, placeOf: (row: number) => number) => void;
  readonly close: () => void;
}

async function openTarget(
  connection: DuckDBConnection,
  first: readonly Cells[],
  pace: Pace,
): Promise<Target> {
  const { DOUBLE, DuckDBDataChunk: Chunk, INTEGER, VARCHAR } = await import('@duckdb/node-api');
  const typeOf = (kind: Cells['kind']): DuckDBType =>
    kind === 'numbers' ? DOUBLE : kind === 'words' ? INTEGER : VARCHAR;
  const wordColumns = [...first.keys()].filter((at) => first[at]?.kind === 'words');
  const joined = new Set(wordColumns.slice(0, mostJoins));
  const kinds = first.map(({ kind }, at) => (kind === 'words' && !joined.has(at) ? 'texts' : kind));
  const levels = first.map((cells) => (cells.kind === 'words' ? cells.levels : []));
  for (const [at, kind] of kinds.entries())
    if (kind === 'words') await createWords(connection, `words${at}`, levels[at] ?? [], pace);
  const types = kinds.map(typeOf);
  const named = types.map((type, at) => `c${at} ${type.toString()}`);
  await connection.run(`CREATE TABLE rows (${[...named, 'place INTEGER'].join(', ')})`);
  const appender = await connection.createAppender('rows');
  return {
    kinds,
    levels,
    append: (cells, picked, placeOf) => {
      if (picked.length === 0) return;
      const chunk = Chunk.create([...types, INTEGER], picked.length);
      for (const [at, column] of cells.entries()) {
        if (column.kind === 'words' && column.levels !== levels[at])
          throw new Error('The words of a column differ between its chunks');
        fillVector(chunk.getColumnVector(at), kinds[at] ?? column.kind, column, picked);
      }
      const places = chunk.getColumnVector(cells.length);
      codesIn(places).set(picked.map(placeOf));
      places.flush();
      appender.appendDataChunk(chunk);
    },
    close: () => appender.closeSync(),
  };
}

/** Columns whose words are joined at the end: faster than appending each word, except for very many columns. */
const mostJoins = 50;

function fillVector(vector: DuckDBVector, kind: Cells['kind'], cells: Cells, picked: Int32Array): void {
  if (kind === 'texts')
    for (const [row, index] of picked.entries()) vector.setItem(row, String(cellAt(cells, index) ?? ''));
  else if (cells.kind === 'numbers') {
    const values = numbersIn(vector);
    for (let row = 0; row < picked.length; row += 1)
      values[row] = cells.values[picked[row] ?? 0] ?? Number.NaN;
  } else if (cells.kind === 'words') {
    const codes = codesIn(vector);
    for (let row = 0; row < picked.length; row += 1) codes[row] = cells.codes[picked[row] ?? 0] ?? -1;
  }
  vector.flush();
}

/** A table of the words in their order. */
async function createWords(
  connection: DuckDBConnection,
  name: string,
  words: readonly string[],
  pace: Pace,
): Promise<void> {
  const { DuckDBDataChunk: Chunk, VARCHAR } = await import('@duckdb/node-api');
  await connection.run(`CREATE TABLE ${name} (word VARCHAR)`);
  const appender = await connection.createAppender(name);
  for (let from = 0; from < words.length; from += rowsAtOnce) {
    const part = words.slice(from, from + rowsAtOnce);
    const chunk = Chunk.create([VARCHAR], part.length);
    chunk.setColumnValues(0, part);
    appender.appendDataChunk(chunk);
    await pace();
  }
  appender.closeSync();
}

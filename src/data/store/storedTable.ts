import { cellAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { countOnce } from '../table/columnFacts.ts';
import { fileTextOf, csvLine } from '../table/csvLine.ts';
import { mostChunkRows } from '../table/table.ts';
import type { Table, TableChunk } from '../table/table.ts';
import { levelsOf, rowsOf } from './columns.ts';
import { literal } from './database.ts';
import type { Database } from './database.ts';
import type { Description } from './description.ts';
import { chunkPart, wholeColumn } from './fill.ts';
import type { ChunkPart } from './fill.ts';
import { countValues, writtenRows } from './answers.ts';
import { rowsAt } from './rowsAt.ts';
import { lineInFiles, rowsInFiles } from './rowsInFiles.ts';
import type { Unpacking } from './sources.ts';
import { chunksOf, numbersOf, textAt } from './vectors.ts';

/** The table in the attached database `catalog`. */
export function storedTable(
  database: Database,
  catalog: string,
  path: string,
  description: Description,
  unpacking: Unpacking,
): Table {
  const { columns, kinds, stored, rowCount, types } = description;
  const rows = rowsOf(catalog);
  const nameOf = (column: number) => stored[column] ?? '';
  const isParquet = description.reading.options.format === 'parquet';
  const levels = new Map<number, Promise<readonly string[]>>();
  const levelsAt = (column: number) => {
    const known = levels.get(column) ?? readLevels(database, catalog, nameOf(column));
    levels.set(column, known);
    return known;
  };
  async function* chunks(indices: readonly number[], signal?: AbortSignal): AsyncGenerator<TableChunk> {
    const parts = await Promise.all(
      indices.map(async (column) => chunkPart(kinds[column] ?? 'texts', await levelsAt(column))),
    );
    yield* streamed(database, `SELECT ${indices.map(nameOf).join(', ')} FROM ${rows}`, parts, signal);
  }
  const cellsAt = async (column: number, signal?: AbortSignal): Promise<Cells> => {
    const whole = wholeColumn(kinds[column] ?? 'texts', rowCount, await levelsAt(column));
    await database.use(async (connection) => {
      let from = 0;
      for await (const chunk of chunksOf(connection, `SELECT ${nameOf(column)} FROM ${rows}`, signal)) {
        whole.add(chunk.getColumnVector(0), from, chunk.rowCount);
        from += chunk.rowCount;
      }
    }, signal);
    return whole.cells;
  };
  return {
    path,
    file: description.file,
    reading: description.reading,
    columns,
    types,
    rowCount,
    headerText: description.headerText,
    facts: countOnce({ columns, types, reading: description.reading }, cellsAt),
    cells: cellsAt,
    chunks,
    cellsAt: async (wanted, indices, signal) => {
      const known = await Promise.all(
        indices.map(async (column) => ({
          stored: nameOf(column),
          kind: kinds[column] ?? 'texts',
          levels: await levelsAt(column),
        })),
      );
      return rowsAt(database, { table: rows, columns: known, rows: wanted }, signal);
    },
    counts: (column, limit, signal) =>
      database.use(
        (connection) =>
          countValues(connection, { catalog, stored: nameOf(column), kind: kinds[column] ?? 'texts' }, limit),
        signal,
      ),
    duplicateRowCount: (signal) =>
      database.use(async (connection) => {
        const all = columns.map((_, column) => nameOf(column)).join(', ');
        const [distinct = 0] = await numbersOf(
          connection,
          `SELECT count(DISTINCT hash(${all})) FROM ${rows}`,
        );
        return rowCount - distinct;
      }, signal),
    written: (from, to) =>
      database.use((connection) => writtenRows(connection, catalog, description, [from, to])),
    lineOf: async (row) => {
      if (isParquet) return row + 1;
      return lineInFiles(path, description, unpacking, row);
    },
    async *texts(signal) {
      if (isParquet) {
        yield* csvRows(description, chunks, signal);
        return;
      }
      for await (const batch of rowsInFiles(path, description, unpacking, signal))
        yield batch.map(({ text }) => text);
    },
  };
}

/** The rows of a table whose file has no lines. */
async function* csvRows(
  { columns, types }: Description,
  chunks: Table['chunks'],
  signal?: AbortSignal,
): AsyncGenerator<readonly string[]> {
  const textOf = columns.map((_, column) => fileTextOf(types[column] ?? {}));
  for await (const { rowCount, cells } of chunks(
    columns.map((_, column) => column),
    signal,
  ))
    yield Array.from({ length: rowCount }, (_, row) =>
      csvLine(cells.map((column, index) => textOf[index]?.(cellAt(column, row)) ?? '')),
    );
}

async function readLevels(database: Database, catalog: string, stored: string): Promise<readonly string[]> {
  const levels: string[] = [];
  await database.use(async (connection) => {
    const query = `SELECT level FROM ${levelsOf(catalog)} WHERE stored = ${literal(stored)} ORDER BY code`;
    for await (const chunk of chunksOf(connection, query)) {
      const texts = chunk.getColumnVector(0);
      for (let row = 0; row < chunk.rowCount; row += 1) levels.push(textAt(texts, row));
    }
  });
  return levels;
}

/** The chunks of a query, joined to larger ones. */
async function* streamed(
  database: Database,
  query: string,
  parts: readonly ChunkPart[],
  signal?: AbortSignal,
): AsyncGenerator<TableChunk> {
  const lent = await database.lend(signal);
  try {
    let [from, count] = [0, 0];
    const taken = () => ({ from, rowCount: count, cells: parts.map((part) => part.cells(count)) });
    for await (const chunk of chunksOf(lent.connection, query, signal)) {
      if (count + chunk.rowCount > mostChunkRows) {
        yield taken();
        [from, count] = [from + count, 0];
      }
      for (const [index, part] of parts.entries())
        part.add(chunk.getColumnVector(index), count, chunk.rowCount);
      count += chunk.rowCount;
    }
    if (count > 0) yield taken();
  } catch (error) {
    throw lent.failureOf(error);
  } finally {
    lent.giveBack();
  }
}

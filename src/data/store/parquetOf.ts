import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Work } from '../shapes/work.ts';
import { columnsOf } from '../table/rowsInOrder.ts';
import type { TablePart } from '../table/rowsInOrder.ts';
import type { Table } from '../table/table.ts';
import { literal, openDatabase, quoted } from './database.ts';
import { rowsInFile } from './parquetFile.ts';
import { rowsInTable } from './parquetTable.ts';

const leastMemoryBytes = 512 * 1024 * 1024;
/** DuckDB reserves this much for each column that it writes. */
const memoryBytesOfColumn = 160 * 1024;

/**
 * The bytes of a Parquet file with rows of a table. Whole numbers are BIGINT, other numbers DOUBLE, dates DATE or, where one has a time
 * of day, TIMESTAMP in UTC, true and false BOOLEAN, and all other values VARCHAR. Spills to disk beyond the memory limit. Throws
 * 'store-unavailable' and 'disk-full'.
 */
export async function* parquetOf(
  table: Table,
  part: TablePart = {},
  work: Work = {},
): AsyncGenerator<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'linear-learner-'));
  try {
    const path = join(folder, 'rows.parquet');
    const columnBytes = columnsOf(table, part).length * memoryBytesOfColumn;
    const memoryLimitBytes = Math.max(leastMemoryBytes, columnBytes);
    const database = await openDatabase({ memoryLimitBytes, spillFolder: folder });
    try {
      await database.use((connection) => writeParquet(connection, path, table, part, work), work.signal);
    } finally {
      database.close();
    }
    yield* createReadStream(path, { highWaterMark: 2 ** 20 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** With more columns, a DuckDB table takes too much memory: rows are read from a file instead. */
const mostTableColumns = 200;
/** DuckDB holds a group of rows in memory while it writes it. */
const mostGroupCells = 8_000_000;
const mostGroupRows = 122_880;
const leastGroupRows = 2048;

async function writeParquet(
  connection: DuckDBConnection,
  path: string,
  table: Table,
  part: TablePart,
  work: Work,
): Promise<void> {
  const columns = columnsOf(table, part);
  const { values, from } =
    columns.length <= mostTableColumns
      ? await rowsInTable(connection, table, part, work)
      : await rowsInFile(`${path}.csv`, table, part, work);
  const named = values.map((value, at) => `${value} AS ${quoted(table.columns[columns[at] ?? 0] ?? '')}`);
  const groupRows = Math.min(mostGroupRows, Math.floor(mostGroupCells / columns.length));
  const options = `FORMAT parquet, ROW_GROUP_SIZE ${Math.max(leastGroupRows, groupRows)}`;
  work.signal?.throwIfAborted();
  await connection.run(`COPY (SELECT ${named.join(', ')} FROM ${from}) TO ${literal(path)} (${options})`);
}

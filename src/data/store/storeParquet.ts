import type { DuckDBConnection } from '@duckdb/node-api';
import { dataFailure } from '../shapes/failures.ts';
import { plainReadOptions } from '../shapes/read.ts';
import type { DroppedColumn } from '../shapes/reading.ts';
import { nameColumns } from '../source/names.ts';
import { csvLine } from '../table/csvLine.ts';
import { requireWidth } from '../table/requireTable.ts';
import { quoted } from './database.ts';
import type { Description } from './description.ts';
import { hashFiles } from './hashFiles.ts';
import { loadRows } from './loadRows.ts';
import { parquetSource } from './loadStatement.ts';
import { fileFacts, requireUnchanged } from './request.ts';
import type { FilesRequest } from './request.ts';
import { requireSameColumns } from './sameColumns.ts';
import type { Slot } from './textPlan.ts';
import { numbersOf } from './vectors.ts';

interface ParquetColumn {
  readonly name: string;
  readonly type: string;
}

/** Reads Parquet files; columns of values that are no cells are left out. */
export async function storeParquet(request: FilesRequest): Promise<Description> {
  const { path, sources, connection, catalog, signal, read } = request;
  const all = await columnsOf(request);
  requireWidth(path, all.length);
  const unfit = all.map(({ type }) => unfitFor(type));
  const columns = all.filter((_, index) => unfit[index] === undefined);
  const [first] = all;
  if (columns.length === 0)
    throw dataFailure(
      'table-nested',
      { file: path, column: first?.name ?? '' },
      `${path} has no plain column`,
    );
  const paths = sources.files.map(({ readPath }) => readPath);
  const options = {
    ...plainReadOptions,
    format: 'parquet' as const,
    missing: read.missing ?? [],
    values: read.values ?? [],
  };
  const { head } = request;
  // What is shown of a head is no basis for anything.
  const sha256 = head === undefined ? hashFiles(sources, signal) : Promise.resolve('');
  sha256.catch(() => undefined);
  const slots = columns.map(({ type }) => slotFor(type));
  const decimals = await decimalsIn(connection, parquetSource(paths), columns, slots);
  const names = nameColumns(
    columns.map(({ name }) => name),
    columns.length,
    { rowCount: () => 0, isEmpty: () => false, countsRows: () => false },
  );
  const mostRows = head && Math.min(head.rows, Math.ceil(head.cells / columns.length));
  const loaded = await loadRows(
    { slots, decimals, from: { kind: 'parquet', paths, columns, mostRows } },
    {
      connection,
      catalog,
      signal,
      onProgress: request.onProgress,
      how: { options, isIndented: false, columns: request.columns },
      review: async (rowCount) => (rowCount === 0 ? undefined : names),
    },
  );
  if (loaded === undefined) throw dataFailure('table-header-only', { file: path }, `${path} has no rows`);
  const facts = { sha256: await sha256, delimiter: ',', encoding: 'utf-8', newline: 'LF' } as const;
  await requireUnchanged(sources);
  return {
    file: fileFacts(request, facts),
    reading: {
      options,
      unsure: [],
      headerRule: 'given',
      skipped: [],
      skippedCount: 0,
      wrongRows: [],
      wrongRowCount: 0,
      dropped: all.flatMap(({ name }, index) => {
        const why = unfit[index];
        return why === undefined ? [] : [{ number: index + 1, name, why }];
      }),
      names: names.changed.slice(0, listed),
      words: loaded.types.flatMap(({ words }) => (words === undefined ? [] : [words])).slice(0, listed),
    },
    columns: names.names,
    types: loaded.types,
    kinds: loaded.kinds,
    stored: loaded.stored,
    rowCount: loaded.rowCount,
    headerText: csvLine(names.names),
    source: { encodings: [], usual: columns.length, version: sources.version },
    head: [],
    tail: [],
  };
}

const listed = 100;

/** The columns of all files, which are the same. Throws 'file-parquet' and 'tables-differ'. */
async function columnsOf({ sources, connection }: FilesRequest): Promise<readonly ParquetColumn[]> {
  let first: readonly ParquetColumn[] | undefined;
  for (const { path, readPath } of sources.files) {
    const columns = await described(connection, path, readPath);
    const names = (of: readonly ParquetColumn[]) => of.map(({ name }) => name);
    if (first !== undefined) requireSameColumns(sources.files[0].path, names(first), path, names(columns));
    first ??= columns;
  }
  return first ?? [];
}

/** Rows of all files, by what the files say of themselves. */
export async function parquetRowCount(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<number> {
  const [count = 0] = await numbersOf(connection, `SELECT count(*) FROM ${parquetSource(paths)}`);
  return count;
}

async function described(
  connection: DuckDBConnection,
  file: string,
  readPath: string,
): Promise<readonly ParquetColumn[]> {
  try {
    const result = await connection.run(`DESCRIBE SELECT * FROM ${parquetSource([readPath])}`);
    return (await result.getRows()).map(([name, type]) => ({ name: String(name), type: String(type) }));
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (!/^(Invalid Input|IO|Invalid) Error/.test(message)) throw error;
    const [found = ''] = message.replace(/^[\w ]+ Error: /, '').split('\n');
    throw dataFailure('file-parquet', { file, found: found.replaceAll(readPath, file) }, message, {
      cause: error,
    });
  }
}

/** Why the values of a type are no cells. */
function unfitFor(type: string): DroppedColumn['why'] | undefined {
  if (/[[\]]$|^(?:STRUCT|MAP|UNION|VARIANT|LIST|GEOMETRY)\b/.test(type)) return 'nested';
  return /^(?:BLOB|BIT)$/.test(type) ? 'bytes' : undefined;
}

function slotFor(type: string): Slot {
  if (/^U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$/.test(type)) return 'whole';
  return /^(?:FLOAT|DOUBLE|DECIMAL\b.*)$/.test(type) ? 'double' : 'text';
}

const looked = 2000;
const mostDecimals = 6;

/** Most decimals of the first values of each column. */
async function decimalsIn(
  connection: DuckDBConnection,
  source: string,
  columns: readonly ParquetColumn[],
  slots: readonly Slot[],
): Promise<readonly number[]> {
  const values = columns.map(({ name }, index) =>
    slots[index] === 'double' ? `${quoted(name)}::DOUBLE` : 'NULL',
  );
  const rows = await (
    await connection.run(`SELECT ${values.join(', ')} FROM ${source} LIMIT ${looked}`)
  ).getRows();
  return columns.map((_, index) =>
    rows.reduce((most, cells) => {
      const value = cells[index];
      const decimals = typeof value === 'number' ? (/\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0) : 0;
      return Math.min(mostDecimals, Math.max(most, decimals));
    }, 0),
  );
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { literal, openDatabase, quoted } from './database.ts';

/** Columns for the rows of a Parquet file. */
export interface AppendedColumns {
  readonly path: string;
  /** A CSV file without a header, with a line for each row and a value for each column; an empty one is null. */
  readonly valuesPath: string;
  readonly columns: readonly { readonly name: string; readonly isNumber: boolean }[];
  /** Written over. */
  readonly targetPath: string;
}

const memoryLimitBytes = 512 * 1024 * 1024;

/** Writes a Parquet file with all columns of another one and further ones, row by row in its order. */
export async function appendColumns(
  { path, valuesPath, columns, targetPath }: AppendedColumns,
  signal?: AbortSignal,
): Promise<void> {
  const spillFolder = await mkdtemp(join(tmpdir(), 'linear-learner-'));
  try {
    const database = await openDatabase({ memoryLimitBytes, spillFolder });
    try {
      const types = columns.map(
        ({ isNumber }, index) => `${literal(`c${index}`)}: '${isNumber ? 'DOUBLE' : 'VARCHAR'}'`,
      );
      const named = columns.map(({ name }, index) => `v.c${index} AS ${quoted(name)}`);
      const values = `read_csv(${literal(valuesPath)}, header = false, delim = ',', quote = '"', escape = '"', columns = {${types.join(', ')}}, nullstr = '', parallel = false)`;
      const query = `SELECT t.*, ${named.join(', ')} FROM read_parquet(${literal(path)}) t POSITIONAL JOIN ${values} v`;
      await database.use(async (connection) => {
        await connection.run(`COPY (${query}) TO ${literal(targetPath)} (FORMAT parquet)`);
      }, signal);
    } finally {
      database.close();
    }
  } finally {
    await rm(spillFolder, { recursive: true, force: true });
  }
}

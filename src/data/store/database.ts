import { mkdir } from 'node:fs/promises';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { dataFailure } from '../shapes/failures.ts';

/** One DuckDB in memory; tables are databases attached to it, each in a file or in memory. */
export interface Database {
  /** Runs `work` on a connection of its own; `signal` interrupts what it is running. Throws the signal's reason then. */
  readonly use: <T>(work: (connection: DuckDBConnection) => Promise<T>, signal?: AbortSignal) => Promise<T>;
  /** A connection that is used for longer; to be given back. */
  readonly lend: (signal?: AbortSignal) => Promise<LentConnection>;
  readonly close: () => void;
}

interface LentConnection {
  readonly connection: DuckDBConnection;
  /** The failure behind an error of DuckDB: the signal's reason where it was aborted. */
  readonly failureOf: (error: unknown) => unknown;
  readonly giveBack: () => void;
}

export interface DatabaseOptions {
  readonly memoryLimitBytes: number;
  /** Where DuckDB writes what does not fit into memory; created when it is missing. */
  readonly spillFolder: string;
}

/** Opens DuckDB. Throws 'store-unavailable' where it does not run on this platform. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  await mkdir(options.spillFolder, { recursive: true });
  const instance = await startInstance(options);
  const lend = (signal?: AbortSignal) => lendConnection(instance, options, signal);
  return {
    lend,
    use: async (work, signal) => {
      const lent = await lend(signal);
      try {
        return await work(lent.connection);
      } catch (error) {
        throw lent.failureOf(error);
      } finally {
        lent.giveBack();
      }
    },
    close: () => instance.closeSync(),
  };
}

async function lendConnection(
  instance: DuckDBInstance,
  options: DatabaseOptions,
  signal?: AbortSignal,
): Promise<LentConnection> {
  signal?.throwIfAborted();
  const connection = await instance.connect();
  const interrupt = () => connection.interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  return {
    connection,
    failureOf: (error) => (signal?.aborted === true ? signal.reason : databaseFailure(error, options)),
    giveBack: () => {
      signal?.removeEventListener('abort', interrupt);
      connection.closeSync();
    },
  };
}

async function startInstance({ memoryLimitBytes, spillFolder }: DatabaseOptions): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await loadBinding();
  return DuckDBInstance.create(':memory:', {
    memory_limit: `${Math.ceil(memoryLimitBytes / 2 ** 20)}MiB`,
    temp_directory: spillFolder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    enable_external_file_cache: 'false',
  });
}

async function loadBinding() {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    const platform = `${process.platform}-${process.arch}`;
    throw dataFailure('store-unavailable', { platform }, `No DuckDB for ${platform}`, { cause: error });
  }
}

function databaseFailure(error: unknown, { memoryLimitBytes, spillFolder }: DatabaseOptions): unknown {
  const message = error instanceof Error ? error.message : '';
  if (/No space left|max_temp_directory_size/.test(message))
    return dataFailure('disk-full', { file: spillFolder }, message, { cause: error });
  return message.startsWith('Out of Memory')
    ? dataFailure('store-memory', { limitBytes: memoryLimitBytes }, message, { cause: error })
    : error;
}

/** A name as SQL has it. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
/** A text as SQL has it. */
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A store is read by the version that wrote it. */
export const engineVersion = async (): Promise<string> => (await loadBinding()).version();

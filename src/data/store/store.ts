import { rm, stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { fileFailure } from '../../files/errors.ts';
import { sortedOptions, writtenOptions } from '../shapes/read.ts';
import { formatOf } from '../shapes/tableFiles.ts';
import { untilAborted, wasAborted } from '../shapes/work.ts';
import type { Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import { openForReading } from '../columnFiles/columnFile.ts';
import type { Refusal } from '../columnFiles/kernel.ts';
import { noReaderThreads } from '../columnFiles/readerThreads.ts';
import type { ReaderThreads } from '../columnFiles/readerThreads.ts';
import type { ColumnTable } from './columnPath.ts';
import { columnTable } from './columnTable.ts';
import { levelsOf, rowsOf } from './columns.ts';
import { keepColumnFile, openColumnFile } from './keptColumns.ts';
import { engineVersion, literal, openDatabase, quoted } from './database.ts';
import type { Database } from './database.ts';
import type { Description } from './description.ts';
import type { HeadTable } from './headTable.ts';
import type { StoreRequest } from './request.ts';
import { databaseKeyOf, keyOf, openFolder } from './storeFolder.ts';
import type { StoredFiles, StoreFolder } from './storeFolder.ts';
import { storedTable } from './storedTable.ts';
import { storeFileOfColumns, storeFiles } from './storeFiles.ts';
import { parquetRowCount } from './storeParquet.ts';
import { sourcePaths } from './sources.ts';
import type { Unpacking } from './sources.ts';
import { trackUse } from './trackUse.ts';
import type { IdleWork } from './trackUse.ts';

export interface StoreOptions {
  /** Has the stored tables of all windows. */
  readonly folder: string;
  readonly memoryLimitBytes: number;
  /** Of all stored tables together. */
  readonly cacheLimitBytes: number;
  /** A table that takes more is built on the disk; half of the memory limit by default. */
  readonly mostBytesInMemory?: number;
  /** A table in memory is written to the folder once it was not used for so long. */
  readonly idleMs?: number;
  /** Read plain rows; by default the calling thread does. */
  readonly readers?: ReaderThreads;
}

/** Tables that are too large for the memory as rows. */
export interface Store {
  /** Throws DataFailure. */
  readonly read: (request: StoreRequest, work?: Work) => Promise<OpenTable>;
  /** The first rows of Parquet files, which say how many there are. Throws DataFailure. */
  readonly readHead: (request: StoreRequest, work?: Work) => Promise<HeadTable>;
  readonly close: () => Promise<void>;
}

interface OpenTable extends Table {
  /** Frees what it holds as soon as nothing reads it. */
  readonly close: () => Promise<void>;
}

interface Opened {
  /** DuckDB, opened when the first table needs it. */
  readonly database: () => Promise<Database>;
  readonly closeDatabase: () => Promise<void>;
  /** Close the files of columns that are open. */
  readonly closings: Set<() => Promise<void>>;
  readonly unpacking: Unpacking;
  readonly folder: StoreFolder;
  readonly writing: (write: () => Promise<void>) => Promise<void>;
  readonly endWriting: () => Promise<void>;
}

/** An attached database, and the file that it is in, if it is in one. */
interface Attached {
  readonly catalog: string;
  readonly path: string | undefined;
}

/** How many times its file's size a table takes in memory, about. */
function sizeInMemory(path: string): number {
  const { format, compression } = formatOf(path);
  return format === 'parquet' || compression !== undefined ? 10 : 2;
}
/** Some file systems count whole seconds: a file this young could change without showing it. */
const settledAfterMs = 2000;
const defaultIdleMs = 3000;
const leastUnpackedBytes = 1e9;

export function openStore(options: StoreOptions): Store {
  let opened: Promise<Opened> | undefined;
  // DuckDB attaches a file once: those who read the same table share it.
  const shared = new Map<string, { table: Promise<OpenTable>; users: number }>();
  const open = () => {
    opened ??= openAll(options).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const read: Store['read'] = async (request, work = {}) => {
    const [all, version] = [await open(), await versionOf(request.path)];
    const keyWith = (read: StoreRequest['read']) =>
      keyOf({ ...request, read: sortedOptions(read), ...version });
    const given = keyWith(request.read);
    const key = (await all.folder.sameAs(given)) ?? given;
    const known = shared.get(key);
    const entry = known ?? {
      table: openOrBuild(all, options, { request, version, key }, work),
      users: 0,
    };
    shared.set(key, entry);
    entry.users += 1;
    const leave = () => {
      entry.users -= 1;
      if (entry.users > 0 || shared.get(key) !== entry) return false;
      return shared.delete(key);
    };
    try {
      // Who reads it cleans up before failing; who waits need not.
      const table = await (known === undefined ? entry.table : untilAborted(entry.table, work.signal));
      // A suggested experiment has these options: it is about the same table.
      const written = keyWith(writtenOptions(table.reading.options));
      const isKept = table.notes !== undefined;
      if (isKept && written !== given && written !== key)
        await all.folder.setSame(written, key).catch(() => undefined);
      return { ...table, close: async () => void (leave() && (await table.close())) };
    } catch (error) {
      // It may have been read all the same.
      if (leave()) void entry.table.then((table) => table.close()).catch(() => undefined);
      if (!wasAborted(error, work.signal)) throw error;
      // Another caller began to read it and gave up.
      if (shared.get(key) === entry) shared.delete(key);
      return read(request, work);
    }
  };
  return {
    read,
    readHead: async (request, work = {}) => readHead(await open(), request, work),
    close: async () => {
      if (opened === undefined) return;
      const { closeDatabase, closings, folder, endWriting } = await opened;
      opened = undefined;
      shared.clear();
      await endWriting();
      for (const close of closings) await close();
      await closeDatabase();
      // Another store of this process may be writing there just now.
      await rm(folder.work, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}

async function readHead(opened: Opened, request: StoreRequest, work: Work): Promise<HeadTable> {
  const { unpacking } = opened;
  const database = await opened.database();
  const attached = { catalog: nextCatalog(), path: undefined };
  await attach(database, attached, work.signal);
  try {
    const description = await storeFiles(
      request,
      { database, catalog: attached.catalog, unpacking, isUnplain: false },
      work,
    );
    const paths = await sourcePaths(request.path);
    const rowCount = await database.use((connection) => parquetRowCount(connection, paths), work.signal);
    const { close, ...table } = openTable(opened, database, attached, request.path, description);
    return { table, rowCount, isEstimate: false, close };
  } catch (error) {
    await detach(database, attached);
    throw error;
  }
}

interface Wanted {
  readonly request: StoreRequest;
  readonly version: FileVersion;
  readonly key: string;
}

async function openOrBuild(
  opened: Opened,
  options: StoreOptions,
  wanted: Wanted,
  { signal, onProgress }: Work,
): Promise<OpenTable> {
  const work = { signal, onProgress: onProgress && rising(onProgress) };
  // What a database was kept of is no plain text: it need not be read to see that.
  if (await opened.folder.hasDatabaseOf(wanted.key))
    return openDatabaseOrBuild(opened, options, { ...wanted, isUnplain: false }, work);
  const columns = await openColumnsOrBuild(opened, options, wanted, work);
  return typeof columns === 'string'
    ? openDatabaseOrBuild(opened, options, { ...wanted, isUnplain: columns === 'rows' }, work)
    : columns;
}

/** Reports no progress twice: a file that is not what it seemed is read again from its start. */
function rising(onProgress: NonNullable<Work['onProgress']>): NonNullable<Work['onProgress']> {
  const most = new Map<string, number>();
  return (progress) => {
    const { unit, done } = progress;
    if (done <= (most.get(unit) ?? -1)) return;
    most.set(unit, done);
    onProgress(progress);
  };
}

/** A table of plain text in a file of columns. */
async function openColumnsOrBuild(
  { closings, folder, unpacking, writing }: Opened,
  { readers = noReaderThreads }: StoreOptions,
  { request, version, key }: Wanted,
  work: Work,
): Promise<OpenTable | Refusal | 'unlike'> {
  const known = await openColumnFile(folder.columns, key);
  if (known !== undefined)
    return {
      ...closedWith(closings, columnTable(known.file, request.path, known.table, unpacking)),
      notes: folder.columns.notesOf(key),
    };
  const building = folder.columns.begin();
  let table: ColumnTable | Refusal | 'unlike' = 'unlike';
  try {
    table = await storeFileOfColumns(request, { path: building, readers, unpacking }, work);
  } finally {
    if (typeof table === 'string') await rm(building, { force: true });
  }
  if (typeof table === 'string') return table;
  const file = await openForReading(building);
  const isSettled = Date.now() - version.mtimeMs >= settledAfterMs;
  const kept = isSettled ? writing(() => keepColumnFile(folder.columns, building, key)) : undefined;
  const opened = columnTable(file, request.path, table, unpacking);
  const close = async () => {
    await kept;
    await opened.close();
    if (!isSettled) await rm(building, { force: true });
  };
  return {
    ...closedWith(closings, { ...opened, close }),
    ...(isSettled ? { notes: folder.columns.notesOf(key) } : {}),
  };
}

/** The table is closed once: by who uses it, or with the others. */
function closedWith(closings: Set<() => Promise<void>>, table: OpenTable): OpenTable {
  const close = async () => {
    if (closings.delete(close)) await table.close();
  };
  closings.add(close);
  return { ...table, close };
}

async function openDatabaseOrBuild(
  opened: Opened,
  options: StoreOptions,
  { request, version, key: keyOfTable, isUnplain }: Wanted & { readonly isUnplain: boolean },
  work: Work,
): Promise<OpenTable> {
  const database = await opened.database();
  const key = databaseKeyOf(keyOfTable, await engineVersion());
  const known = await openStored(database, opened.folder.databases, key);
  if (known !== undefined) {
    const table = openTable(opened, database, known.attached, request.path, known.description);
    return { ...table, notes: opened.folder.databases.notesOf(key) };
  }
  const mostBytes = options.mostBytesInMemory ?? options.memoryLimitBytes / 2;
  const isInMemory = version.size * sizeInMemory(request.path) < mostBytes;
  const { databases } = opened.folder;
  const attached = { catalog: nextCatalog(), path: isInMemory ? undefined : databases.begin() };
  await attach(database, attached, work.signal);
  try {
    const target = { database, catalog: attached.catalog, unpacking: opened.unpacking, isUnplain };
    const description = await storeFiles(request, target, work);
    const isSettled = Date.now() - version.mtimeMs >= settledAfterMs;
    if (attached.path !== undefined)
      return await moveToFolder(opened, database, { ...attached, path: attached.path }, description, {
        request,
        version,
        key,
        isSettled,
      });
    const persist = () =>
      opened.writing(() => persistTable(database, databases, attached.catalog, description, key));
    const idle = isSettled ? { idleMs: options.idleMs ?? defaultIdleMs, persist } : undefined;
    const table = openTable(opened, database, attached, request.path, description, idle);
    return isSettled ? { ...table, notes: databases.notesOf(key) } : table;
  } catch (error) {
    await detach(database, attached);
    if (attached.path !== undefined) await rm(attached.path, { force: true });
    throw error;
  }
}

/** Makes a table that was built on the disk one of the stored tables, unless its file may still be changing. */
async function moveToFolder(
  opened: Opened,
  database: Database,
  built: Attached & { readonly path: string },
  description: Description,
  { request, key, isSettled }: Wanted & { readonly isSettled: boolean },
): Promise<OpenTable> {
  const folder = opened.folder.databases;
  await writeDescription(database, built.catalog, description);
  await detach(database, built);
  if (isSettled) await folder.keep(built.path, key);
  const attached = { catalog: nextCatalog(), path: isSettled ? folder.pathOf(key) : built.path };
  await database.use((connection) => attachReadOnly(connection, attached));
  const table = openTable(opened, database, attached, request.path, description);
  return isSettled ? { ...table, notes: folder.notesOf(key) } : table;
}

let catalogs = 0;
const nextCatalog = () => {
  catalogs += 1;
  return `table${catalogs}`;
};

async function openAll({ folder, memoryLimitBytes, cacheLimitBytes }: StoreOptions): Promise<Opened> {
  const opened = await openFolder(folder, cacheLimitBytes);
  let database: Promise<Database> | undefined;
  return {
    folder: opened,
    unpacking: { folder: opened.work, limitBytes: Math.max(leastUnpackedBytes, cacheLimitBytes) },
    database: () => {
      database ??= openDatabase({ memoryLimitBytes, spillFolder: opened.work }).catch((error: unknown) => {
        database = undefined;
        throw error;
      });
      return database;
    },
    closeDatabase: async () => (await database)?.close(),
    closings: new Set(),
    ...openWriting(),
  };
}

/** Copies are written while nothing else happens: none is begun once the store closes, and those begun end first. */
function openWriting() {
  const writes = new Set<Promise<void>>();
  let isClosed = false;
  return {
    async writing(write: () => Promise<void>): Promise<void> {
      if (isClosed) return;
      const written = write();
      writes.add(written);
      // Without its copy a table is read anew the next time.
      await written.catch(() => undefined);
      writes.delete(written);
    },
    async endWriting(): Promise<void> {
      isClosed = true;
      await Promise.allSettled(writes);
    },
  };
}

interface FileVersion {
  readonly size: number;
  readonly mtimeMs: number;
  readonly files: readonly (readonly number[])[];
}

async function versionOf(path: string): Promise<FileVersion> {
  try {
    const files = await Promise.all((await sourcePaths(path)).map((one) => stat(one)));
    return {
      size: files.reduce((sum, { size }) => sum + size, 0),
      mtimeMs: files.reduce((latest, { mtimeMs }) => Math.max(latest, mtimeMs), 0),
      files: files.map(({ size, mtimeMs, ino }) => [size, mtimeMs, ino]),
    };
  } catch (error) {
    throw fileFailure(path, error);
  }
}

function openTable(
  { unpacking }: Opened,
  database: Database,
  attached: Attached,
  path: string,
  description: Description,
  idle?: IdleWork,
): OpenTable {
  const use = trackUse(database, idle);
  return {
    ...storedTable(use.database, attached.catalog, path, description, unpacking),
    close: () => use.whenIdle(() => detach(database, attached)),
  };
}

const attach = (database: Database, { catalog, path }: Attached, signal?: AbortSignal) =>
  database.use(async (connection) => {
    await connection.run(`ATTACH ${literal(path ?? ':memory:')} AS ${quoted(catalog)}`);
  }, signal);

const detach = (database: Database, { catalog }: Attached) =>
  database.use(async (connection) => {
    await connection.run(`DETACH DATABASE IF EXISTS ${quoted(catalog)}`);
  });

const attachReadOnly = (connection: DuckDBConnection, { path = '', catalog }: Attached) =>
  connection.run(`ATTACH ${literal(path)} AS ${quoted(catalog)} (READ_ONLY)`);

/** Opens a table that was stored before; one that cannot be read is deleted. */
async function openStored(database: Database, folder: StoredFiles, key: string) {
  if (!(await folder.has(key))) return undefined;
  const attached = { catalog: nextCatalog(), path: folder.pathOf(key) };
  try {
    return await database.use(async (connection) => {
      await attachReadOnly(connection, attached);
      const query = `SELECT json FROM ${quoted(attached.catalog)}.description`;
      const rows = await (await connection.run(query)).getRows();
      await folder.touch(key);
      // SAFETY: the key has the version of the layout, so it was written by writeDescription as it is now.
      return { attached, description: JSON.parse(String(rows[0]?.[0])) as Description };
    });
  } catch {
    await detach(database, attached);
    await folder.remove(key);
    return undefined;
  }
}

const writeDescription = (database: Database, catalog: string, description: Description) =>
  database.use(async (connection) => {
    await connection.run(
      `CREATE TABLE ${quoted(catalog)}.description AS SELECT ${literal(JSON.stringify(description))} AS json`,
    );
  });

/** Copies a table that is in memory to the folder. */
async function persistTable(
  database: Database,
  folder: StoredFiles,
  from: string,
  description: Description,
  key: string,
): Promise<void> {
  const building = folder.begin();
  const to = { catalog: `copy_of_${from}`, path: building };
  try {
    await attach(database, to);
    await database.use(async (connection) => {
      for (const table of [rowsOf, levelsOf])
        await connection.run(`CREATE TABLE ${table(to.catalog)} AS FROM ${table(from)}`);
    });
    await writeDescription(database, to.catalog, description);
    await detach(database, to);
    await folder.keep(building, key);
  } catch {
    // A full disk or a folder that was deleted: the table is read again the next time.
    await detach(database, to);
    await rm(building, { force: true });
  }
}

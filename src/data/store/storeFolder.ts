import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../files/errors.ts';
import { isProcess } from '../../files/isProcess.ts';
import type { TableNotes } from '../table/table.ts';

/** Changes with the layout of the stored tables, so that older ones are not opened. */
const formatVersion = 3;

/** The stored tables of all windows; safe to delete whenever no window reads one of them. */
export interface StoreFolder {
  /** For files that are needed while this process runs. */
  readonly work: string;
  /** Tables in files of columns. */
  readonly columns: StoredFiles;
  /** Tables in databases. */
  readonly databases: StoredFiles;
  /** Folders with the objects of tables in S3. */
  readonly downloads: StoredFiles;
  /** Whether the table with this key is kept in a database, of whatever version of DuckDB. */
  readonly hasDatabaseOf: (key: string) => Promise<boolean>;
  /** The key of the table that this one is the same as. */
  readonly sameAs: (key: string) => Promise<string | undefined>;
  readonly setSame: (key: string, as: string) => Promise<void>;
}

/** Stored tables of one kind. */
export interface StoredFiles {
  readonly pathOf: (key: string) => string;
  readonly has: (key: string) => Promise<boolean>;
  /** A path for a table that is being written. */
  readonly begin: () => string;
  /** Puts a written table in its place, and deletes those used longest ago when they take too much. */
  readonly keep: (building: string, key: string) => Promise<void>;
  /** Notes that a table is used. */
  readonly touch: (key: string) => Promise<void>;
  readonly remove: (key: string) => Promise<void>;
  /** What was worked out of a table, kept as long as it is. */
  readonly notesOf: (key: string) => TableNotes;
}

const endings = ['.duckdb', '.columns', '.s3'] as const;
type Ending = (typeof endings)[number];
const endingOf = (name: string) => endings.find((ending) => name.endsWith(ending));
const notesEnding = '.notes';
const sameEnding = '.same';

export async function openFolder(folder: string, limitBytes: number): Promise<StoreFolder> {
  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder);
  const work = join(folder, `work-${process.pid}`);
  await mkdir(work, { recursive: true });
  const of = (ending: Ending) => storedFiles({ folder, work, limitBytes }, ending);
  return {
    work,
    columns: of('.columns'),
    databases: of('.duckdb'),
    downloads: of('.s3'),
    hasDatabaseOf: async (key) =>
      (await readdir(folder)).some((name) => name.startsWith(`${key}-`) && endingOf(name) === '.duckdb'),
    sameAs: async (key) => {
      try {
        return await readFile(join(folder, `${key}${sameEnding}`), 'utf8');
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    setSame: async (key, as) => {
      begun += 1;
      const building = join(work, `building-${begun}${sameEnding}`);
      await writeFile(building, as);
      await rename(building, join(folder, `${key}${sameEnding}`));
    },
  };
}

let begun = 0;

function storedFiles(
  {
    folder,
    work,
    limitBytes,
  }: { readonly folder: string; readonly work: string; readonly limitBytes: number },
  ending: Ending,
): StoredFiles {
  const pathOf = (key: string) => join(folder, `${key}${ending}`);
  return {
    pathOf,
    has: async (key) => {
      try {
        const found = await stat(pathOf(key));
        return ending === '.s3' ? found.isDirectory() : found.isFile();
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    },
    begin: () => {
      begun += 1;
      return join(work, `building-${begun}${ending}`);
    },
    keep: async (building, key) => {
      await rename(building, pathOf(key));
      await evict(folder, limitBytes, key);
    },
    touch: async (key) => {
      const now = new Date();
      // Another window may have deleted it, and goes on reading it.
      await utimes(pathOf(key), now, now).catch(() => undefined);
    },
    remove: (key) => removeStored(pathOf(key)),
    notesOf: (key) => ({
      read: async () => {
        try {
          return await readFile(notesPath(pathOf(key)));
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw error;
        }
      },
      write: async (bytes) => {
        begun += 1;
        const building = join(work, `building-${begun}${notesEnding}`);
        await writeFile(building, bytes);
        await rename(building, notesPath(pathOf(key)));
      },
    }),
  };
}

const notesPath = (path: string) => path.slice(0, -(endingOf(path)?.length ?? 0)) + notesEnding;

async function removeStored(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await rm(notesPath(path), { force: true });
}

/** Names what a stored table depends on. */
export const keyOf = (parts: object): string =>
  createHash('sha256')
    .update(JSON.stringify([formatVersion, parts]))
    .digest('hex')
    .slice(0, 40);

/** A database is of use to the version of DuckDB that wrote it. */
export const databaseKeyOf = (key: string, engineVersion: string): string =>
  `${key}-${engineVersion.replaceAll(/[^\w.]/g, '_')}`;

/** Work of processes that ended without removing it, and what is said of tables that were deleted. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = new Set(await readdir(folder));
  for (const name of names) {
    const table = name.slice(0, -notesEnding.length);
    if (name.endsWith(notesEnding) && !endings.some((ending) => names.has(table + ending)))
      await rm(join(folder, name), { force: true });
    if (name.endsWith(sameEnding)) {
      const as = await readFile(join(folder, name), 'utf8').catch(() => '');
      const isOf = (other: string) => other.startsWith(as) && endingOf(other) !== undefined;
      if (as === '' || ![...names].some(isOf)) await rm(join(folder, name), { force: true });
    }
    const pid = Number(/^work-(\d+)$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || isProcess(pid)) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function evict(folder: string, limitBytes: number, newest: string): Promise<void> {
  const stored = await storedIn(folder);
  let total = stored.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of stored.toSorted((a, b) => a.usedMs - b.usedMs)) {
    if (total <= limitBytes) return;
    if (path.includes(newest)) continue;
    // Windows keeps a file that another window has open.
    await removeStored(path).catch(() => undefined);
    total -= size;
  }
}

async function storedIn(folder: string) {
  const stored: { path: string; size: number; usedMs: number }[] = [];
  for (const name of await readdir(folder)) {
    if (endingOf(name) === undefined) continue;
    const path = join(folder, name);
    try {
      const found = await stat(path);
      const size = found.isDirectory() ? await sizeOfFolder(path) : found.size;
      stored.push({ path, size, usedMs: found.mtimeMs });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return stored;
}

async function sizeOfFolder(folder: string): Promise<number> {
  let size = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) size += (await stat(join(entry.parentPath, entry.name))).size;
  return size;
}

/** Deletes all stored tables that no window is reading; answers the bytes that this frees. */
export async function clearFolder(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  let freed = 0;
  for (const { path, size } of await storedIn(folder)) {
    await removeStored(path).catch(() => undefined);
    freed += size;
  }
  await removeLeftovers(folder);
  return freed;
}

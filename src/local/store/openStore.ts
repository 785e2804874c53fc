import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { lostLog, takeNewId } from './lostLog.ts';
import { openDatabaseFile } from './openDatabaseFile.ts';
import { damagedMark, databasePath } from './paths.ts';
import { rescue } from './rescue.ts';
import { releaseReserve } from './reserve.ts';
import { damagedError, storeFailureOf } from './sqliteFailure.ts';

/** Databases up to these sizes are checked at each start, in less than half a second: with their indexes, or without. */
const checkedWhollyBytes = 16 * 1024 * 1024;
const checkedBytes = 64 * 1024 * 1024;

interface OpenStore {
  readonly database: DatabaseSync;
  /** What was repaired, in sentences. */
  readonly notes: readonly string[];
}

/** Opens the database of a state folder: on a full disk with the help of the reserve, a damaged one with what can be read of it. */
export function openStore(stateFolder: string): OpenStore {
  const path = databasePath(stateFolder);
  const startedAt = new Date().toISOString();
  const setAsideFolder = join(stateFolder, 'set-aside');
  const withoutLog = lostLog(path, setAsideFolder);
  const lost = `${path} is missing or empty: a new one was made, and the bytes of earlier objects stay in s3/blobs`;
  const open = () => openDatabaseFile(path, join(stateFolder, 'backups'));
  for (;;) {
    try {
      const database = openChecked(stateFolder, path, open);
      if (withoutLog !== undefined) takeNewId(database);
      const isLost = hasBlobs(stateFolder) && createdAt(database) >= startedAt;
      const notes = [isLost ? lost : undefined, withoutLog];
      return { database, notes: notes.filter((note) => note !== undefined) };
    } catch (error) {
      const failure = storeFailureOf(error, path);
      if (failure.kind === 'disk-full' && releaseReserve(stateFolder)) continue;
      if (failure.kind !== 'damaged' && isFile(path)) throw error;
      const { database, note } = rescue(path, setAsideFolder, failure.message, open);
      rmSync(damagedMark(stateFolder), { force: true });
      return { database, notes: [note] };
    }
  }
}

function openChecked(stateFolder: string, path: string, open: () => DatabaseSync): DatabaseSync {
  const isMarked = existsSync(damagedMark(stateFolder));
  const database = open();
  try {
    const { size } = statSync(path);
    if (isMarked || size <= checkedBytes)
      check(database, isMarked || size <= checkedWhollyBytes ? 'integrity_check' : 'quick_check');
    if (isMarked) rmSync(damagedMark(stateFolder), { force: true });
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function check(database: DatabaseSync, pragma: 'integrity_check' | 'quick_check'): void {
  const [found] = Object.values(database.prepare(`PRAGMA ${pragma}(1)`).get() ?? {});
  if (found !== 'ok') throw damagedError(String(found).replaceAll(/\s+/g, ' '));
}

const isFile = (path: string) => !existsSync(path) || statSync(path).isFile();

/** An empty file counts as new, but writes in its write-ahead log may have been lost. */
const createdAt = (database: DatabaseSync) =>
  String(database.prepare('SELECT min(at) AS at FROM schema_versions').get()?.['at']);

/** Whether an earlier database had bytes of objects; builds before the database kept theirs outside of folders. */
function hasBlobs(stateFolder: string): boolean {
  try {
    const entries = readdirSync(join(stateFolder, 's3', 'blobs'), { withFileTypes: true });
    return entries.some((entry) => entry.isDirectory());
  } catch {
    return false;
  }
}

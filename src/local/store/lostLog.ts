import { Buffer } from 'node:buffer';
import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/** First four bytes of a write-ahead log, without the last bit: sqlite.org/fileformat2.html#walformat */
const magic = 0x377f0682;

/**
 * Describes what is wrong with a database's write-ahead log; undefined if nothing is. The log has the latest writes, and
 * SQLite silently ignores one that is missing or unreadable. An unreadable one is moved to a folder.
 */
export function lostLog(path: string, setAsideFolder: string): string | undefined {
  const log = `${path}-wal`;
  const outcome = 'what was written last is lost, and bytes of objects that no row names stay in s3/blobs';
  if (!existsSync(path)) return undefined;
  // SQLite removes both when it closes a database, and makes the log first.
  if (!existsSync(log)) return existsSync(`${path}-shm`) ? `${log} is missing: ${outcome}` : undefined;
  if (isLog(log)) return undefined;
  mkdirSync(setAsideFolder, { recursive: true, mode: 0o700 });
  const moved = join(setAsideFolder, `damaged-${Date.now()}.db-wal`);
  renameSync(log, moved);
  return `${log} was damaged and was moved to ${moved}: ${outcome}`;
}

/** An empty log has no writes yet. */
function isLog(path: string): boolean {
  if (!statSync(path).isFile() || statSync(path).size === 0) return true;
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(4);
    readSync(file, head, 0, head.length, 0);
    return (head.readUInt32BE() & ~1) === magic;
  } finally {
    closeSync(file);
  }
}

/** Makes bytes without a row those of another database, so that they are not removed. */
export function takeNewId(database: DatabaseSync): void {
  database.exec("UPDATE meta SET value = lower(hex(randomblob(6))) WHERE name = 'store-id'");
}

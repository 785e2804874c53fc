import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrations as ownMigrations } from './migrations.ts';
import { damagedError } from './sqliteFailure.ts';

/** Milliseconds to wait for a lock: a server that ends may still hold one. */
const busyMs = 5000;

/**
 * Opens the database for writing and brings it to the newest version, after a copy of it as it was. Throws SQLite's error for a
 * damaged file, and Error for the database of a newer build.
 */
export function openDatabaseFile(
  path: string,
  backupFolder: string,
  migrations: readonly string[] = ownMigrations,
): DatabaseSync {
  // SQLite gives its files the permissions of the first.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  const database = new DatabaseSync(path);
  try {
    // Only the first of these has an effect on a file; each connection needs the others.
    database.exec(
      `PRAGMA busy_timeout = ${busyMs}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384`,
    );
    migrate(database, { backupFolder, migrations });
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(
  database: DatabaseSync,
  { backupFolder, migrations }: { readonly backupFolder: string; readonly migrations: readonly string[] },
): void {
  const from = versionOf(database);
  if (from === 0 && database.prepare('SELECT 1 FROM sqlite_master').get() !== undefined)
    throw damagedError('it does not say which schema it has');
  if (from === migrations.length) return;
  if (from > migrations.length)
    throw new Error(
      `it was written by a newer version of the embedded server (schema ${from}, this one knows ${migrations.length}): update the extension`,
    );
  if (from > 0) {
    mkdirSync(backupFolder, { recursive: true, mode: 0o700 });
    const backup = join(backupFolder, `schema-${from}-${Date.now()}.db`);
    try {
      database.prepare('VACUUM INTO ?').run(backup);
      syncToDisk(backup);
    } catch (error) {
      // On a full disk, a part of it.
      rmSync(backup, { force: true });
      throw error;
    }
  }
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(
      'CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, at TEXT NOT NULL)',
    );
    const record = database.prepare('INSERT INTO schema_versions (version, at) VALUES (?, ?)');
    for (let version = from; version < migrations.length; version += 1) {
      database.exec(migrations[version] ?? '');
      record.run(version + 1, new Date().toISOString());
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  const table = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'schema_versions'").get();
  if (table === undefined) return 0;
  const row = database.prepare('SELECT max(version) AS version FROM schema_versions').get();
  return Number(row?.['version'] ?? 0);
}

function syncToDisk(path: string): void {
  for (const one of process.platform === 'win32' ? [path] : [path, dirname(path)]) {
    const file = openSync(one, one === path ? 'r+' : 'r');
    fsyncSync(file);
    closeSync(file);
  }
}

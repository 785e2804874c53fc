import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Tables, how their rows lie in the file, and an index that knows the keys of rows beyond a damaged page. */
const tables = [
  { table: 'resources', order: 'rowid', key: ['kind', 'name'], index: 'resources_by_time' },
  { table: 'objects', order: 'bucket, key', key: ['bucket', 'key'], index: 'objects_by_blob' },
  { table: 'uploads', order: 'rowid', key: ['id'], index: 'uploads_by_key' },
  { table: 'parts', order: 'rowid', key: ['upload', 'number'], index: 'parts_by_blob' },
  {
    table: 'log_segments',
    order: 'rowid',
    key: ['log_group', 'stream', 'start'],
    index: 'log_segments_by_file',
  },
  { table: 'set_aside', order: 'rowid', key: [], index: undefined },
] as const;
type Table = (typeof tables)[number];

/**
 * Moves a damaged database to a folder, makes a new one with `open`, and copies every row into it that can be read. Returns the new
 * one and a sentence that names what happened.
 */
export function rescue(
  path: string,
  folder: string,
  cause: string,
  open: () => DatabaseSync,
): { readonly database: DatabaseSync; readonly note: string } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const moved = join(folder, `damaged-${Date.now()}.db`);
  for (const ending of ['-wal', '-shm', ''])
    if (existsSync(`${path}${ending}`)) renameSync(`${path}${ending}`, `${moved}${ending}`);
  const database = open();
  const rowCount = copyRows(moved, path, database);
  const kept =
    rowCount === undefined ? 'nothing in it could be read' : `${rowCount} rows could be read and were kept`;
  return { database, note: `${path} was damaged (${cause}) and was moved to ${moved}; ${kept}` };
}

/** Undefined when the file cannot be read as a database at all. */
function copyRows(from: string, fresh: string, to: DatabaseSync): number | undefined {
  const damaged = openDamaged(from, fresh);
  if (damaged === undefined) return undefined;
  try {
    to.exec('BEGIN IMMEDIATE');
    const count = tables.reduce((sum, table) => sum + copyTable(damaged, to, table), 0);
    to.exec('COMMIT');
    return count;
  } finally {
    damaged.close();
  }
}

function openDamaged(path: string, fresh: string): DatabaseSync | undefined {
  for (const prepare of [() => undefined, () => replaceHeader(path, fresh)]) {
    try {
      prepare();
      const database = new DatabaseSync(path);
      try {
        database.prepare('SELECT name FROM sqlite_master').all();
        return database;
      } catch {
        database.close();
      }
    } catch {
      // not a file
    }
  }
  return undefined;
}

/** The header's layout: sqlite.org/fileformat2.html, 1.3 */
const headerBytes = 100;
const pageBytes = 4096;
const at = { changeCounter: 24, pageCount: 28, freelist: 32, versionValidFor: 92 } as const;

/** Takes the header from a database of the same schema, with the damaged file's own number of pages and no free ones. */
function replaceHeader(path: string, fresh: string): void {
  const header = Buffer.alloc(headerBytes);
  const source = openSync(fresh, 'r');
  readSync(source, header, 0, headerBytes, 0);
  closeSync(source);
  header.writeUInt32BE(Math.floor(statSync(path).size / pageBytes), at.pageCount);
  header.writeUInt32BE(header.readUInt32BE(at.changeCounter), at.versionValidFor);
  header.fill(0, at.freelist, at.freelist + 8);
  const file = openSync(path, 'r+');
  writeSync(file, header, 0, headerBytes, 0);
  closeSync(file);
}

function copyTable(from: DatabaseSync, to: DatabaseSync, { table, order, key, index }: Table): number {
  const columns = to.prepare(`SELECT name FROM pragma_table_info('${table}')`).all();
  const names = columns.map(({ name }) => String(name));
  const insert = to.prepare(
    `INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  let count = 0;
  const keep = (row: Record<string, unknown>) => {
    try {
      const values = names.map((name) => valueOf(row[name]));
      count += Number(insert.run(...values).changes);
    } catch {
      // a row that does not fit the table
    }
  };
  const select = `SELECT ${names.join(', ')} FROM ${table}`;
  const direction = order.replaceAll(',', ' DESC,');
  // From both ends up to the first page that cannot be read.
  if (attempt(() => each(from, `${select} NOT INDEXED ORDER BY ${order}`, keep))) return count;
  attempt(() => each(from, `${select} NOT INDEXED ORDER BY ${direction} DESC`, keep));
  if (index === undefined) return count;
  const where = key.map((name) => `${name} = ?`).join(' AND ');
  attempt(() =>
    each(from, `SELECT ${key.join(', ')} FROM ${table} INDEXED BY ${index}`, (row) => {
      attempt(() => {
        const found = from.prepare(`${select} WHERE ${where}`).get(...key.map((name) => valueOf(row[name])));
        if (found !== undefined) keep(found);
      });
    }),
  );
  return count;
}

function each(from: DatabaseSync, sql: string, use: (row: Record<string, unknown>) => void): void {
  for (const row of from.prepare(sql).iterate()) use(row);
}

/** Whether it came to its end. */
function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

const valueOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array ? value : null;

import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../files/errors.ts';
import type { Database } from '../store/database.ts';
import type { Step } from '../store/statements.ts';

const perWrite = 500;

/**
 * Takes the files of a build before the database, a folder a group and a file a stream, into the index; they stay where they are.
 * Removes the files of this store that the index no longer has: a crash came between the two.
 */
export async function tidyLogs(
  database: Database,
  folder: string,
  onError: (error: unknown) => void,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const { name, parentPath } of entries.filter((entry) => entry.isFile()))
    if (name.startsWith(`${database.storeId}-`) && !isIndexed(database, name))
      await rm(join(parentPath, name), { force: true }).catch(onError);
  for (const { name } of entries.filter((entry) => entry.isDirectory()))
    await importGroup(database, folder, name).catch(onError);
}

const isIndexed = (database: Database, file: string) =>
  database.get('SELECT 1 FROM log_segments WHERE file = ?', file) !== undefined;

async function importGroup(database: Database, folder: string, name: string): Promise<void> {
  const group = decodeURIComponent(name);
  let steps: Step[] = [];
  for (const file of await readdir(join(folder, name))) {
    const path = `${name}/${file}`;
    if (!file.endsWith('.jsonl') || isIndexed(database, path)) continue;
    const { size, mtimeMs, birthtimeMs } = await stat(join(folder, path));
    const lastAt = Math.round(mtimeMs);
    const firstAt = (await firstTime(join(folder, path))) ?? Math.round(birthtimeMs);
    const stream = decodeURIComponent(file.slice(0, -'.jsonl'.length));
    steps.push(['importLogSegment', group, stream, path, size, firstAt, lastAt]);
    if (steps.length === perWrite) {
      await database.write(steps);
      steps = [];
    }
  }
  if (steps.length > 0) await database.write(steps);
}

/** The time in the first line, whose beginning is `{"timestamp":`. */
async function firstTime(path: string): Promise<number | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    const found = /^\{"timestamp":(\d+),/.exec(buffer.toString('latin1', 0, bytesRead))?.[1];
    return found === undefined ? undefined : Number(found);
  } finally {
    await file.close();
  }
}

import { Buffer } from 'node:buffer';
import { open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../files/errors.ts';
import type { Database } from '../store/database.ts';
import { ownFile } from '../store/ownFile.ts';
import type { Step } from '../store/statements.ts';
import { dropOldest, limitsOf } from './limits.ts';
import type { LogLimits } from './limits.ts';
import { openSegments } from './segments.ts';
import { newFileName } from './store.ts';

const perWrite = 500;

interface TidyOptions {
  readonly database: Database;
  readonly folder: string;
  readonly limits?: Partial<LogLimits>;
  readonly onError: (error: unknown) => void;
}

/**
 * Takes the files of a build before the database, a folder a group and a file a stream, into the index; they stay where they are,
 * except that of too long a stream only the end is kept. Removes the files of this store that the index no longer has: a crash came
 * between the two. Drops the oldest events while there are more than the limits allow, which may have been lowered.
 */
export async function tidyLogs({ database, folder, onError, ...options }: TidyOptions): Promise<void> {
  const limits = limitsOf(options.limits);
  const segments = openSegments(database);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const { name, parentPath } of entries.filter((entry) => entry.isFile()))
    if (name.startsWith(`${database.storeId}-`) && !isIndexed(database, name))
      await rm(join(parentPath, name), { force: true }).catch(onError);
  for (const { name } of entries.filter((entry) => entry.isDirectory()))
    await importGroup(database, folder, name, limits).catch(onError);
  const newest = segments.newest();
  if (newest !== undefined) await dropOldest({ segments, folder, limits, onError }, newest).catch(onError);
}

const isIndexed = (database: Database, file: string) =>
  database.get('SELECT 1 FROM log_segments WHERE file = ?', file) !== undefined;

async function importGroup(
  database: Database,
  folder: string,
  name: string,
  limits: LogLimits,
): Promise<void> {
  const group = decodeURIComponent(name);
  let steps: Step[] = [];
  for (const file of await readdir(join(folder, name))) {
    const path = `${name}/${file}`;
    if (!file.endsWith('.jsonl') || isIndexed(database, path)) continue;
    const stream = decodeURIComponent(file.slice(0, -'.jsonl'.length));
    const { size, mtimeMs, birthtimeMs } = await stat(join(folder, path));
    const lastAt = Math.round(mtimeMs);
    const stepOf = async (kept: string, bytes: number): Promise<Step> => {
      const firstAt = (await firstTime(join(folder, kept))) ?? Math.round(birthtimeMs);
      return ['importLogSegment', group, stream, kept, bytes, firstAt, lastAt];
    };
    if (size > limits.streamBytes) {
      const kept = newFileName(database.storeId);
      const bytes = await copyEnd(join(folder, path), join(folder, kept), limits.segmentBytes);
      await database.write([await stepOf(kept, bytes)]);
      await rm(join(folder, path));
      continue;
    }
    steps.push(await stepOf(path, size));
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

/** Copies the last whole lines of a file, of at most so many bytes, and returns how many it were. */
async function copyEnd(from: string, to: string, mostBytes: number): Promise<number> {
  const file = await open(from);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, size - mostBytes);
    const end = buffer.subarray(0, bytesRead);
    const lines = end.subarray(end.indexOf('\n') + 1);
    await writeFile(to, lines, { mode: ownFile.mode, flush: true });
    return lines.length;
  } finally {
    await file.close();
  }
}

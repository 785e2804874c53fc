import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod/mini';
import { isMissing } from '../../files/errors.ts';
import type { Database } from '../store/database.ts';
import { blobsFolder, shards, timeOfName } from './blobs.ts';

interface OrphanOptions {
  readonly database: Database;
  readonly s3Folder: string;
  /** What was written from then on may get its row yet. */
  readonly startedAtMs: number;
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/** Names or rows between two turns of the event loop. */
const perTurn = 500;

/**
 * Removes blobs that no row names: of uploads that a crash cut off, and of objects that were replaced just before one. Only those of
 * this very database, and none while rows of objects are set aside, which may name them. Resolves with the number removed.
 */
export async function collectOrphans({
  database,
  s3Folder,
  startedAtMs,
  signal,
  onError,
}: OrphanOptions): Promise<number> {
  if (database.get("SELECT 1 FROM set_aside WHERE source = 'object' LIMIT 1") !== undefined) return 0;
  const unnamed = new Set<string>();
  const existing = new Set(await namesIn(join(blobsFolder(s3Folder), database.storeId)));
  for (const shard of shards.filter((name) => existing.has(name))) {
    const folder = `${database.storeId}/${shard}`;
    const names = await namesIn(join(blobsFolder(s3Folder), folder));
    for (const [index, name] of names.entries()) {
      if (index % perTurn === 0) await nextTurn();
      if (signal.aborted) return 0;
      const blob = `${folder}/${name}`;
      if (!isNamed(database, blob) && (await isOlder(join(blobsFolder(s3Folder), blob), name, startedAtMs)))
        unnamed.add(blob);
    }
  }
  await keepNamed(database, unnamed, signal);
  if (signal.aborted) return 0;
  for (const blob of unnamed) await rm(join(blobsFolder(s3Folder), blob), { force: true }).catch(onError);
  return unnamed.size;
}

const namesIn = (folder: string): Promise<readonly string[]> =>
  readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });

const isNamed = (database: Database, blob: string) =>
  database.get(
    'SELECT 1 FROM objects WHERE blob = ? UNION ALL SELECT 1 FROM parts WHERE blob = ?',
    blob,
    blob,
  ) !== undefined;

const temporary = /^\.linear-learner-[0-9a-f]+\.tmp$/;

async function isOlder(path: string, name: string, timeMs: number): Promise<boolean> {
  if (!temporary.test(name)) return name < timeOfName(timeMs);
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.mtimeMs < timeMs;
}

const rowSchema = z.object({ bucket: z.string(), key: z.string(), blob: z.string() });

/** Takes out of the set what a row names after all: bytes are not removed on the word of an index alone. */
async function keepNamed(database: Database, unnamed: Set<string>, signal: AbortSignal): Promise<void> {
  if (unnamed.size === 0) return;
  for (let [bucket, key] = ['', '']; !signal.aborted; await nextTurn()) {
    const rows = database.all(
      `SELECT bucket, key, blob FROM objects NOT INDEXED WHERE (bucket, key) > (?, ?) ORDER BY bucket, key LIMIT ?`,
      bucket,
      key,
      perTurn,
    );
    for (const row of rows) {
      const object = rowSchema.parse(row);
      unnamed.delete(object.blob);
      ({ bucket, key } = object);
    }
    if (rows.length < perTurn) return;
  }
}

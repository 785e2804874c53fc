import { lstat, readdir, stat } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { basename, join } from 'node:path';
import type { AwsClients } from '../connections/clients.ts';
import { uploadUnreadable } from '../failures/errors.ts';
import { freeKey } from './freeName.ts';
import { objectPages } from './listing.ts';
import type { PlannedUpload, UploadPlan, UploadRequest } from './types.ts';

/**
 * Finds the files of an upload and the keys that exist already: by listing, not file by file. Empty folders have no key. Throws
 * 'upload-unreadable'.
 */
export async function planUpload(
  clients: AwsClients,
  request: UploadRequest,
  signal?: AbortSignal,
): Promise<UploadPlan> {
  const { bucket, prefix } = request;
  const found: Found = {
    files: [],
    skipped: [],
    keys: new Set(),
    follows: request.links === 'follow',
    signal,
  };
  const folders = new Set<string>();
  for (const path of request.paths) {
    const key = `${prefix}${basename(path)}`;
    if (await collect(found, path, key, [])) folders.add(`${key}/`);
  }
  const isLoose = (key: string) => !key.slice(prefix.length).includes('/');
  const loose = [...found.keys].filter(isLoose);
  const conflicts = new Set<string>();
  for (const listing of [
    ...[...folders].map((key) => ({ key, isOnePage: false })),
    // A few files need not list all that is beside them: a key comes first among those that begin with it.
    ...(loose.length <= fewFiles
      ? loose.map((key) => ({ key, isOnePage: true }))
      : [{ key: prefix, isOnePage: false, delimiter: '/' }]),
  ])
    for await (const page of objectPages(clients, { bucket, key: listing.key }, { ...listing, signal })) {
      for (const { key } of page) if (found.keys.has(key)) conflicts.add(key);
      if (listing.isOnePage) break;
    }
  return {
    bucket,
    files: found.files,
    totalBytes: found.files.reduce((sum, { size }) => sum + size, 0),
    conflicts: [...conflicts],
    skipped: found.skipped,
  };
}

const fewFiles = 20;

interface Found {
  readonly files: PlannedUpload[];
  readonly skipped: string[];
  readonly keys: Set<string>;
  readonly follows: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Collects a file, or those of a folder. Returns whether it is a folder; `above` are the folders that it is in. */
async function collect(found: Found, path: string, key: string, above: readonly string[]): Promise<boolean> {
  found.signal?.throwIfAborted();
  const own = await readable(path, () => lstat(path));
  if (own.isSymbolicLink() && !found.follows) {
    found.skipped.push(path);
    return false;
  }
  const stats = own.isSymbolicLink() ? await stat(path).catch(() => undefined) : own;
  if (stats?.isDirectory() === true) return collectFolder(found, { path, key, stats }, above);
  if (stats?.isFile() === true) {
    // Files of the same name from two folders.
    const free = await freeKey(key, (taken) => found.keys.has(taken));
    found.keys.add(free);
    found.files.push({ path, key: free, ...identityOf(stats) });
  } else found.skipped.push(path);
  return false;
}

async function collectFolder(
  found: Found,
  { path, key, stats }: { readonly path: string; readonly key: string; readonly stats: Stats },
  above: readonly string[],
): Promise<boolean> {
  const id = `${stats.dev}:${stats.ino}`;
  // A link to a folder that it is in would never end.
  if (above.includes(id)) {
    found.skipped.push(path);
    return true;
  }
  const names = await readable(path, () => readdir(path));
  for (const name of names.toSorted())
    await collect(found, join(path, name), `${key}/${name}`, [...above, id]);
  return true;
}

export const identityOf = ({ size, mtimeMs, ino }: Stats) => ({ size, mtimeMs, ino });

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw uploadUnreadable(path, error);
  }
}

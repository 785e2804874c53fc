import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileFailure, isMissing, systemCode } from './errors.ts';
import { writePieces } from './writePieces.ts';

/** The calls that can meet a full disk or a power cut, as one seam for tests. */
export interface FileSystem {
  open(path: string, flags: string, mode?: number): Promise<FileHandle>;
  rename(from: string, to: string): Promise<void>;
  /** Until a folder is synced, a power cut can undo what was renamed, created or removed in it. */
  syncFolder(folder: string): Promise<void>;
}

export const realFileSystem: FileSystem = {
  open: (path, flags, mode) => open(path, flags, mode),
  rename: (from, to) => rename(from, to),
  syncFolder,
};

/** File systems that cannot sync a folder, network ones for instance, answer with one of these. */
const syncUnsupported = new Set<unknown>(['EINVAL', 'ENOTSUP', 'EISDIR']);

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // cannot open a folder; NTFS keeps a journal of names
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!syncUnsupported.has(systemCode(error))) throw error;
  } finally {
    await handle.close();
  }
}

export interface FilePart {
  readonly path: string;
  /** Bytes that come one after the other are written while the next are made: they have to stay as they are until then. */
  readonly data: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export interface WriteOptions {
  readonly fs?: FileSystem;
  /** Permissions of the files; absent: what the user's umask leaves. */
  readonly mode?: number;
  /** Until the files get their names it stops the writing, which then leaves nothing. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether temporary files of killed writers are removed from the folder; default true. False for a folder of many files, where
   * reading their names with each write would be slow: its owner sweeps it when it opens it. Such a folder stays when its first file
   * is not written, as others may be writing to it.
   */
  readonly sweeps?: boolean;
  /** Whether a power cut leaves the files whole; default true. False where nobody would read them after one. */
  readonly syncs?: boolean;
}

/**
 * Writes files of one folder, all or none, over what was there: a reader sees the old or the new ones whole. Once it resolves, a
 * power cut loses none of them: files and folder are synced. Throws FileFailure, 'disk-full' among them, and leaves nothing behind.
 */
export async function replaceFiles(parts: readonly FilePart[], options: WriteOptions = {}): Promise<void> {
  const { fs = realFileSystem } = options;
  await staged(parts, options, async (temporaries) => {
    for (const [index, { path }] of parts.entries())
      await named(path, () => fs.rename(temporaries[index] ?? '', path));
  });
}

/** As replaceFiles, for one file. */
export const replaceFile = async (path: string, data: FilePart['data'], options?: WriteOptions) =>
  replaceFiles([{ path, data }], options);

/**
 * Writes files of one folder, all or none, and never over another: where one of the names is taken, all get the ending '-2',
 * '-3' and so on. Returns the paths. Throws FileFailure and leaves nothing behind.
 */
export async function createFiles(
  parts: readonly { readonly pathOf: (ending: string) => string; readonly data: FilePart['data'] }[],
  options: WriteOptions = {},
): Promise<readonly string[]> {
  const { fs = realFileSystem } = options;
  const first = parts.map(({ pathOf, data }) => ({ path: pathOf(''), data }));
  return staged(first, options, async (temporaries) => {
    for (let number = 1; ; number += 1) {
      const paths = parts.map(({ pathOf }) => pathOf(number === 1 ? '' : `-${number}`));
      if (!(await reserve(paths, options))) continue;
      try {
        for (const [index, path] of paths.entries())
          await named(path, () => fs.rename(temporaries[index] ?? '', path));
        return paths;
      } catch (error) {
        await removeAll(paths);
        throw error;
      }
    }
  });
}

/** As replaceFile, but never over another file: false, and nothing is written, when the name is taken. */
export async function createFile(
  path: string,
  data: FilePart['data'],
  options: WriteOptions = {},
): Promise<boolean> {
  return staged([{ path, data }], options, async ([temporary = '']) => {
    try {
      await link(temporary, path);
      return true;
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return false;
      throw fileFailure(path, error);
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

/**
 * Writes a file whose name is not used before this resolves: it needs no temporary name, so that file and folder are synced
 * together. Once it resolves, it survives a power cut. Throws FileFailure and leaves nothing behind; a process that is killed
 * may leave a part of the file.
 */
export async function writeUnknownFile(
  path: string,
  data: FilePart['data'],
  { fs = realFileSystem, mode }: Pick<WriteOptions, 'fs' | 'mode'> = {},
): Promise<void> {
  const folder = dirname(path);
  const created = await named(folder, () => mkdir(folder, { recursive: true }));
  const file = await named(path, () => fs.open(path, 'wx', mode));
  try {
    try {
      await named(path, () => writeData(file, data, undefined));
      await Promise.all([
        named(path, () => file.sync()),
        named(folder, () => syncFolders(fs, folder, created)),
      ]);
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Makes a folder and those above it, unless it exists, so that a power cut does not undo it. Throws FileFailure. */
export async function makeFolder(
  folder: string,
  { fs = realFileSystem, mode }: Pick<WriteOptions, 'fs' | 'mode'> = {},
): Promise<void> {
  await named(folder, async () => {
    const created = await mkdir(folder, { recursive: true, mode });
    if (created !== undefined) await syncFolders(fs, folder, created);
  });
}

/** Removes a file for good: once it resolves, a power cut does not bring it back. Nothing when it does not exist. */
export async function removeFile(
  path: string,
  { fs = realFileSystem }: Pick<WriteOptions, 'fs'> = {},
): Promise<void> {
  await rm(path, { force: true });
  await fs.syncFolder(dirname(path)).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}

/** Takes all of the names with empty files, or none when one is taken: only then may a rename go over them. */
async function reserve(
  paths: readonly string[],
  { fs = realFileSystem, mode }: WriteOptions,
): Promise<boolean> {
  const taken: string[] = [];
  try {
    for (const path of paths) {
      await named(path, async () => (await fs.open(path, 'wx', mode)).close());
      taken.push(path);
    }
    return true;
  } catch (error) {
    await removeAll(taken);
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Writes every part under another name first, so that a disk that fills up changes nothing; `place` puts them where they belong. */
async function staged<T>(
  parts: readonly FilePart[],
  { fs = realFileSystem, mode, sweeps = true, syncs = true, signal }: WriteOptions,
  place: (temporaries: readonly string[]) => Promise<T>,
): Promise<T> {
  const temporaries = parts.map(({ path }) => temporaryPath(path));
  const folder = dirname(parts[0]?.path ?? '');
  const created = await named(folder, () => mkdir(folder, { recursive: true }));
  try {
    if (created === undefined && sweeps) await removeAbandoned(folder);
    await writeAll(parts, (index) => fs.open(temporaries[index] ?? '', 'wx', mode), { syncs, signal });
    signal?.throwIfAborted();
    const placed = await place(temporaries);
    if (syncs) await named(folder, () => syncFolders(fs, folder, created));
    return placed;
  } catch (error) {
    await removeAll(temporaries);
    if (created !== undefined && sweeps) await rmdir(folder).catch(() => undefined); // not empty: another writer's
    signal?.throwIfAborted();
    throw error;
  }
}

/** Writes the files of the parts, each of them synced while the next is written. */
async function writeAll(
  parts: readonly FilePart[],
  open: (index: number) => Promise<FileHandle>,
  { syncs, signal }: { readonly syncs: boolean; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const syncing: Promise<void>[] = [];
  try {
    for (const [index, { path, data }] of parts.entries()) {
      const file = await named(path, () => open(index));
      const written = named(path, () => writeData(file, data, signal));
      const synced = closeAfter(written, path, file, syncs);
      synced.catch(() => undefined); // Thrown below.
      syncing.push(synced);
      await written;
    }
  } finally {
    await Promise.allSettled(syncing);
  }
  await Promise.all(syncing);
}

async function closeAfter(
  written: Promise<void>,
  path: string,
  file: FileHandle,
  syncs: boolean,
): Promise<void> {
  try {
    await written;
    if (syncs) await named(path, () => file.sync());
  } finally {
    await file.close();
  }
}

async function writeData(
  file: FileHandle,
  data: FilePart['data'],
  signal: AbortSignal | undefined,
): Promise<void> {
  if (typeof data === 'string' || data instanceof Uint8Array) {
    await file.writeFile(data, signal === undefined ? {} : { signal });
    return;
  }
  await writePieces(file, data, signal);
}

/** Syncs a folder, and the parent of each folder that was made on the way to it; `created` is the first of those. */
async function syncFolders(fs: FileSystem, folder: string, created: string | undefined): Promise<void> {
  const outermost = created === undefined ? folder : dirname(created);
  for (let at = folder; ; at = dirname(at)) {
    await fs.syncFolder(at);
    if (at === outermost || at === dirname(at)) return;
  }
}

async function named<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw fileFailure(path, error);
  }
}

const removeAll = async (paths: readonly string[]) => {
  await Promise.all(paths.map((path) => rm(path, { force: true })));
};

const temporaryPath = (path: string) =>
  join(dirname(path), `.linear-learner-${randomBytes(6).toString('hex')}.tmp`);

const temporaryPattern = /^\.linear-learner-[0-9a-f]{12}\.tmp$/;
/** A write that still goes on has touched its file more lately. */
const abandonedAfterMs = 600_000;

/** Sweeps what a writer that was killed has left. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!temporaryPattern.test(name)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedAfterMs) await rm(path, { force: true });
  }
}

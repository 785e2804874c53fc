import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { fileFailure } from '../../files/errors.ts';
import { dataFailure } from '../shapes/failures.ts';
import type { FileKind } from '../shapes/failures.ts';

/** The longest text that Node can hold is a little longer. */
const limitBytes = 500_000_000;

/** A regular file that is read as it was when it was opened. */
export interface OpenFile {
  readonly size: number;
  /** Differs from that of the same path once the file is written again. */
  readonly version: string;
  /** Bytes from `from` up to `to`. Throws 'file-changed' where there are fewer. */
  readonly read: (from: number, to: number) => Promise<Buffer>;
  /** Throws 'file-changed' when the file was written since it was opened. */
  readonly requireUnchanged: () => Promise<void>;
}

/** Opens a file for reading. Throws DataFailure for anything else than a file. */
export async function openFile(path: string): Promise<OpenFile & { readonly close: () => Promise<void> }> {
  let handle: FileHandle;
  try {
    requireFile(path, await stat(path));
    // A pipe that took the file's place must not block.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw fileFailure(path, error);
  }
  const named = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw fileFailure(path, error);
    }
  };
  const changed = () => dataFailure('file-changed', { file: path }, `${path} changed while it was read`);
  try {
    const { size, mtimeMs } = requireFile(path, await named(() => handle.stat()));
    return {
      size,
      version: `${size}-${mtimeMs}`,
      read: (from, to) =>
        named(async () => {
          const bytes = await readBytes(handle, from, to);
          if (bytes.length < to - from) throw changed();
          return bytes;
        }),
      requireUnchanged: () =>
        named(async () => {
          const after = await handle.stat();
          if (after.size !== size || after.mtimeMs !== mtimeMs) throw changed();
        }),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Opens a file for `work` and closes it. Throws DataFailure for anything else than a file. */
export async function withFile<T>(path: string, work: (file: OpenFile) => Promise<T>): Promise<T> {
  const file = await openFile(path);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

/** Bytes in memory as a file. */
export const bytesAsFile = (bytes: Buffer): OpenFile => ({
  size: bytes.length,
  version: '',
  read: async (from, to) => bytes.subarray(from, to),
  requireUnchanged: async () => undefined,
});

/**
 * All bytes of a regular file, as long as it was when it was opened. Throws DataFailure for anything else than a file, a file
 * beyond 500 MB, and one that changes its size meanwhile.
 */
export const readWholeFile = (path: string): Promise<Buffer> =>
  withFile(path, async (file) => {
    const { size } = file;
    if (size > limitBytes)
      throw dataFailure(
        'table-too-large',
        { file: path, sizeBytes: size, limitBytes },
        `${path} has ${size} bytes, more than ${limitBytes}`,
      );
    const bytes = await file.read(0, size);
    await file.requireUnchanged();
    return bytes;
  });

function requireFile(path: string, stats: Stats): Stats {
  const found = kindOf(stats);
  if (found === undefined) return stats;
  throw dataFailure('file-kind', { file: path, found }, `${path} is a ${found}`);
}

function kindOf(stats: Stats): FileKind | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return 'folder';
  if (stats.isFIFO()) return 'pipe';
  return stats.isSocket() ? 'socket' : 'device';
}

async function readBytes(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(to - from);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

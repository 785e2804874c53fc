import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { fileFailure } from '../../files/errors.ts';
import { dataFailure } from '../shapes/failures.ts';
import type { FileKind } from '../shapes/failures.ts';

/** The longest text that Node can hold is a little longer. */
const limitBytes = 500_000_000;

/**
 * All bytes of a regular file, as long as it was when it was opened. Throws DataFailure for anything else than a file, a file
 * beyond 500 MB, and one that changes its size meanwhile.
 */
export async function readWholeFile(path: string): Promise<Buffer> {
  let file: FileHandle;
  try {
    requireFile(path, await stat(path));
    // A pipe that took the file's place must not block.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw fileFailure(path, error);
  }
  try {
    const { size } = requireFile(path, await file.stat());
    if (size > limitBytes)
      throw dataFailure(
        'table-too-large',
        { file: path, sizeBytes: size, limitBytes },
        `${path} has ${size} bytes, more than ${limitBytes}`,
      );
    const bytes = await readBytes(file, size);
    const after = await file.stat();
    if (bytes.length === size && after.size === size) return bytes;
    throw dataFailure('file-changed', { file: path }, `${path} changed while it was read`);
  } catch (error) {
    throw fileFailure(path, error);
  } finally {
    await file.close();
  }
}

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

async function readBytes(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

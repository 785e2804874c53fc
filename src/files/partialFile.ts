import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileFailure, systemCode } from './errors.ts';
import { realFileSystem } from './writeFiles.ts';
import { writePieces } from './writePieces.ts';

/** A name beside a file, for what there is of it so far. No writer sweeps it: it may be gone on with much later. */
export const partialPath = (path: string): string =>
  join(dirname(path), `.linear-learner-${randomBytes(6).toString('hex')}.partial`);

/** Appends to a partial file; what was written before a failure stays. Throws FileFailure. */
export async function appendPieces(
  partial: string,
  pieces: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await mkdir(dirname(partial), { recursive: true });
    const file = await open(partial, 'a', 0o600);
    try {
      await writePieces(file, pieces, signal);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw fileFailure(partial, error);
  }
}

/** Gives a partial file the first of the names '', '-2', … that nothing has. Returns its path. Throws FileFailure. */
export async function placePartial(partial: string, pathOf: (ending: string) => string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const path = pathOf(number === 1 ? '' : `-${number}`);
    try {
      await (await open(path, 'wx')).close();
    } catch (error) {
      if (systemCode(error) === 'EEXIST') continue;
      throw fileFailure(path, error);
    }
    try {
      await rename(partial, path);
      await realFileSystem.syncFolder(dirname(path));
      return path;
    } catch (error) {
      await rm(path, { force: true });
      throw fileFailure(path, error);
    }
  }
}

import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure, isMissing, systemCode } from '../../files/errors.ts';

const hashPattern = /^[0-9a-f]{32}$/;
export const runFolderPattern = /^[0-9a-f]{32}\/[0-9a-f]{32}$/;
const removedPattern = /^\.removed-[0-9a-f]{12}$/;

/** The folders of all runs, relative to that of runs and with a slash on every system. */
export async function listRunFolders(runs: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const connection of (await namesIn(runs)).filter((name) => hashPattern.test(name)))
    for (const job of await namesIn(join(runs, connection)))
      if (hashPattern.test(job)) found.push(`${connection}/${job}`);
  return found;
}

/**
 * Removes a run's folder: under another name first, so that no window finds a part of it. Returns how many files it held; undefined when
 * it is gone already. Throws FileFailure.
 */
export async function removeRunFolder(runs: string, folder: string): Promise<number | undefined> {
  const away = join(runs, `.removed-${randomBytes(6).toString('hex')}`);
  try {
    await rename(folder, away);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileFailure(folder, error);
  }
  try {
    const inside = await readdir(away, { recursive: true, withFileTypes: true });
    await rm(away, { recursive: true, force: true });
    return inside.filter((entry) => !entry.isDirectory()).length;
  } catch (error) {
    throw fileFailure(folder, error);
  }
}

/** Removes what a window that ended while it removed runs has left. */
export async function sweepRemovedRuns(runs: string): Promise<void> {
  for (const name of await namesIn(runs))
    if (removedPattern.test(name)) await rm(join(runs, name), { recursive: true, force: true });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // Files of others are no folders of runs.
    if (isMissing(error) || systemCode(error) === 'ENOTDIR') return [];
    throw fileFailure(folder, error);
  }
}

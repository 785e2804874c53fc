import { createHash } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileFailure, isMissing } from '../files/errors.ts';
import { isProcess } from '../files/isProcess.ts';

const top = (storageFolder: string) => join(storageFolder, 'transfers');

/** Of all transfers of a connection; each window has a folder in it. */
const connectionFolder = (storageFolder: string, connectionId: string) =>
  join(top(storageFolder), createHash('sha256').update(connectionId).digest('hex').slice(0, 32));

/** By its process and when that started: a container that starts anew gives out the same pids. */
const ownName = `${process.pid}-${Math.round(performance.timeOrigin).toString(36)}`;

/** Where the uploads and downloads of this window are on record, so that no other window takes up what is still running. */
export const ownTransfers = (storageFolder: string, connectionId: string): string =>
  join(connectionFolder(storageFolder, connectionId), ownName);

/**
 * Makes an interrupted transfer this window's own: of several windows that are offered it, one gets it. Returns its record; undefined
 * when another window has it, or it has been given up.
 */
export async function takeTransfer(record: string, ownFolder: string): Promise<string | undefined> {
  const own = join(ownFolder, basename(record));
  try {
    await mkdir(ownFolder, { recursive: true });
    await rename(record, own);
    return own;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileFailure(record, error);
  }
}

/** The records of windows that have ended. */
export async function abandonedTransfers(
  storageFolder: string,
  connectionId: string,
): Promise<readonly string[]> {
  const folder = connectionFolder(storageFolder, connectionId);
  const names = await namesIn(folder);
  return names.filter(hasEnded).map((name) => join(folder, name));
}

function hasEnded(name: string): boolean {
  const pid = Number(/^(\d+)(?:-\w+)?$/.exec(name)?.[1]);
  if (Number.isNaN(pid) || name === ownName) return false;
  return pid === process.pid || !isProcess(pid);
}

/** Whether any upload or download may be on record, of whichever connection. */
export const hasTransfers = async (storageFolder: string): Promise<boolean> =>
  (await namesIn(top(storageFolder))).length > 0;

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

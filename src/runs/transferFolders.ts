import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../files/errors.ts';
import { isProcess } from '../files/isProcess.ts';

const top = (storageFolder: string) => join(storageFolder, 'transfers');

/** Of all transfers of a connection; each window has a folder in it, named by its process. */
const connectionFolder = (storageFolder: string, connectionId: string) =>
  join(top(storageFolder), createHash('sha256').update(connectionId).digest('hex').slice(0, 32));

/** Where the uploads and downloads of this window are on record, so that no other window takes up what is still running. */
export const ownTransfers = (storageFolder: string, connectionId: string): string =>
  join(connectionFolder(storageFolder, connectionId), String(process.pid));

/** The records of windows that have ended. */
export async function abandonedTransfers(
  storageFolder: string,
  connectionId: string,
): Promise<readonly string[]> {
  const folder = connectionFolder(storageFolder, connectionId);
  const names = await namesIn(folder);
  return names
    .filter((name) => /^\d+$/.test(name) && !isProcess(Number(name)))
    .map((name) => join(folder, name));
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

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { readJsonFile } from '../../files/jsonFiles.ts';
import { hashOf } from '../runRecords.ts';
import type { ConnectionsByHash } from './runFolder.ts';

const namesConnection = z.object({ connectionId: z.string() });

/**
 * The connections that anything in the storage folder names: where runs go, what may bill. Records of earlier versions do not name
 * theirs, and are in a folder that is named by its hash.
 */
export async function knownConnections(storageFolder: string): Promise<ConnectionsByHash> {
  const found = new Set(['local']);
  for (const folder of ['connections', 'trainingJobs', 'endpoints']) {
    const path = join(storageFolder, folder);
    const names = await readdir(path).catch(() => []);
    for (const name of names.filter((one) => one.endsWith('.json'))) {
      const record = await readJsonFile(join(path, name), namesConnection).catch(() => undefined);
      if (record !== undefined) found.add(record.connectionId);
    }
  }
  return new Map([...found].map((id) => [hashOf(id), id]));
}

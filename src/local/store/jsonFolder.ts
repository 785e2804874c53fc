import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Reads every JSON file of a folder that this process owns, and removes what a killed writer left half-written. */
export async function readJsonFolder(folder: string): Promise<unknown[]> {
  await mkdir(folder, { recursive: true });
  const values: unknown[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.tmp')) await rm(path, { force: true });
    else if (name.endsWith('.json')) values.push(JSON.parse(await readFile(path, 'utf8')));
  }
  return values;
}

/** How the server writes into its state folder: for the user's eyes alone, and swept when the folder is opened. */
export const ownFile = { mode: 0o600, sweeps: false } as const;

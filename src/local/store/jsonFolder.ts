import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const filesAtOnce = 64;

/** Reads every JSON file of a folder that this process owns, and removes what a killed writer left half-written. */
export async function readJsonFolder(folder: string): Promise<unknown[]> {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  const values: unknown[] = [];
  for (let start = 0; start < names.length; start += filesAtOnce) {
    const batch = names.slice(start, start + filesAtOnce).map(async (name) => {
      const path = join(folder, name);
      if (name.endsWith('.tmp')) await rm(path, { force: true });
      if (name.endsWith('.json')) values.push(JSON.parse(await readFile(path, 'utf8')));
    });
    await Promise.all(batch);
  }
  return values;
}

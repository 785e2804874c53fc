import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isMissing } from '../../files/errors.ts';
import type { Database } from './database.ts';
import type { Step } from './statements.ts';
import { unreadableReason } from './unreadable.ts';

const filesAtOnce = 64;
const filesPerWrite = 1024;

export interface ImportOptions {
  readonly database: Database;
  /** JSON files, one for each thing that is stored. */
  readonly folder: string;
  /** Gets the files that cannot be read. */
  readonly setAsideFolder: string;
  /** The steps that store what a file holds. Throws when it is not what it should be. */
  readonly stepsOf: (content: unknown, text: string) => readonly Step[];
  readonly onError: (error: unknown) => void;
}

/**
 * Takes over what a build before the database kept in a folder of JSON files, and removes the folder once all of it is durable.
 * What the database has already stays as it is. A file that cannot be read is set aside and named; nothing when there is no folder.
 */
export async function importFolder(options: ImportOptions): Promise<void> {
  const { database, folder } = options;
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (names === undefined) return;
  const files = names.filter((name) => name.endsWith('.json'));
  for (let start = 0; start < files.length; start += filesPerWrite)
    await database.write(await stepsOfFiles(options, files.slice(start, start + filesPerWrite)));
  await rm(folder, { recursive: true, force: true });
}

async function stepsOfFiles(options: ImportOptions, names: readonly string[]): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (let start = 0; start < names.length; start += filesAtOnce) {
    const batch = names.slice(start, start + filesAtOnce).map((name) => stepsOfFile(options, name));
    for (const step of (await Promise.all(batch)).flat()) steps.push(step);
  }
  return steps;
}

async function stepsOfFile(
  { folder, setAsideFolder, stepsOf, onError }: ImportOptions,
  name: string,
): Promise<readonly Step[]> {
  const path = join(folder, name);
  try {
    const text = await readFile(path, 'utf8');
    return stepsOf(JSON.parse(text), text);
  } catch (error) {
    const to = join(setAsideFolder, basename(folder));
    await mkdir(to, { recursive: true, mode: 0o700 });
    await rename(path, join(to, name));
    const reason = unreadableReason(error);
    onError(new Error(`${path} cannot be read and was moved to ${to}: ${reason}`));
    return [];
  }
}

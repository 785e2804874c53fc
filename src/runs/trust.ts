import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import nodePath, { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { datasetPathOf } from '../data/experiment/datasetPath.ts';
import { fileFailure, systemCode } from '../files/errors.ts';
import { runFailure } from './errors.ts';
import { readJsonFile, writeJsonFile } from './jsonFiles.ts';

/** Where the data of an experiment goes when it is trained. */
interface Output {
  readonly connectionId: string;
  readonly experimentPath: string;
  readonly bucket: string;
  readonly prefix: string;
}

/** What this user has allowed an experiment, which may come from a cloned repository, to read and to send. */
export interface Trust {
  /**
   * The path of the table that an experiment names. Throws 'table-outside' if it is neither in the folder of the experiment nor in
   * the workspace and the user has not chosen it.
   */
  tableOf(experimentPath: string, dataset: string): Promise<string>;
  /** Remembers a table that the user chose for an experiment in a dialog. */
  choose(experimentPath: string, tablePath: string): Promise<void>;
  /** Whether the user has confirmed where the data of the experiment goes. */
  isConfirmed(output: Output): Promise<boolean>;
  confirm(output: Output): Promise<void>;
}

/** `realPath`: where its symbolic links led when it was chosen. */
const chosenSchema = z.object({ tablePath: z.string(), realPath: z.string() });
type Chosen = z.infer<typeof chosenSchema>;
const outputSchema = z.object({
  connectionId: z.string(),
  experimentPath: z.string(),
  bucket: z.string(),
  prefix: z.string(),
});

const hashOf = (...parts: readonly string[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

export function openTrust(storageFolder: string, workspaceFolders: () => readonly string[]): Trust {
  const chosenFile = (experimentPath: string) =>
    join(storageFolder, 'chosenTables', `${hashOf(experimentPath)}.json`);
  const outputFile = ({ connectionId, experimentPath, bucket, prefix }: Output) =>
    join(storageFolder, 'confirmedOutputs', `${hashOf(connectionId, experimentPath, bucket, prefix)}.json`);
  return {
    async tableOf(experimentPath, dataset) {
      const path = datasetPathOf(experimentPath, dataset);
      const chosen = await readJsonFile(chosenFile(experimentPath), chosenSchema);
      const roots = [dirname(experimentPath), ...workspaceFolders()];
      if (await isAllowed(path, roots, chosen)) return path;
      const facts = { file: experimentPath, table: path };
      throw runFailure('table-outside', facts, `${experimentPath} names ${path}, outside its folder`);
    },
    async choose(experimentPath, tablePath) {
      const chosen: Chosen = { tablePath, realPath: (await realPathOf(tablePath)) ?? tablePath };
      await writeJsonFile(chosenFile(experimentPath), chosen);
    },
    isConfirmed: async (output) => (await readJsonFile(outputFile(output), outputSchema)) !== undefined,
    confirm: ({ connectionId, experimentPath, bucket, prefix }) => {
      const output: Output = { connectionId, experimentPath, bucket, prefix };
      return writeJsonFile(outputFile(output), output);
    },
  };
}

async function isAllowed(
  path: string,
  roots: readonly string[],
  chosen: Chosen | undefined,
): Promise<boolean> {
  const isChosen = chosen?.tablePath === path;
  // Nothing outside is touched before the names are compared: merely looking at \\host\share signs in to that host.
  if (!isChosen && !roots.some((root) => isInside(root, path))) return false;
  const real = await realPathOf(path);
  // Reading it reports that it is missing.
  if (real === undefined || (isChosen && chosen.realPath === real)) return true;
  const realRoots = await Promise.all(roots.map(async (root) => (await realPathOf(root)) ?? root));
  return realRoots.some((root) => isInside(root, real));
}

/** Whether a path is below a folder, by their names; `paths` are the rules of a system. */
export function isInside(folder: string, path: string, paths: typeof nodePath.posix = nodePath): boolean {
  const way = paths.relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${paths.sep}`) && !paths.isAbsolute(way);
}

/** The path without symbolic links; undefined if nothing is there. */
async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw fileFailure(path, error);
  }
}

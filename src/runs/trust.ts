import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import nodePath, { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { datasetPathOf, isInS3 } from '../data/experiment/datasetPath.ts';
import { fileFailure, systemCode } from '../files/errors.ts';
import { runFailure } from './errors.ts';
import { readJsonFile, writeJsonFile } from '../files/jsonFiles.ts';

/** Where an experiment's data is uploaded for training, and who may then read it there. */
interface Output {
  readonly connectionId: string;
  readonly experimentPath: string;
  readonly bucket: string;
  readonly prefix: string;
  /** The execution role that the experiment itself names; absent where the connection's is used. */
  readonly roleArn?: string | undefined;
}

/** What the user has allowed an experiment, which may come from a cloned repository, to read and to upload. */
export interface Trust {
  /**
   * Path of the table that an experiment names, or its S3 URI. Throws 'table-outside' if it is in neither the experiment's folder nor
   * the workspace, and 's3-table-unconfirmed' if it is in S3, unless the user chose it.
   */
  tableOf(experimentPath: string, dataset: string): Promise<string>;
  /** Remembers a table, by its path or its S3 URI, that the user chose for an experiment. */
  choose(experimentPath: string, table: string): Promise<void>;
  /** Whether the user has confirmed where the experiment's data goes. */
  isConfirmed(output: Output): Promise<boolean>;
  confirm(output: Output): Promise<void>;
}

/** `realPath`: the table's path without symbolic links when it was chosen. */
const chosenSchema = z.object({ tablePath: z.string(), realPath: z.string() });
type Chosen = z.infer<typeof chosenSchema>;
const outputSchema = z.object({
  connectionId: z.string(),
  experimentPath: z.string(),
  bucket: z.string(),
  prefix: z.string(),
  roleArn: z.optional(z.string()),
});

const hashOf = (...parts: readonly string[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

export function openTrust(storageFolder: string, workspaceFolders: () => readonly string[]): Trust {
  const chosenFile = (experimentPath: string) =>
    join(storageFolder, 'chosenTables', `${hashOf(experimentPath)}.json`);
  const outputFile = ({ connectionId, experimentPath, bucket, prefix, roleArn }: Output) => {
    const parts = [connectionId, experimentPath, bucket, prefix, ...(roleArn === undefined ? [] : [roleArn])];
    return join(storageFolder, 'confirmedOutputs', `${hashOf(...parts)}.json`);
  };
  return {
    async tableOf(experimentPath, dataset) {
      const chosen = await readJsonFile(chosenFile(experimentPath), chosenSchema);
      if (isInS3(dataset)) {
        if (chosen?.tablePath === dataset) return dataset;
        const facts = { file: experimentPath, s3Uri: dataset };
        throw runFailure(
          's3-table-unconfirmed',
          facts,
          `Nobody has agreed that ${experimentPath} reads ${dataset}`,
        );
      }
      const path = datasetPathOf(experimentPath, dataset);
      const roots = [dirname(experimentPath), ...workspaceFolders()];
      if (await isAllowed(path, roots, chosen)) return path;
      const facts = { file: experimentPath, table: path };
      throw runFailure('table-outside', facts, `${experimentPath} names ${path}, outside its folder`);
    },
    async choose(experimentPath, table) {
      const realPath = isInS3(table) ? table : ((await realPathOf(table)) ?? table);
      const chosen: Chosen = { tablePath: table, realPath };
      await writeJsonFile(chosenFile(experimentPath), chosen);
    },
    isConfirmed: async (output) => (await readJsonFile(outputFile(output), outputSchema)) !== undefined,
    confirm: ({ connectionId, experimentPath, bucket, prefix, roleArn }) => {
      const output: Output = { connectionId, experimentPath, bucket, prefix, roleArn };
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
  // Compare names before touching any file: merely checking \\host\share signs in to that host.
  if (!isChosen && !roots.some((root) => isInside(root, path))) return false;
  const real = await realPathOf(path);
  // Reading it will report that it is missing.
  if (real === undefined || (isChosen && chosen.realPath === real)) return true;
  const realRoots = await Promise.all(roots.map(async (root) => (await realPathOf(root)) ?? root));
  return realRoots.some((root) => isInside(root, real));
}

/** Whether a path is below a folder, by name only; `paths`: the path rules of an operating system. */
export function isInside(folder: string, path: string, paths: typeof nodePath.posix = nodePath): boolean {
  const way = paths.relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${paths.sep}`) && !paths.isAbsolute(way);
}

/** The path without symbolic links; undefined if it does not exist. */
async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw fileFailure(path, error);
  }
}

import { readFile, readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import * as z from 'zod/mini';
import { fileFailure } from '../../files/errors.ts';
import { Failure } from '../../learner/errors.ts';
import type { EngineCalls } from '../engine/engine.ts';
import { parseExperiment } from './parseExperiment.ts';
import type { Experiment } from './schema.ts';

/** Throws DataFailure with the line of what is wrong. */
export async function readExperiment(path: string): Promise<Experiment> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw fileFailure(path, error);
  }
  return parseExperiment(text, path);
}

/** The experiments beside a table that are about it, by name; those that cannot be read when they seem to be. */
export async function experimentsBeside(
  tablePath: string,
): Promise<EngineCalls['experimentsBeside']['answer']> {
  const folder = dirname(tablePath);
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending)).toSorted();
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const experiment = await readOrUndefined(path);
      const dataset = experiment?.dataset ?? (await datasetOfBroken(path));
      const isAbout =
        dataset === undefined ? isNamedFor(name, tablePath) : join(folder, dataset) === tablePath;
      return isAbout ? [{ name, path, experiment }] : [];
    }),
  );
  return files.flat();
}

const ending = '.linear.json';

async function readOrUndefined(path: string): Promise<Experiment | undefined> {
  try {
    return await readExperiment(path);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** The table that a file which is no valid experiment names; undefined when it names none. */
async function datasetOfBroken(path: string): Promise<string | undefined> {
  try {
    const found = z.object({ dataset: z.string() }).safeParse(JSON.parse(await readFile(path, 'utf8')));
    return found.data?.dataset;
  } catch {
    return undefined; // No JSON, or no file to be read: its name must tell.
  }
}

/** `salary.linear.json` and `salary-2.linear.json` are named for `salary.csv`. */
function isNamedFor(name: string, tablePath: string): boolean {
  const stem = basename(tablePath, extname(tablePath));
  const own = name.slice(0, -ending.length);
  return own === stem || (own.startsWith(`${stem}-`) && /^\d+$/.test(own.slice(stem.length + 1)));
}

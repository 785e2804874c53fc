import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileFailure } from '../../files/errors.ts';
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

/** The experiments beside a table that are about it, by name, and those that cannot be read and so might be. */
export async function experimentsBeside(
  tablePath: string,
): Promise<EngineCalls['experimentsBeside']['answer']> {
  const folder = dirname(tablePath);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.linear.json')).toSorted();
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const experiment = await readExperiment(path).catch(() => undefined);
      return { name, path, experiment };
    }),
  );
  return files.filter(
    ({ experiment }) => experiment === undefined || join(folder, experiment.dataset) === tablePath,
  );
}

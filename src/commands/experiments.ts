import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseExperiment } from '../data/experiment/parseExperiment.ts';
import type { Experiment } from '../data/experiment/schema.ts';

export interface ExperimentFile {
  readonly name: string;
  readonly path: string;
  readonly experiment: Experiment;
}

/** The experiments beside a table that are about it, by name; files that cannot be read are none. */
export async function experimentsAbout(tablePath: string): Promise<readonly ExperimentFile[]> {
  const folder = dirname(tablePath);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.linear.json')).sort();
  const files = await Promise.all(names.map((name) => readExperiment(folder, name)));
  return files
    .filter((file) => file !== undefined)
    .filter(({ experiment }) => join(folder, experiment.dataset) === tablePath);
}

async function readExperiment(folder: string, name: string): Promise<ExperimentFile | undefined> {
  const path = join(folder, name);
  try {
    return { name, path, experiment: parseExperiment(await readFile(path, 'utf8'), path) };
  } catch {
    return undefined;
  }
}

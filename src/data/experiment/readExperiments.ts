import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileFailure } from '../../files/errors.ts';
import { Failure } from '../../learner/errors.ts';
import { datasetPathOf } from './datasetPath.ts';
import { parseExperiment } from './parseExperiment.ts';
import type { Experiment } from '../shapes/experiment.ts';

/** Reads and parses an experiment file. Throws DataFailure with the line of the error. */
export async function readExperiment(path: string): Promise<Experiment> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw fileFailure(path, error);
  }
  return parseExperiment(text, path);
}

/** An experiment file found beside a table; `experiment` is undefined where it cannot be read as one. */
export interface ExperimentFile {
  readonly name: string;
  readonly path: string;
  readonly experiment: Experiment | undefined;
}

/** Experiments in the table's folder that use the table, sorted by name, and broken ones that name no other table. */
export const experimentsBeside = async (tablePath: string): Promise<readonly ExperimentFile[]> =>
  experimentsAbout(dirname(tablePath), tablePath);

/** As `experimentsBeside`, of a folder; `table`: a path or an S3 URI. */
export async function experimentsAbout(folder: string, table: string): Promise<readonly ExperimentFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending)).toSorted();
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const experiment = await readOrUndefined(path);
      const dataset = experiment?.dataset ?? (await datasetOfBroken(path));
      const isAbout = dataset === undefined || datasetPathOf(path, dataset) === table;
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

/** The dataset named in a file that is not a valid experiment or not even JSON; undefined when there is none. */
async function datasetOfBroken(path: string): Promise<string | undefined> {
  try {
    return /"dataset"\s*:\s*"([^"\\]*)"/.exec(await readFile(path, 'utf8'))?.[1];
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined; // The file itself cannot be read.
    throw error;
  }
}

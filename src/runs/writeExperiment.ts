import { basename, dirname, extname, join } from 'node:path';
import type { Experiment } from '../data/shapes/experiment.ts';
import { createFiles } from '../files/writeFiles.ts';

/** The path of an experiment beside its table, with an ending for one whose name is taken. */
export const experimentPathOf = (tablePath: string, ending = ''): string =>
  `${join(dirname(tablePath), basename(tablePath, extname(tablePath)))}${ending}.linear.json`;

export const experimentText = (experiment: Experiment): string => `${JSON.stringify(experiment, null, 2)}\n`;

/** Writes NAME.linear.json beside the table, or NAME-2 and so on: nothing is ever overwritten. Returns its path. */
export async function writeExperiment(tablePath: string, experiment: Experiment): Promise<string> {
  const data = experimentText(experiment);
  const [written = ''] = await createFiles([
    { pathOf: (ending) => experimentPathOf(tablePath, ending), data },
  ]);
  return written;
}

import { dirname, resolve } from 'node:path';

/** The absolute path of the table that an experiment names: relative to its file, or absolute already. */
export const datasetPathOf = (experimentPath: string, dataset: string): string =>
  resolve(dirname(experimentPath), dataset);

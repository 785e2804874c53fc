import { dirname, resolve } from 'node:path';

/** Whether a dataset is an S3 URI and not a path. */
export const isInS3 = (dataset: string): boolean => dataset.startsWith('s3://');

/** The absolute path of the table that an experiment names, relative to its file or absolute already; an S3 URI as it is. */
export const datasetPathOf = (experimentPath: string, dataset: string): string =>
  isInS3(dataset) ? dataset : resolve(dirname(experimentPath), dataset);

import { datasetPathOf, isInS3 } from '../data/experiment/datasetPath.ts';
import { headlessFailure } from './errors.ts';

/** The path of an experiment's table. Throws 'table-in-s3': a run without VS Code has no connection to AWS. */
export function tablePathOf(experimentPath: string, dataset: string): string {
  if (!isInS3(dataset)) return datasetPathOf(experimentPath, dataset);
  throw headlessFailure(
    'table-in-s3',
    { s3Uri: dataset },
    `${experimentPath} reads ${dataset}. A run without VS Code reads files only: download the table, and name its path as the dataset.`,
  );
}

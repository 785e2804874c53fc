import { datasetPathOf, isInS3 } from '../data/experiment/datasetPath.ts';
import { Failure } from '../learner/errors.ts';
import type { Trust } from '../runs/trust.ts';
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

/** As tablePathOf, of a table that leaves this machine: an experiment may come from anyone. Throws 'table-not-beside'. */
export async function tableToSend(trust: Trust, experimentPath: string, dataset: string): Promise<string> {
  const table = tablePathOf(experimentPath, dataset);
  try {
    return await trust.tableOf(experimentPath, dataset);
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'table-outside')) throw error;
    throw headlessFailure(
      'table-not-beside',
      { file: experimentPath, table },
      `${experimentPath} sends ${table} to AWS, which is neither below its folder nor below the current one. Start from a folder that holds both.`,
    );
  }
}

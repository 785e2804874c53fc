import { dirname } from 'node:path';
import { datasetPathOf, isInS3 } from '../data/experiment/datasetPath.ts';
import type { Engine } from '../data/engine/calls.ts';
import { exists } from '../files/exists.ts';
import { Failure } from '../learner/errors.ts';
import { datasetFile } from './datasetFile.ts';
import type { DatasetFile } from './datasetFile.ts';
import type { RunRecord, RunRecords } from './runRecords.ts';

export type DatasetChange = 'changed' | 'missing';

type Known = Pick<
  RunRecord,
  'experiment' | 'experimentPath' | 'datasetSha256' | 'datasetFile' | 'trainingJobName'
>;

/**
 * What has become of the table that a run was trained on; undefined where it is the same, or where that is not known: a table in S3, or
 * that of another machine. A file of the same size that looks otherwise is read by the
 * engine, and compared by its hash.
 */
export async function datasetChange(
  engine: Pick<Engine, 'tableSha256'>,
  records: Pick<RunRecords, 'folderOf'>,
  connectionId: string,
  run: Known,
  signal: AbortSignal,
): Promise<DatasetChange | undefined> {
  const { experimentPath, experiment, datasetSha256, trainingJobName } = run;
  const { dataset, read, columns } = experiment;
  if (isInS3(dataset)) return undefined;
  if (dirname(experimentPath) === records.folderOf(connectionId, trainingJobName)) return undefined;
  const path = datasetPathOf(experimentPath, dataset);
  // A pattern names many files.
  if (!/[*?]/.test(path) && !(await exists(path))) return 'missing';
  const now = await datasetFile(path);
  if (now !== undefined && isSameFile(now, run.datasetFile)) return undefined;
  // Other bytes, whichever they are.
  if (now !== undefined && run.datasetFile !== undefined && now.bytes !== run.datasetFile.bytes)
    return 'changed';
  try {
    const sha256 = await engine.tableSha256({ path, read, columns }, { signal });
    return sha256 === datasetSha256 ? undefined : 'changed';
  } catch (error) {
    // It was read when it was trained on.
    if (error instanceof Failure && error.code !== 'disk-full') return 'changed';
    throw error;
  }
}

const isSameFile = (now: DatasetFile, before: DatasetFile | undefined) =>
  before !== undefined && now.bytes === before.bytes && now.modifiedAt === before.modifiedAt;

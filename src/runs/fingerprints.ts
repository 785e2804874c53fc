import { join } from 'node:path';
import type { HeldOutSide } from '../data/shapes/heldOutComparison.ts';
import { hyperparameterStrings } from '../data/shapes/experiment.ts';
import { fingerprintFile, fingerprintSchema, heldOutRowsFile } from '../data/shapes/fingerprint.ts';
import type { Fingerprint } from '../data/shapes/fingerprint.ts';
import { readJsonFile } from '../files/jsonFiles.ts';
import type { RunRecord, RunRecords } from './runRecords.ts';

/** The fingerprint of a run's table; undefined for runs of earlier versions. */
export const readFingerprint = (
  records: RunRecords,
  connectionId: string,
  trainingJobName: string,
): Promise<Fingerprint | undefined> =>
  readJsonFile(join(records.folderOf(connectionId, trainingJobName), fingerprintFile), fingerprintSchema);

/** A run as `Engine.compareHeldOut` takes it, whose artifact was downloaded to `modelPath`. */
export function heldOutSideOf(
  records: RunRecords,
  connectionId: string,
  { trainingJobName, testPath, experiment, preparation, datasetSha256 }: RunRecord,
  modelPath: string,
): HeldOutSide {
  const folder = records.folderOf(connectionId, trainingJobName);
  return {
    modelPath,
    testPath,
    format: experiment.format,
    preparation,
    hyperparameters: hyperparameterStrings(experiment),
    datasetSha256,
    fingerprintPath: join(folder, fingerprintFile),
    heldOutRowsPath: join(folder, heldOutRowsFile),
  };
}

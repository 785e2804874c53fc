// What a trained model is compared with, on the rows as they were prepared.
import { readFile } from 'node:fs/promises';
import { readRecordIO } from '../../learner/formats/recordio.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import { openChannel } from '../preparation/channelRows.ts';
import { fitReference } from '../preparation/reference/fitReference.ts';
import type { PreparedRun } from '../shapes/preparation.ts';

export async function channelsOf({ trainPath, testPath = '' }: PreparedRun) {
  const [train, test] = await Promise.all([channelAt(trainPath), channelAt(testPath)]);
  return { train, test };
}

async function channelAt(path: string): Promise<LabeledRows> {
  const { features, labels = new Float32Array() } = readRecordIO(await readFile(path));
  return { features, labels };
}

/** The reference fit to the training rows of a run that predicts a number or one of two classes. */
export async function referenceOf(predictorType: string, run: PreparedRun) {
  const { train } = await channelsOf(run);
  return fitReference(
    { predictorType: predictorType === 'regressor' ? 'regressor' : 'binary_classifier' },
    openChannel(run.trainPath, 'recordio'),
    train.features,
  );
}

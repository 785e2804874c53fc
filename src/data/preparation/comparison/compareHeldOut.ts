import { readFile } from 'node:fs/promises';
import { fileFailure, isMissing } from '../../../files/errors.ts';
import { readArtifact } from '../../../learner/artifact/artifact.ts';
import type { LinearModel } from '../../../learner/model.ts';
import type {
  HeldOutComparison,
  HeldOutRequest,
  HeldOutSide,
  NotComparable,
} from '../../shapes/heldOutComparison.ts';
import type { Work } from '../../shapes/work.ts';
import { openChannel } from '../channelRows.ts';
import type { ChannelRows } from '../channelRows.ts';
import { namesOf } from '../heldOutRows.ts';
import { findCommonRows } from './commonRows.ts';
import type { CommonRows } from './commonRows.ts';
import { compareBinary, compareMulticlass } from './compareClassifiers.ts';
import { compareRegressors } from './compareRegressors.ts';
import { mostFeatures } from './listedRows.ts';
import { readPredictions } from './readPredictions.ts';
import type { Side } from './side.ts';

/**
 * Compares two models on the held-out rows that both runs have, with the same rows drawn for both, so that what differs is the models
 * and not the rows. Rows whose target differs between the tables are not common.
 */
export async function compareHeldOut({ a, b }: HeldOutRequest, work: Work = {}): Promise<HeldOutComparison> {
  if (a.preparation.target !== b.preparation.target) return notComparable('other-target');
  const [test, otherTest] = [channelOf(a, work), channelOf(b, work)];
  if (test === undefined) return notComparable('no-held-out-rows', 'a');
  if (otherTest === undefined) return notComparable('no-held-out-rows', 'b');
  const [model, otherModel] = [await modelOf(a), await modelOf(b)];
  const common = await findCommonRows({ a, b });
  if (common === undefined || common.a.length === 0) return notComparable('other-held-out-rows');
  const found = await unlessGone('a', () => readPredictions(model, test, common.a));
  if ('why' in found) return found;
  const otherFound = await unlessGone('b', () => readPredictions(otherModel, otherTest, common.b));
  if ('why' in otherFound) return otherFound;
  const first = { ...a, test, positions: common.a, rowNumbers: common.rowNumbers, found };
  const second = { ...b, test: otherTest, positions: common.b, found: otherFound };
  const compared = await compareModels({ first, model, second, otherModel }, common, work);
  if (compared === undefined) return notComparable('other-problem');
  return compared.commonRowCount === 0 ? notComparable('other-held-out-rows') : compared;
}

interface Both {
  readonly first: Side;
  readonly model: LinearModel;
  readonly second: Side;
  readonly otherModel: LinearModel;
}

/** Undefined where the models are of different kinds. */
async function compareModels(
  { first, model, second, otherModel }: Both,
  { alignedBy }: CommonRows,
  { signal }: Work,
): Promise<Exclude<HeldOutComparison, NotComparable> | undefined> {
  const facts = {
    target: first.preparation.target,
    rowCounts: { a: first.found.rowCount, b: second.found.rowCount },
    alignedBy,
    featureNames: namesOf(first.preparation).featureNames.slice(0, mostFeatures),
  };
  switch (model.predictorType) {
    case 'regressor':
      if (otherModel.predictorType !== 'regressor') return undefined;
      return compareRegressors({ facts, first, second, signal });
    case 'binary_classifier':
      if (otherModel.predictorType !== 'binary_classifier') return undefined;
      return compareBinary({ facts, first, second, signal }, model, otherModel);
    case 'multiclass_classifier':
      if (otherModel.predictorType !== 'multiclass_classifier') return undefined;
      return compareMulticlass({ facts, first, second, signal }, model, otherModel);
  }
}

const notComparable = (why: NotComparable['why'], side?: 'a' | 'b'): NotComparable => ({
  kind: 'not-comparable',
  why,
  ...(side === undefined ? {} : { side }),
});

function channelOf({ testPath, format }: HeldOutSide, { signal, onProgress }: Work): ChannelRows | undefined {
  if (testPath === undefined) return undefined;
  let done = 0;
  const onBytes = (count: number) => {
    done += count;
    onProgress?.({ phase: 'evaluating', done, total: done, unit: 'bytes' });
  };
  return openChannel(testPath, format, { signal, onBytes });
}

async function modelOf({ modelPath }: HeldOutSide): Promise<LinearModel> {
  const bytes = await readFile(modelPath).catch((error: unknown) => {
    throw fileFailure(modelPath, error);
  });
  return readArtifact(bytes);
}

async function unlessGone<T>(side: 'a' | 'b', read: () => Promise<T>): Promise<T | NotComparable> {
  try {
    return await read();
  } catch (error) {
    if (isFileMissing(error)) return notComparable('held-out-rows-missing', side);
    throw error;
  }
}

const isFileMissing = (error: unknown) =>
  isMissing(error) || (error instanceof Error && 'code' in error && error.code === 'file-missing');

import { experimentsBeside, readExperiment } from '../experiment/readExperiments.ts';
import { suggestExperiment } from '../experiment/suggest.ts';
import { dataFailure } from '../errors.ts';
import { convertToRecordIO, encodeFile, encodeRows, writePredictions } from '../preparation/encode.ts';
import { evaluate, sampleRows } from '../preparation/evaluate.ts';
import { preflight } from '../preparation/preflight.ts';
import { prepareRun } from '../preparation/prepare.ts';
import { profileTable } from '../profile/profile.ts';
import { linearRegression } from '../profile/regression.ts';
import { splitToFiles } from '../split/splitToFiles.ts';
import { isMissing, numberOf } from '../table/cells.ts';
import { readTable, readTableAgain } from '../table/readTable.ts';
import type { EngineCalls } from './engine.ts';

type Calls = {
  readonly [Name in keyof EngineCalls]: (
    request: EngineCalls[Name]['request'],
  ) => Promise<EngineCalls[Name]['answer']>;
};

/** What the engine does, call by call. */
export const calls: Calls = {
  readExperiment: ({ path }) => readExperiment(path),
  experimentsBeside: ({ tablePath }) => experimentsBeside(tablePath),
  profile: async ({ path }) => profileTable(await readTable(path)),
  regression: async ({ path, target, feature }) => {
    const table = await readTable(path);
    const [x, y] = pairsOf(table.rows, table.columns.indexOf(feature), table.columns.indexOf(target));
    return { target, feature, ...linearRegression(x, y) };
  },
  suggestExperiment: async ({ path, target }) => {
    const profile = profileTable(await readTable(path));
    const chosen = target ?? profile.targetCandidates[0];
    if (chosen === undefined)
      throw dataFailure('no-features', { file: path }, `${path} has no numeric column to predict`);
    return { experiment: suggestExperiment(profile, chosen), targetCandidates: profile.targetCandidates };
  },
  preflight: async ({ datasetPath, experiment, ownLearner }) =>
    preflight(await readTable(datasetPath), experiment, { ownLearner }),
  splitToFiles: (request) => splitToFiles(request),
  prepare: async ({ datasetPath, experiment, outputFolder, expectedSha256 }) =>
    prepareRun(await readTableAgain(datasetPath, expectedSha256), experiment, outputFolder),
  evaluate,
  sampleRows,
  encodeRows: async ({ preparation, rows }) => encodeRows(preparation, rows),
  encodeFile: async ({ preparation, path }) => encodeFile(preparation, path),
  writePredictions: (request) => writePredictions(request),
  convertToRecordIO: (request) => convertToRecordIO(request),
};

function pairsOf(rows: readonly (readonly string[])[], xIndex: number, yIndex: number): [number[], number[]] {
  const pairs = rows.flatMap((row) => {
    const [x = '', y = ''] = [row[xIndex], row[yIndex]];
    return isMissing(x) || isMissing(y)
      ? []
      : [[numberOf(x) ?? Number.NaN, numberOf(y) ?? Number.NaN] as const];
  });
  return [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
}

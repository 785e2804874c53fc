import { experimentsBeside, readExperiment } from '../experiment/readExperiments.ts';
import { suggestExperiment } from '../experiment/suggest.ts';
import { dataFailure } from '../errors.ts';
import { convertToRecordIO, encodeFile, encodeRows, writePredictions } from '../preparation/encode.ts';
import { evaluate, sampleRows } from '../preparation/evaluate.ts';
import { preflight } from '../preparation/preflight.ts';
import { noFeatures } from '../preparation/noFeatures.ts';
import { prepareRun } from '../preparation/prepare.ts';
import { columnFactsOf, profileTable } from '../profile/profile.ts';
import { linearRegression } from '../profile/regression.ts';
import { guessTargets } from '../profile/targets.ts';
import { splitToFiles } from '../split/splitToFiles.ts';
import { isMissing, numberOf } from '../table/cells.ts';
import { readTable, readTableAgain } from '../table/readTable.ts';
import type { Table } from '../table/readTable.ts';
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
    const table = await readTable(path);
    const columns = columnFactsOf(table);
    const targetCandidates = guessTargets(columns);
    const chosen = target ?? targetCandidates[0];
    if (chosen === undefined) return refuseToSuggest(table);
    const experiment = suggestExperiment({ file: table.file, columns }, chosen);
    if (target !== undefined && experiment.features?.length === 0) refuseToSuggest(table, target);
    return { experiment, targetCandidates };
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

/** One to train on and one to judge by. */
const leastRows = 2;

/** Says why no column of the table can be a feature: too few rows, or what its columns hold. */
function refuseToSuggest(table: Table, target?: string): never {
  const file = table.path;
  const rowCount = table.rows.length;
  if (rowCount < leastRows)
    throw dataFailure('rows-too-few', { file, rowCount, needed: leastRows }, `${file} has ${rowCount} rows`);
  throw noFeatures(table, target);
}

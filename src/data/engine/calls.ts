import { experimentsAbout, experimentsBeside, readExperiment } from '../experiment/readExperiments.ts';
import { suggestExperiment } from '../experiment/suggest.ts';
import { dataFailure } from '../shapes/failures.ts';
import { convertToRecordIO, encodeRows } from '../preparation/encode.ts';
import type { RowByName } from '../preparation/encode.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import type { Experiment } from '../shapes/experiment.ts';
import type { TableEdits } from '../shapes/tableEdits.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { compareHeldOut } from '../preparation/comparison/compareHeldOut.ts';
import { evaluate, sampleRows } from '../preparation/evaluate.ts';
import { openFits } from '../preparation/fits.ts';
import { preflight } from '../preparation/preflight.ts';
import { previewFeature } from '../preparation/previewFeature.ts';
import { noFeatures } from '../preparation/noFeatures.ts';
import { experimentAsPython, prepareRun } from '../preparation/prepare.ts';
import { pythonOf } from '../preparation/python/pythonOf.ts';
import type { FigureThreads } from '../profile/figureThreads.ts';
import { openLeaks } from '../profile/leaks.ts';
import { guessTargets } from '../profile/targets.ts';
import { describeArtifactFile } from '../recordFiles/artifactFile.ts';
import { openRecordFiles } from '../recordFiles/recordFile.ts';
import { convertFile } from '../convert/convertFile.ts';
import { pandasOf } from '../convert/pandasOf.ts';
import { previewSplit, splitToFiles } from '../convert/splitToFiles.ts';
import type { CodeRequest } from '../export/request.ts';
import { runAsPython } from '../export/runAsPython.ts';
import type { Work } from '../shapes/work.ts';
import { sourcePaths } from '../store/sources.ts';
import type { ReadHead } from '../store/readAnyHead.ts';
import type { Table } from '../table/table.ts';
import type { EstimatedProgress } from '../shapes/progress.ts';
import { openGrid } from './grid.ts';
import { openProfiles } from './profiles.ts';
import { openPredictions } from './predictions.ts';
import type { Tables } from './tables.ts';
import { openTrials } from './trials.ts';

/** What the data engine does, call by call, with plain data in and out; Engine has the same calls from outside the process. */
export const openCalls = (
  tables: Tables,
  readHead: ReadHead = async () => undefined,
  threads?: FigureThreads,
  fits = openFits(),
  memoryBytes?: number,
) => ({
  readExperiment: ({ path }: AtPath) => readExperiment(path),
  experimentsBeside: ({ tablePath }: { readonly tablePath: string }) => experimentsBeside(tablePath),
  ...openProfiles(tables, readHead, threads),
  ...openGrid(tables, memoryBytes),
  suggestExperiment: async ({ path, target, ...edits }: Suggestion, work: Work = {}) => {
    const table = await tables.read(path, edits.read, edits.columns, work);
    const suggest = await openSuggestions(table, work);
    const targetCandidates = guessTargets(await table.facts(work.signal));
    const chosen = target ?? targetCandidates[0];
    if (chosen === undefined) return refuseToSuggest(table);
    const experiment = await suggest(chosen, edits);
    if (target !== undefined && experiment.features?.length === 0) await refuseToSuggest(table, target);
    return { experiment, targetCandidates };
  },
  /**
   * What training on a table can start from: its experiments, and a suggestion for `target`, or for each likely target that leaves
   * something to learn from, the likeliest first. Throws DataFailure when there is neither.
   */
  trainingChoices: async (
    {
      path,
      target,
      namedFrom,
      ...edits
    }: Suggestion & {
      /** The folder of a table's experiments when it is not next to them, and how they refer to it. */
      readonly namedFrom?: { readonly folder: string; readonly dataset: string } | undefined;
    },
    work: Work = {},
  ) => {
    const beside =
      namedFrom === undefined
        ? await experimentsBeside(path)
        : await experimentsAbout(namedFrom.folder, namedFrom.dataset);
    const table = await tables.read(path, edits.read, edits.columns, work);
    const suggest = await openSuggestions(table, work);
    const guessed = guessTargets(await table.facts(work.signal)).slice(0, mostSuggestions);
    const candidates = target === undefined ? guessed : [target];
    const suggestions: Experiment[] = [];
    for (const candidate of candidates) {
      const experiment = await suggest(candidate, edits);
      if (experiment.features?.length !== 0) suggestions.push(experiment);
    }
    if (suggestions.length === 0 && beside.length === 0) return refuseToSuggest(table, candidates[0]);
    return { beside, suggestions };
  },
  /** `ownLearner`: the job is trained by our own learner, on this machine. */
  preflight: async (
    { datasetPath, experiment, ownLearner }: ExperimentRequest & { readonly ownLearner: boolean },
    work: Work = {},
  ) => {
    const table = await tables.read(datasetPath, experiment.read, experiment.columns, work);
    return preflight(table, experiment, { ownLearner, fits }, work.signal);
  },
  /** What a feature makes of some rows; of the experiment's other features, those count that leave rows out. */
  previewFeature: async (
    { datasetPath, experiment, feature }: ExperimentRequest & { readonly feature: Feature },
    work?: Work,
  ) =>
    previewFeature(
      await tables.read(datasetPath, experiment.read, experiment.columns, work),
      experiment,
      feature,
      work,
    ),
  splitToFiles: (request: Parameters<typeof splitToFiles>[0], work: Work = {}) =>
    splitToFiles(request, work, tables.read),
  /** Columns that a split can use, and the likeliest targets. */
  describeForSplit: async ({ path, read, columns }: AtPath & TableEdits, work: Work = {}) => {
    const table = await tables.read(path, read, columns, work);
    const facts = await table.facts(work.signal);
    return { columns: facts.slice(0, mostOffered), targets: guessTargets(facts) };
  },
  previewSplit: (request: Parameters<typeof previewSplit>[0], work: Work = {}) =>
    previewSplit(request, work, tables.read),
  /** Throws 'file-changed' when the table is no longer the one with this hash. */
  prepare: async (
    {
      datasetPath,
      experiment,
      outputFolder,
      expectedSha256,
    }: ExperimentRequest & { readonly outputFolder: string; readonly expectedSha256: string },
    work: Work = {},
  ) => {
    const { read, columns } = experiment;
    const table = await tables.readAgain(datasetPath, expectedSha256, read, columns, work);
    return prepareRun(table, experiment, outputFolder, { signal: work.signal, fits });
  },
  /** Python code that prepares a row. */
  preparationAsPython: async ({ preparation }: { readonly preparation: Preparation }) =>
    pythonOf(preparation),
  /** The same, fitted as a run of the experiment would fit it now. */
  experimentAsPython: async ({ datasetPath, experiment }: ExperimentRequest, work: Work = {}) => {
    const table = await tables.read(datasetPath, experiment.read, experiment.columns, work);
    return experimentAsPython(table, experiment, { fits, signal: work.signal });
  },
  evaluate: (request: Parameters<typeof evaluate>[0], work?: Work) => evaluate(request, work),
  compareHeldOut,
  sampleRows,
  encodeRows: async ({
    preparation,
    rows,
  }: {
    readonly preparation: Preparation;
    readonly rows: readonly RowByName[];
  }) => encodeRows(preparation, rows),
  ...openPredictions(tables),
  ...openTrials(tables, fits),
  ...openRecordFiles(),
  describeArtifactFile,
  /** The hash by which a table is recognised: that of its file, or of all of them. */
  tableSha256: async ({ path, read, columns }: AtPath & TableEdits, work: Work = {}) =>
    (await tables.read(path, read, columns, work)).file.sha256,
  /** pandas code that reads the table as it is read here. */
  tableAsPandas: async ({ path, read, columns }: AtPath & TableEdits, work: Work = {}) => {
    const table = await tables.read(path, read, columns, work);
    return pandasOf(table, await partsOf(path));
  },
  /** A run as Python, which reads its table at `datasetPath`. */
  runAsPython: async (
    { datasetPath, ...request }: CodeRequest & { readonly datasetPath: string },
    work: Work = {},
  ) => {
    const { read, columns } = request.experiment;
    const table = await tables.read(datasetPath, read, columns, work);
    return runAsPython(table, request, { signal: work.signal, parts: await partsOf(datasetPath) });
  },
  convertFile: (request: Parameters<typeof convertFile>[0], work: Work = {}) =>
    convertFile(request, work, tables.read),
  convertToRecordIO: (request: Parameters<typeof convertToRecordIO>[0], { signal }: Work = {}) =>
    convertToRecordIO(request, { signal }, tables.read),
});

export type EngineCalls = ReturnType<typeof openCalls>;

export interface CallOptions<Answer> {
  readonly signal?: AbortSignal;
  /** At most five times a second. */
  readonly onProgress?: (progress: EstimatedProgress) => void;
  /** An answer of the same form from what is known so far, such as a sample of the table; the whole one replaces it. */
  readonly onPartial?: (partial: Answer) => void;
}

/** The data engine as its callers see it: every call runs in the engine's process and can be aborted. */
export type Engine = {
  readonly [Name in keyof EngineCalls]: (
    request: Parameters<EngineCalls[Name]>[0],
    options?: CallOptions<Awaited<ReturnType<EngineCalls[Name]>>>,
  ) => ReturnType<EngineCalls[Name]>;
} & {
  /** Resolves when its process has ended. */
  dispose(): Promise<void>;
};

/** The files of a table whose path is a folder or a pattern; undefined for a file. */
async function partsOf(path: string): Promise<readonly string[] | undefined> {
  const paths = await sourcePaths(path);
  return paths[0] === path ? undefined : paths;
}

interface AtPath {
  readonly path: string;
}

/** What the user changed in how the table is read and used, and the column to predict. */
interface Suggestion extends AtPath, TableEdits {
  readonly target?: string | undefined;
}

interface ExperimentRequest {
  readonly datasetPath: string;
  readonly experiment: Experiment;
}

/** More columns are too many to pick from. */
const mostOffered = 2000;

/** Nobody chooses among more targets, and each is sent with all of its features. */
const mostSuggestions = 30;

/** Suggests experiments for one table. */
async function openSuggestions(table: Table, work: Work) {
  const columns = await table.facts(work.signal);
  const leaks = openLeaks(table, work);
  return async (target: string, edits: TableEdits): Promise<Experiment> => {
    const names = await leaks.namesOf(table.columns.indexOf(target));
    return suggestExperiment({ ...table, columns, leaks: names }, target, edits);
  };
}

/** One to train on and one to judge by. */
const leastRows = 2;

/** Says why no column of the table can be a feature: too few rows, or what its columns hold. */
async function refuseToSuggest(table: Table, target?: string): Promise<never> {
  const file = table.path;
  const rowCount = table.rowCount;
  if (rowCount < leastRows)
    throw dataFailure('rows-too-few', { file, rowCount, needed: leastRows }, `${file} has ${rowCount} rows`);
  throw await noFeatures(table, target);
}

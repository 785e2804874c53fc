import { namedMetrics, referenceMetrics } from '../../learner/metrics/namedMetrics.ts';
import type { NamedIntervals, NamedMetrics } from '../../learner/metrics/metricNames.ts';
import { columnsOf } from '../shapes/encoders/feature.ts';
import type { Experiment } from '../shapes/experiment.ts';
import type { PreparedRun } from '../shapes/preparation.ts';
import type { StudyTable } from '../shapes/studyTable.ts';
import type { TrialRows } from '../shapes/trialRows.ts';
import type { Work } from '../shapes/work.ts';
import { evaluate } from '../preparation/evaluate.ts';
import type { Fits } from '../preparation/fits.ts';
import { foldOfRows } from '../preparation/foldOfRows.ts';
import { holdColumns } from '../preparation/holdColumns.ts';
import { openReferences } from '../preparation/reference/fitReference.ts';
import { plannedFeatures, prepareRun } from '../preparation/prepare.ts';
import { preflight } from '../preparation/preflight.ts';
import { rowSource } from '../preparation/rowSource.ts';
import { splitTable, splittingOf } from '../preparation/splitTable.ts';
import type { Table } from '../table/table.ts';
import type { Tables } from './tables.ts';

export interface DescribedStudy {
  readonly datasetPath: string;
  readonly experiment: Experiment;
  /** Of cross-validation. */
  readonly folds?: { readonly count: number; readonly seed: number } | undefined;
}

export interface TrialToPrepare {
  readonly datasetPath: string;
  readonly experiment: Experiment;
  readonly outputFolder: string;
  readonly expectedSha256: string;
  readonly rows: TrialRows;
}

/** What the model and the converged fit beside it reach on the held-out rows of a trial. */
export interface TrialScores {
  readonly metrics: NamedMetrics;
  readonly reference: NamedMetrics;
  readonly intervals: NamedIntervals;
}

/** The calls of studies: many trainings on parts of one table. */
export const openTrials = (tables: Tables, fits: Fits, references = openReferences()) => ({
  describeStudy: async (
    { datasetPath, experiment, folds }: DescribedStudy,
    work: Work = {},
  ): Promise<StudyTable> => {
    const table = await tables.read(datasetPath, experiment.read, experiment.columns, work);
    const checked = await preflight(table, experiment, { ownLearner: true, fits }, work.signal);
    const { train, validation, test } = checked.rowCounts;
    return {
      tableSha256: checked.tableSha256,
      failure: checked.items.find(({ severity }) => severity === 'failure'),
      features: await plannedFeatures(table, experiment),
      foldSizes: folds && (await foldSizes(table, experiment, folds, work)),
      usedRowCount: train + validation + test,
      testRowCount: test,
    };
  },
  /** As `prepare`, of other rows. Throws 'file-changed' when the table is no longer the one with this hash. */
  prepareTrial: async (
    { datasetPath, experiment, outputFolder, expectedSha256, rows }: TrialToPrepare,
    work: Work = {},
  ): Promise<PreparedRun> => {
    const { read, columns } = experiment;
    const table = await tables.readAgain(datasetPath, expectedSha256, read, columns, work);
    // Nobody would read the files after a power cut.
    const writing = { signal: work.signal, syncs: false, sweeps: false };
    return prepareRun(table, experiment, outputFolder, { ...writing, rows, hasFingerprint: false });
  },
  /** As `evaluate`, in numbers alone. */
  evaluateTrial: async (request: Parameters<typeof evaluate>[0], work?: Work): Promise<TrialScores> => {
    const evaluation = await evaluate(request, work, references(request.trainPath));
    return {
      metrics: namedMetrics(evaluation),
      reference: referenceMetrics(evaluation) ?? {},
      intervals: evaluation.intervals ?? {},
    };
  },
});

async function foldSizes(
  source: Table,
  experiment: Experiment,
  { count, seed }: NonNullable<DescribedStudy['folds']>,
  work: Work,
): Promise<readonly number[] | undefined> {
  const { method, ...splitting } = splittingOf(experiment);
  if (method === 'column') return undefined;
  const planned = (experiment.features ?? []).flatMap(columnsOf);
  const table = holdColumns(source, [experiment.target, ...planned]);
  const { used } = await splitTable(table, experiment, work.signal);
  const drawn = { ...splitting, method: method ?? 'random', folds: count, seed };
  const foldOf = await foldOfRows(rowSource(table, used), drawn, work);
  const sizes = Array.from({ length: count }, () => 0);
  for (const fold of foldOf) if (fold >= 0) sizes[fold] = (sizes[fold] ?? 0) + 1;
  return sizes;
}

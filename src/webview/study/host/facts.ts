import { connectionId } from '../../../aws/connections/types.ts';
import type { Connection } from '../../../aws/connections/types.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import type { Feature } from '../../../data/shapes/encoders/feature.ts';
import type { Experiment } from '../../../data/shapes/experiment.ts';
import { mainMetricOf } from '../../../learner/metrics/metricNames.ts';
import { namedMetrics } from '../../../learner/metrics/namedMetrics.ts';
import { keptEvaluation } from '../../../runs/keptEvaluation.ts';
import type { RunRecords } from '../../../runs/runRecords.ts';
import { pathOnThisMachine } from '../../../runs/s3Tables.ts';
import type { TableFinder } from '../../../runs/s3Tables.ts';
import type { Trust } from '../../../runs/trust.ts';
import type { CrossValidationResult } from '../contract.ts';

export interface FactServices extends TableFinder {
  readonly engine: Pick<Engine, 'readExperiment' | 'describeStudy'>;
  readonly trust: () => Promise<Pick<Trust, 'tableOf'>>;
  readonly records: Pick<RunRecords, 'newestOf' | 'find' | 'folderOf'>;
  readonly connection: () => Connection;
}

/** The experiment as its file has it, and what a study of it needs to know. */
export interface ExperimentFacts {
  readonly experiment: Experiment;
  /** Local path of its table. */
  readonly datasetPath: string;
  readonly tableSha256: string;
  /** What a run of it uses. */
  readonly features: readonly Feature[];
  readonly held?: NonNullable<CrossValidationResult['held']>;
}

/** Reads experiment and table. Throws DataFailure, and as Trust does. */
export async function factsOf(
  services: FactServices,
  experimentPath: string,
  signal: AbortSignal,
): Promise<ExperimentFacts> {
  const { engine, trust } = services;
  const experiment = await engine.readExperiment({ path: experimentPath }, { signal });
  const table = await (await trust()).tableOf(experimentPath, experiment.dataset);
  const datasetPath = await pathOnThisMachine(services, table, { signal });
  const { features, tableSha256 } = await engine.describeStudy({ datasetPath, experiment }, { signal });
  const held = await heldOutOf(services, experimentPath, experiment);
  return {
    experiment,
    datasetPath,
    tableSha256,
    features,
    ...(held === undefined ? {} : { held }),
  };
}

/** The main metric of the newest run on its held-out rows, where it has been evaluated here. */
async function heldOutOf(
  { records, connection }: Pick<FactServices, 'records' | 'connection'>,
  experimentPath: string,
  { predictorType }: Experiment,
): Promise<ExperimentFacts['held']> {
  const id = connectionId(connection());
  const trainingJobName = await records.newestOf(id, experimentPath);
  if (trainingJobName === undefined) return undefined;
  const evaluation = await keptEvaluation(records.folderOf(id, trainingJobName));
  const record = await records.find(id, trainingJobName);
  const value = evaluation && namedMetrics(evaluation)[mainMetricOf(predictorType)];
  return value === undefined || record === undefined ? undefined : { value, rowCount: record.rowCounts.test };
}

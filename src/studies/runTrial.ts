import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../data/engine/calls.ts';
import { hyperparameterStrings } from '../data/shapes/experiment.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import type { PreparedRun } from '../data/shapes/preparation.ts';
import type { Trial } from '../data/shapes/study.ts';
import { isFailure } from '../learner/errors.ts';
import type { PlannedTrial } from './planTrials.ts';
import type { Preparations } from './preparations.ts';
import type { Trainers } from './trainers.ts';

/** What trials are run with. */
export interface TrialTools {
  readonly engine: Pick<Engine, 'prepareTrial' | 'evaluateTrial'>;
  readonly trainers: Pick<Trainers, 'train'>;
  readonly preparations: Preparations;
  /** For models until they are evaluated. */
  readonly folder: string;
}

/** What ends the whole study: no other trial would fare better. */
const fatal: ReadonlySet<string> = new Set([
  'file-changed',
  'file-missing',
  'file-unreadable',
  'disk-full',
  'engine-ended',
  'store-memory',
]);

/** Prepares, trains and evaluates one trial. What is wrong with this trial alone is recorded with it; throws everything else. */
export async function runTrial(
  planned: PlannedTrial,
  experiment: Experiment,
  tools: TrialTools,
  signal: AbortSignal,
): Promise<Trial> {
  const { rows: _, edits, ...place } = planned;
  const startedAt = performance.now();
  const found = await outcomeOf(planned, experiment, tools, signal);
  return { ...place, edits: [...edits], ...found, durationMs: Math.round(performance.now() - startedAt) };
}

type Outcome = Omit<Trial, 'index' | 'edits' | 'durationMs'>;

async function outcomeOf(
  { index, rows }: PlannedTrial,
  experiment: Experiment,
  { engine, trainers, preparations, folder }: TrialTools,
  signal: AbortSignal,
): Promise<Outcome> {
  let counts = { trainRowCount: 0, testRowCount: 0 };
  const modelPath = join(folder, `model-${index}.tar.gz`);
  const failed = (code: string, message: string) => ({ ...counts, failure: { code, message } });
  try {
    return await preparations.with({ experiment, rows }, async (prepared) => {
      counts = { trainRowCount: prepared.rowCounts.train, testRowCount: prepared.rowCounts.test };
      const { trainPath, testPath, format, preparation } = prepared;
      if (testPath === undefined) return failed('study-no-held-out-rows', 'The split holds out no rows.');
      const training = await trainers.train(trainingOf(prepared, experiment, modelPath), signal);
      if (training.kind === 'failed') return failed('training-failed', training.reason);
      const evaluated = { modelPath, trainPath, testPath, format, preparation };
      const hyperparameters = hyperparameterStrings(experiment);
      const scores = await engine.evaluateTrial({ ...evaluated, hyperparameters }, { signal });
      return { ...counts, ...scores };
    });
  } catch (error) {
    signal.throwIfAborted();
    // Failures of the engine come from its process.
    if (!isFailure(error) || fatal.has(error.code)) throw error;
    return failed(error.code, error.message);
  } finally {
    await rm(modelPath, { force: true });
  }
}

function trainingOf(
  { trainPath, validationPath, format, hyperparameters }: PreparedRun,
  experiment: Experiment,
  artifactPath: string,
) {
  const contentType = format === 'csv' ? 'text/csv' : 'application/x-recordio-protobuf';
  const channel = (name: string, path: string) => ({ contentType, files: [{ path, name }] });
  return {
    hyperparameters: { ...hyperparameters, ...hyperparameterStrings(experiment) },
    channels: {
      train: channel('train', trainPath),
      ...(validationPath === undefined ? {} : { validation: channel('validation', validationPath) }),
    },
    artifactPath,
  };
}

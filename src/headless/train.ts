import { join } from 'node:path';
import { parseS3Uri } from '../aws/s3Uri.ts';
import type { CallOptions } from '../data/engine/calls.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { dataFailure } from '../data/shapes/failures.ts';
import type { PreflightItem } from '../data/shapes/findings.ts';
import type { Profile } from '../data/shapes/profile.ts';
import { evaluateRun } from '../runs/evaluate.ts';
import { openProgress } from '../runs/progress.ts';
import type { RunRecord } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';
import { checkExperiment, startTraining } from '../runs/train.ts';
import { experimentPathOf } from '../runs/writeExperiment.ts';
import { isExperiment } from './arguments.ts';
import { headlessFailure } from './errors.ts';
import type { Finished } from './outputs.ts';
import { sayProgress } from './sayProgress.ts';
import { tablePathOf } from './tablePath.ts';
import type { Services } from './services.ts';

export interface Trained extends Finished {
  readonly profile: Profile;
  readonly items: readonly PreflightItem[];
  /** How long each step took. */
  readonly seconds: Readonly<Record<'read' | 'prepare' | 'train' | 'evaluate', number>>;
}

interface Request {
  /** Absolute path of a table or an experiment. */
  readonly path: string;
  readonly target: string | undefined;
}

export type Say = (text: string) => void;

/** From a table or an experiment to an evaluated model on Local: what the extension does after a right-click. */
export async function train(
  services: Services,
  request: Request,
  say: Say,
  signal: AbortSignal,
): Promise<Trained> {
  const clock = stopwatch();
  // It starts while the table is read.
  const opening = services.openSession(signal);
  opening.catch(() => undefined);
  const { engine } = services;
  say('Reading the table');
  const onProgress = sayProgress(say);
  const named = await experimentOf(services, request, { signal, onProgress });
  const { experiment, datasetPath } = named;
  const session = await opening;
  const checking = { signal, onProgress };
  const { items, ...checked } = await checkExperiment(session, engine, named, undefined, checking);
  const readSeconds = clock();
  const record = await startTraining(session, engine, services, checked, {
    signal,
    onStep: (step) => say(steps[step]),
    onUploaded: () => undefined,
  });
  await followUntilCompleted(session, record, say, signal);
  const prepareSeconds = record.prepareMs / 1000;
  const trainSeconds = clock() - prepareSeconds;
  // Only the report needs the description: it does not keep the training waiting.
  const { read, columns } = experiment;
  const describing = engine.profile({ path: datasetPath, read, columns }, { signal });
  describing.catch(() => undefined);
  const { modelPath, evaluation } = await evaluated(services, session, record, say, signal);
  const seconds = { read: readSeconds, prepare: prepareSeconds, train: trainSeconds, evaluate: clock() };
  const profile = await describing;
  if (profile.file.sha256 !== record.datasetSha256)
    throw dataFailure(
      'file-changed',
      { file: datasetPath },
      `${datasetPath} changed while it was trained on`,
    );
  return { record, evaluation, modelPath, datasetPath, profile, items, seconds };
}

const steps = {
  preparing: 'Splitting and encoding',
  uploading: 'Uploading',
  waiting: 'Waiting for another run',
  starting: 'Starting the training job',
};

/** Seconds since the call before, or since it was made. */
function stopwatch(): () => number {
  let before = performance.now();
  return () => {
    const now = performance.now();
    const seconds = (now - before) / 1000;
    before = now;
    return seconds;
  };
}

/** The experiment to run: as given, or the likeliest one for the table. */
async function experimentOf(
  { engine }: Services,
  { path, target }: Request,
  work: Pick<CallOptions<unknown>, 'signal' | 'onProgress'>,
): Promise<{ experiment: Experiment; experimentPath: string; datasetPath: string }> {
  if (isExperiment(path)) {
    const experiment = await engine.readExperiment({ path }, work);
    return { experiment, experimentPath: path, datasetPath: tablePathOf(path, experiment.dataset) };
  }
  const { suggestions } = await engine.trainingChoices({ path, target }, work);
  // Without one, its failure says why.
  const experiment = suggestions[0] ?? (await engine.suggestExperiment({ path, target }, work)).experiment;
  return { experiment, experimentPath: experimentPathOf(path), datasetPath: path };
}

/** Throws 'training-not-completed'. */
async function followUntilCompleted(
  { aws, pollIntervalMs }: Session,
  { trainingJobName }: RunRecord,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  const reader = openProgress();
  let epochs = 0;
  for await (const { details, lines } of aws.followTrainingJob(trainingJobName, { signal, pollIntervalMs })) {
    const { losses } = reader.read(lines);
    const done = losses.reduce((most, curve) => Math.max(most, curve.length), 0);
    if (done > epochs) say(`Training: epoch ${done} of ${details.hyperparameters['epochs'] ?? '15'}`);
    epochs = done;
    const { status, failureReason = status } = details;
    if (status === 'Failed' || status === 'Stopped')
      throw headlessFailure('training-not-completed', { trainingJobName, status }, failureReason);
  }
}

async function evaluated(
  { engine, records }: Services,
  session: Session,
  record: RunRecord,
  say: Say,
  signal: AbortSignal,
) {
  const { trainingJobName, modelS3Uri, rowCounts } = record;
  const modelPath = join(records.folderOf(session.connectionId, trainingJobName), 'model.tar.gz');
  if (record.testPath === undefined) {
    await session.aws.downloadObject(parseS3Uri(modelS3Uri), modelPath, { signal });
    return { modelPath, evaluation: undefined };
  }
  say(`Evaluating ${rowCounts.test} held-out rows`);
  return { modelPath, evaluation: await evaluateRun(session, engine, records, trainingJobName, signal) };
}

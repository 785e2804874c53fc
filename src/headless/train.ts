import { join } from 'node:path';
import { billsMoney } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { parseS3Uri } from '../aws/s3/s3Uri.ts';
import type { CallOptions } from '../data/engine/calls.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { dataFailure } from '../data/shapes/failures.ts';
import type { PreflightItem } from '../data/shapes/findings.ts';
import type { Profile } from '../data/shapes/profile.ts';
import { checkText } from '../platform/explanations/checkWords.ts';
import { explain } from '../platform/messages.ts';
import { evaluateRun } from '../runs/evaluate.ts';
import { followRun } from '../runs/history/followRun.ts';
import { epochCountOf } from '../runs/progress.ts';
import { openQuotaSweeps } from '../runs/preflight/quotaSweeps.ts';
import { requireChecks } from '../runs/preflight/requireChecks.ts';
import type { RunRecord } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';
import { checkExperiment, startTraining } from '../runs/train.ts';
import type { CheckedExperiment } from '../runs/train.ts';
import { experimentPathOf } from '../runs/writeExperiment.ts';
import { isExperiment } from './arguments.ts';
import type { AskedRun } from './arguments.ts';
import { findOtherRun, requireComparable, verdictBetween } from './comparison.ts';
import type { OtherRun, SaidVerdict } from './comparison.ts';
import { requireAffordable } from './cost.ts';
import { crossValidate } from './crossValidation.ts';
import type { CrossValidation } from './crossValidation.ts';
import { refusalOf, requireAgreedPlace } from './destination.ts';
import { headlessFailure } from './errors.ts';
import { requireMetrics } from './limits.ts';
import type { Finished } from './outputs.ts';
import { sayProgress } from './sayProgress.ts';
import { recordEnds, stopBilled } from './stopBilled.ts';
import { tablePathOf, tableToSend } from './tablePath.ts';
import type { Services } from './services.ts';

export interface Trained extends Finished {
  readonly profile: Profile;
  readonly items: readonly PreflightItem[];
  readonly place: TrainingPlace;
  /** The run that it is compared with. */
  readonly other: OtherRun | undefined;
  /** Of the comparison with it; undefined where no rows are held out. */
  readonly verdict: SaidVerdict | undefined;
  readonly crossValidation: CrossValidation | undefined;
  /** How long each step took. */
  readonly seconds: Readonly<Record<'read' | 'prepare' | 'train' | 'evaluate', number>>;
}

type Request = Pick<AskedRun, 'path' | 'target' | 'limits' | 'yesUpToUsd' | 'folds' | 'compareWith'>;

export type Say = (text: string) => void;

/** Where the job ran, and what it is billed for. */
interface TrainingPlace {
  readonly connection: Connection;
  /** US dollars it could have cost at most; 0 where nothing is billed. */
  readonly mostUsd: number;
  readonly billableSeconds: number | undefined;
}

/** From a table or an experiment to an evaluated model: what the extension does after a right-click. Nothing is billed after it threw. */
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
  const named = await experimentOf(services, request, services.connection, { signal, onProgress });
  const { experiment, datasetPath } = named;
  requireMetrics(request.limits, experiment.predictorType);
  const session = await opening;
  const { connection } = session;
  const mostUsd = requireAffordable(
    connection,
    experiment,
    request.yesUpToUsd,
    await services.prices.rates(),
  );
  if (billsMoney(connection)) await requireOwnOutput(services, session, named, say, signal);
  const other = await otherRunOf(services, session, request, experiment, signal);
  const checking = { signal, onProgress };
  const { items, ...checked } = await checkExperiment(session, engine, named, undefined, checking);
  const readSeconds = clock();
  const { path, folds } = request;
  const crossValidation =
    folds === undefined ? undefined : await crossValidate(services, checked, { path, folds }, say, signal);
  // The times of the other steps do not contain it.
  clock();
  const { record, billableSeconds } = await completed(services, session, checked, say, signal);
  const place = { connection, mostUsd, billableSeconds };
  const prepareSeconds = record.prepareMs / 1000;
  const trainSeconds = clock() - prepareSeconds;
  // Only the report needs the description: it does not keep the training waiting.
  const { read, columns } = experiment;
  const describing = engine.profile({ path: datasetPath, read, columns }, { signal });
  describing.catch(() => undefined);
  const { modelPath, evaluation } = await evaluated(services, session, record, say, signal);
  const verdict =
    other === undefined || evaluation === undefined
      ? undefined
      : await verdictBetween(services, session, { record, evaluation, modelPath }, other, signal);
  const seconds = { read: readSeconds, prepare: prepareSeconds, train: trainSeconds, evaluate: clock() };
  const profile = await describing;
  if (profile.file.sha256 !== record.datasetSha256)
    throw dataFailure(
      'file-changed',
      { file: datasetPath },
      `${datasetPath} changed while it was trained on`,
    );
  return {
    record,
    evaluation,
    modelPath,
    datasetPath,
    profile,
    items,
    seconds,
    place,
    other,
    verdict,
    crossValidation,
  };
}

/** Throws what STS does, 'destination-unknown', 'bucket-unconfirmed', 'role-unconfirmed', 'bucket-owner-unconfirmed' or 'check-failed'. */
async function requireOwnOutput(
  { prices }: Pick<Services, 'prices'>,
  session: Session,
  { experiment, experimentPath }: Named,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  await session.identity(signal);
  const destination = await session.destination(signal);
  requireAgreedPlace(experimentPath, experiment, destination);
  say('Checking the connection');
  const request = { experiment, experimentPath, destination, isConfirmed: true };
  const doubtful = await requireChecks(session, request, {
    quotas: openQuotaSweeps(),
    prices,
    signal,
    refusal: refusalOf,
  });
  for (const check of doubtful) say(checkText(check, (error) => explain(error).message));
}

async function otherRunOf(
  services: Services,
  session: Session,
  { compareWith }: Request,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<OtherRun | undefined> {
  if (compareWith === undefined) return undefined;
  const other = await findOtherRun(services, session, compareWith, signal);
  requireComparable(other, experiment);
  return other;
}

/** Trains until the job has completed; otherwise a job that is billed is stopped. Throws 'training-not-completed'. */
async function completed(
  services: Services,
  session: Session,
  checked: CheckedExperiment,
  say: Say,
  signal: AbortSignal,
): Promise<{ readonly record: RunRecord; readonly billableSeconds: number | undefined }> {
  try {
    const record = await startTraining(session, services.engine, services, checked, {
      signal,
      onStep: (step) => say(steps[step]),
      onUploaded: () => undefined,
    });
    if (billsMoney(session.connection)) say(`Training job ${record.trainingJobName}`);
    const billableSeconds = await followUntilCompleted(services, session, record, say, signal);
    await recordEnds(services, session);
    return { record, billableSeconds };
  } catch (error) {
    // The own embedded server ends with the run, and its jobs with it.
    if (billsMoney(session.connection)) await stopBilled(services, session, say);
    throw error;
  }
}

const steps = {
  preparing: 'Splitting and encoding',
  uploading: 'Uploading',
  waiting: 'Waiting for another run',
  starting: 'Starting the training job',
  'waiting for role': 'Waiting until SageMaker knows the new role',
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

type Named = Omit<CheckedExperiment, 'tableSha256'>;

/** The experiment to run: as given, or the likeliest one for the table. */
async function experimentOf(
  { engine, trust }: Services,
  { path, target }: Pick<Request, 'path' | 'target'>,
  connection: Connection,
  work: Pick<CallOptions<unknown>, 'signal' | 'onProgress'>,
): Promise<Named> {
  if (isExperiment(path)) {
    const experiment = await engine.readExperiment({ path }, work);
    const { dataset } = experiment;
    const datasetPath = billsMoney(connection)
      ? await tableToSend(trust, path, dataset)
      : tablePathOf(path, dataset);
    return { experiment, experimentPath: path, datasetPath };
  }
  const { suggestions } = await engine.trainingChoices({ path, target }, work);
  // Without one, its failure says why.
  const experiment = suggestions[0] ?? (await engine.suggestExperiment({ path, target }, work)).experiment;
  return { experiment, experimentPath: experimentPathOf(path), datasetPath: path };
}

/** Returns the seconds that are billed, once known. Throws 'training-not-completed'. */
async function followUntilCompleted(
  { history }: Services,
  session: Session,
  { trainingJobName }: RunRecord,
  say: Say,
  signal: AbortSignal,
): Promise<number | undefined> {
  let [epochs, billable]: [number, number | undefined] = [0, undefined];
  for await (const { details, progress } of followRun(session, history, trainingJobName, { signal })) {
    const done = epochCountOf(progress);
    if (done > epochs) say(`Training: epoch ${done} of ${details.hyperparameters['epochs'] ?? '15'}`);
    epochs = done;
    billable = details.billableSeconds;
    const { status, failureReason = status } = details;
    if (status === 'Failed' || status === 'Stopped')
      throw headlessFailure('training-not-completed', { trainingJobName, status }, failureReason);
  }
  return billable;
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

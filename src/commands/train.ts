import { basename } from 'node:path';
import * as vscode from 'vscode';
import { billsMoney, connectionLabel } from '../aws/connections/types.ts';
import { s3Uri } from '../aws/s3/s3Uri.ts';
import type { ParsedArguments } from '../contributions/commands.ts';
import type { Trained } from '../contributions/results.ts';
import { datasetPathOf } from '../data/experiment/datasetPath.ts';
import type { Engine } from '../data/engine/calls.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { Cancelled } from '../platform/cancellation.ts';
import { counted, withProgress } from '../platform/progress.ts';
import { pick } from '../platform/prompts.ts';
import { saveIfOpen } from '../platform/saveIfOpen.ts';
import { runFailure } from '../runs/errors.ts';
import { followRun } from '../runs/history/followRun.ts';
import type { OpenSession, Session } from '../runs/session.ts';
import { checkExperiment, startTraining } from '../runs/train.ts';
import type { CheckedExperiment, StartedTraining, TrainOptions } from '../runs/train.ts';
import type { Start, StartProgress } from '../runs/trainingStarts.ts';
import type { Trust } from '../runs/trust.ts';
import { pathOnThisMachine } from '../runs/s3Tables.ts';
import { fileIn, isExperiment, openTableOrExperiment } from './arguments.ts';
import { agreeToOwner } from './bucketOwner.ts';
import { confirmChecks } from './confirmChecks.ts';
import { confirmTraining } from './confirmCost.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';
import { placeOf, write } from './tablePlace.ts';
import type { TablePlace } from './tablePlace.ts';
import { runPlace } from '../runs/runPlace.ts';

/**
 * With an experiment: trains it. With a table and a target: writes its experiment and trains. With a table alone: asks which of
 * its experiments, or the target of a new one, and opens it.
 */
export async function train(
  services: Services,
  given?: vscode.Uri,
  options: NonNullable<ParsedArguments<'train'>[1]> = {},
): Promise<Trained | undefined> {
  const title = vscode.l10n.t('Train on which table or experiment?');
  const uri = await fileIn(given ?? openTableOrExperiment(), { title, experiments: true });
  const { review = false, wait = false, confirmed = false, trusted = false, datasetSha256 } = options;
  const { target, read, columns, rows, leftOut, numbers, targetTransform, split, balanced } = options;
  const edits = { read, columns, rows, leftOut, numbers, targetTransform, split, balanced };
  const how = { wait, confirmed, trusted, datasetSha256 };
  if (isExperiment(uri)) return trainExperiment(services, uri.fsPath, how);
  const place = await placeOf(services, uri);
  const table = { path: place.path, target, ...edits };
  if (target !== undefined && !review) {
    const { experiment } = await reading(place.path, (signal) =>
      services.engine.suggestExperiment(table, { signal }),
    );
    // Nothing in it comes from a file that somebody else wrote.
    const own = { ...how, trusted: true };
    return trainExperiment(services, await write(services, place, experiment), own);
  }
  const experimentPath = await chooseExperiment(services, place, table);
  // An editor of its own: one in preview is gone when the next file is looked at.
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(experimentPath), { preview: false });
  return undefined;
}

/** Trains the experiment of the active editor. */
export const trainOpenExperiment = (services: Services) => train(services);

/** One question: an experiment beside the table, or a new one by its target. One that cannot be read is opened to be mended. */
async function chooseExperiment(
  services: Services,
  place: TablePlace,
  { target, ...table }: Parameters<Engine['trainingChoices']>[0],
): Promise<string> {
  const { beside, suggestions } = await reading(place.path, (signal) =>
    services.engine.trainingChoices({ ...table, target, namedFrom: place.namedFrom }, { signal }),
  );
  const [likeliest] = suggestions;
  if (target !== undefined && beside.length === 0 && likeliest !== undefined)
    return write(services, place, likeliest);
  const known = beside.map(({ name, path, experiment }) => ({
    label: experiment === undefined ? `$(warning) ${name}` : name,
    description:
      experiment === undefined
        ? vscode.l10n.t('cannot be read; opens it')
        : vscode.l10n.t('predicts {0}', experiment.target),
    value: async () => path,
  }));
  const fresh = suggestions.map((experiment, index) => ({
    label: vscode.l10n.t('New: predicts {0}', experiment.target),
    ...(index === 0 && target === undefined ? { description: vscode.l10n.t('best guess') } : {}),
    value: () => write(services, place, experiment),
  }));
  const choose = await pick([...known, ...fresh], {
    title: vscode.l10n.t('Train Linear Learner'),
    placeHolder: vscode.l10n.t('Which experiment of {0}, or which column to predict?', basename(place.path)),
  });
  return choose();
}

/** Trains an experiment as it was recorded, on the connection of `openSession`, whatever its file says now. */
export async function trainRecorded(
  services: Services,
  experimentPath: string,
  recorded: Recorded,
  { wait, confirmed }: Pick<How, 'wait' | 'confirmed'>,
): Promise<Trained> {
  // Joining the start of another experiment or connection would train something else.
  if (services.starts.stateOf(experimentPath).kind === 'starting')
    throw runFailure(
      'training-starts-already',
      { file: experimentPath },
      `${experimentPath} is being trained`,
    );
  const how = { wait, confirmed, trusted: false, datasetSha256: undefined, recorded };
  return trainExperiment({ ...services, openSession: recorded.openSession }, experimentPath, how);
}

interface Recorded {
  readonly experiment: Experiment;
  readonly openSession: OpenSession;
}

interface How {
  /** Resolves when the job has ended, not when it has started. */
  readonly wait: boolean;
  /** The caller has confirmed the cost with the user. */
  readonly confirmed: boolean;
  /** The caller vouches for the location of the table, and for bucket and prefix. */
  readonly trusted: boolean;
  readonly datasetSha256: string | undefined;
  /** Instead of what the file says. */
  readonly recorded?: Recorded;
}

async function trainExperiment(services: Services, experimentPath: string, how: How): Promise<Trained> {
  const { starts } = services;
  const isJoining = starts.stateOf(experimentPath).kind === 'starting';
  const first = { message: vscode.l10n.t('reading the experiment') };
  const { session, record } = await starts
    .once(experimentPath, first, (start) => startUnderProgress(services, experimentPath, how, start))
    .catch((error: unknown) => {
      // The call that was joined shows the failure.
      throw isJoining ? new Cancelled() : error;
    });
  if (how.wait) await waitUntilEnded(session, services, record.trainingJobName);
  else if (isJoining) await openRunPage(services, { session, record });
  return {
    trainingJobName: record.trainingJobName,
    ...(how.wait ? { s3ModelArtifacts: record.modelS3Uri } : {}),
  };
}

/** Shows that a training starts, in a notification and on its page, before anything else is done. */
const startUnderProgress = (services: Services, experimentPath: string, how: How, start: Start) =>
  withProgress(vscode.l10n.t('Training {0}', basename(experimentPath)), async (cancelled, report) => {
    report({ message: vscode.l10n.t('reading the experiment') });
    cancelled.addEventListener('abort', () => services.starts.cancel(experimentPath));
    const say = (progress: StartProgress) => {
      start.report(progress);
      report(progress);
    };
    // Also when it failed: a job whose answer was lost may run.
    const started = await startJob(services, experimentPath, how, { ...start, report: say }).finally(
      services.changed,
    );
    if (!how.wait) await openRunPage(services, started);
    return started;
  });

async function startJob(
  services: Services,
  experimentPath: string,
  how: How,
  { signal, report, creating }: Start,
): Promise<StartedTraining> {
  const { engine } = services;
  const trust = await services.trust();
  const experiment = how.recorded?.experiment ?? (await savedExperiment(engine, experimentPath, signal));
  const table = how.trusted
    ? datasetPathOf(experimentPath, experiment.dataset)
    : await trust.tableOf(experimentPath, experiment.dataset);
  signal.throwIfAborted();
  report({ message: vscode.l10n.t('connecting') });
  const session = await services.openSession(signal);
  const datasetPath = await pathOnThisMachine(services, table, {
    signal,
    onProgress: counted(report, vscode.l10n.t('downloading the table')),
  });
  report({ message: vscode.l10n.t('checking the table') });
  const named = { experiment, experimentPath, datasetPath };
  const checked = await checkExperiment(session, engine, named, how.datasetSha256, { signal });
  report({ message: vscode.l10n.t('checking the connection') });
  const billing = await confirmRun(services, trust, session, checked, how, signal);
  const steps = {
    preparing: vscode.l10n.t('splitting and encoding'),
    uploading: vscode.l10n.t('uploading'),
    waiting: vscode.l10n.t('waiting until another run with the same prefix has read its training data'),
    starting: vscode.l10n.t('starting the training job'),
    'waiting for role': vscode.l10n.t('waiting until SageMaker knows the new role'),
  };
  const record = await startTraining(session, engine, services, checked, {
    signal,
    ...(billing === undefined ? {} : { billing }),
    onStep: async (step) => {
      report({ message: steps[step] });
      if (step === 'starting') await creating();
    },
    onUploaded: (fraction) => report({ message: steps.uploading, fraction }),
  });
  return { session, record };
}

/** Nothing leaves this machine before its destination is confirmed, and nothing bills before its cost is. */
async function confirmRun(
  services: Services,
  trust: Trust,
  session: Session,
  { experiment, experimentPath }: CheckedExperiment,
  { confirmed, trusted }: How,
  signal: AbortSignal,
): Promise<TrainOptions['billing']> {
  const { connection, connectionId } = session;
  const destination = await session.destination(signal);
  if (!billsMoney(connection)) return undefined;
  const { prefix, roleArn } = experiment.output;
  const { bucket } = runPlace(experiment, destination);
  const output = { connectionId, experimentPath, bucket, prefix, roleArn };
  const outputS3Uri = s3Uri({ bucket, key: prefix });
  const isNew = !trusted && !(await trust.isConfirmed(output));
  if (isNew && confirmed) {
    const facts = { file: experimentPath, s3Uri: outputS3Uri, label: connectionLabel(connection) };
    throw runFailure(
      'output-unconfirmed',
      facts,
      `Nobody has confirmed that ${experimentPath} goes to ${outputS3Uri}`,
    );
  }
  /** A remembered owner is one of the checks. */
  const knowOwner = async () => {
    if (!confirmed && (await session.bucketOwner(bucket)) === undefined) await agreeToOwner(session, bucket);
  };
  // The owner of a bucket that nobody has confirmed would see the call.
  if (!isNew || bucket === destination.bucket) await knowOwner();
  const checking = { experiment, experimentPath, destination, isConfirmed: !isNew, confirmed };
  await confirmChecks(services, session, checking, signal);
  const sent = { s3Uri: outputS3Uri, isNew, roleArn, confirmed };
  const {
    rate,
    seconds,
    requireStillWithinCaps: check,
  } = await confirmTraining(services, session, experiment, sent);
  signal.throwIfAborted();
  const billing = { rate, maxRuntimeSeconds: seconds, check };
  if (!isNew) return billing;
  await trust.confirm(output);
  await knowOwner();
  return billing;
}

const openRunPage = async (services: Services, { session, record }: StartedTraining) =>
  (await services.panels()).openRunPanel(
    services,
    session.connectionId,
    record.trainingJobName,
    record.title,
  );

/** What is trained is what the user sees. */
async function savedExperiment(engine: Engine, path: string, signal: AbortSignal): Promise<Experiment> {
  await saveIfOpen(path);
  return engine.readExperiment({ path }, { signal });
}

async function waitUntilEnded(
  session: Session,
  { history, changed }: Pick<Services, 'history' | 'changed'>,
  trainingJobName: string,
): Promise<void> {
  const updates = followRun(session, history, trainingJobName);
  let next = await updates.next();
  while (next.done !== true) next = await updates.next();
  changed();
}

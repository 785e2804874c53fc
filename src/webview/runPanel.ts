import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pauseFor } from 'node:timers/promises';
import * as vscode from 'vscode';
import { connectionLabel } from '../aws/connections/types.ts';
import { trainingPrice } from '../aws/costs.ts';
import type { TrainingJobDetails } from '../aws/trainingJobs.ts';
import type { Engine } from '../data/engine/engine.ts';
import type { Evaluation } from '../learner/evaluation.ts';
import { hyperparameterTable } from '../learner/hyperparameters/table.ts';
import { confirm } from '../platform/prompts.ts';
import { isCancelled } from '../platform/cancellation.ts';
import { equationOf, evaluateRun } from '../runs/evaluate.ts';
import { bestLoss, openProgress, phasesOf, statusEvents, stillFalling } from '../runs/progress.ts';
import type { RunEvent, TrainingProgress } from '../runs/progress.ts';
import type { RunRecord, RunRecords } from '../runs/runRecords.ts';
import type { OpenSession, Session } from '../runs/session.ts';
import { findRun } from '../runs/sharedRuns.ts';
import { connectPage, failureMessage, sharedHandlers } from './connectPage.ts';
import type { PageHost } from './connectPage.ts';
import type { RequestHandlers } from './contracts/messages.ts';
import { runRequests } from './contracts/run.ts';
import type {
  JobFacts,
  LossCurves,
  ReadableEvent,
  RunContract,
  RunFollowed,
  RunPhase,
  RunPrice,
  RunState,
} from './contracts/run.ts';
import { pageHtml, pageOptions } from './pageHtml.ts';
import { viewTypes } from './viewTypes.ts';

const known = Object.fromEntries(
  hyperparameterTable.map(({ name, meaning, default: standard = '' }) => [
    name,
    { default: standard, meaning },
  ]),
);
const mostEvents = 200;
const retryAfterMs = 3000;

export interface RunPanelServices {
  readonly engine: Engine;
  readonly openSession: OpenSession;
  readonly records: RunRecords;
  readonly log: vscode.LogOutputChannel;
  readonly extensionUri: vscode.Uri;
}

/** Opens the Run page of a training job. */
export function openRunPanel(services: RunPanelServices, trainingJobName: string, title: string): void {
  const panel = vscode.window.createWebviewPanel(
    viewTypes.run,
    vscode.l10n.t('Run: {0}', title),
    vscode.ViewColumn.Active,
    pageOptions(services.extensionUri),
  );
  showRunPage(services, panel, trainingJobName);
}

/** Fills a panel, new or restored after a reload, and follows the job until it has ended. */
export function showRunPage(
  services: RunPanelServices,
  panel: vscode.WebviewPanel,
  trainingJobName: string,
): void {
  const { log, extensionUri } = services;
  const closing = new AbortController();
  const lines: string[] = [];
  let state: RunState = { kind: 'loading', title: trainingJobName };
  let page: PageHost<RunContract> | undefined;
  const show = (next: RunState) => {
    const ended = hasEnded(next) && !hasEnded(state) && state.kind === 'run';
    state = next;
    page?.push('state', state);
    if (ended && !panel.visible) void announce(panel, state);
  };
  page = connectPage<RunContract>(panel.webview, {
    schemas: runRequests,
    log,
    identity: { trainingJobName },
    onReady: () => page?.push('state', state),
    handlers: handlersOf(services, trainingJobName, {
      lines,
      evaluation: () => (state.kind === 'run' ? state.evaluation : undefined),
    }),
  });
  panel.onDidDispose(() => {
    closing.abort();
    page?.dispose();
  });
  panel.webview.options = pageOptions(extensionUri);
  panel.webview.html = pageHtml(panel.webview, extensionUri, 'run');
  void followUntilEnded(services, trainingJobName, {
    lines,
    show,
    current: () => state,
    signal: closing.signal,
  });
}

function hasEnded(state: RunState): boolean {
  return state.kind === 'run' && state.job.endedAt !== undefined;
}

/** Says that the run has ended to who looks elsewhere. */
async function announce(panel: vscode.WebviewPanel, state: RunState): Promise<void> {
  if (state.kind !== 'run') return;
  const { title, job, evaluation } = state;
  const open = vscode.l10n.t('Open Run');
  const text =
    evaluation === undefined
      ? vscode.l10n.t('{0}: training ended as {1}.', title, job.status)
      : vscode.l10n.t('{0}: {1}', title, equationOf(evaluation));
  const chosen = await (job.status === 'Failed'
    ? vscode.window.showErrorMessage(text, open)
    : vscode.window.showInformationMessage(text, open));
  if (chosen === open) panel.reveal();
}

interface Following {
  readonly lines: string[];
  readonly show: (state: RunState) => void;
  readonly current: () => RunState;
  readonly signal: AbortSignal;
}

/** Follows the job; when the connection is lost it says so and begins again, until the panel closes. */
async function followUntilEnded(
  services: RunPanelServices,
  trainingJobName: string,
  following: Following,
): Promise<void> {
  const { show, current, signal } = following;
  for (;;) {
    try {
      return await follow(services, trainingJobName, following);
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return;
      services.log.error(error instanceof Error ? error : String(error));
      const failure = failureMessage(error);
      const state = current();
      if (state.kind !== 'run') return show({ kind: 'failed', title: trainingJobName, failure });
      show({ ...state, lost: failure });
    }
    await pauseFor(retryAfterMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

async function follow(
  services: RunPanelServices,
  trainingJobName: string,
  { lines, show, signal }: Following,
): Promise<void> {
  const session = await services.openSession(signal);
  const record = await findRun(session, services.records, trainingJobName, signal);
  const { pollIntervalMs } = session;
  const updates = session.aws.followTrainingJob(session.clients, trainingJobName, { signal, pollIntervalMs });
  const reader = openProgress();
  lines.length = 0;
  for (;;) {
    const next = await updates.next();
    if (next.done === true) return;
    for (const { message } of next.value.lines) lines.push(message);
    const progress = reader.read(next.value.lines);
    const state = stateOf(session, record, next.value.details, progress, lines.length);
    if (next.value.details.status !== 'Completed') show(state);
    else show({ ...state, ...(await judged(services, session, record, trainingJobName, signal)) });
  }
}

async function judged(
  { engine, records }: RunPanelServices,
  session: Session,
  record: RunRecord | undefined,
  trainingJobName: string,
  signal: AbortSignal,
): Promise<Pick<RunFollowed, 'evaluation' | 'evaluationFailure'>> {
  if (record?.testPath === undefined) return {};
  try {
    return { evaluation: await evaluateRun(session, engine, records, trainingJobName, signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { evaluationFailure: failureMessage(error) };
  }
}

function stateOf(
  { connection }: Session,
  record: RunRecord | undefined,
  details: TrainingJobDetails,
  progress: TrainingProgress,
  logLineCount: number,
): RunFollowed {
  return {
    kind: 'run',
    title: record?.title ?? details.trainingJobName,
    connection: connectionLabel(connection),
    job: jobFacts(details),
    phases: [...preparationPhases(record), ...jobPhases(details)],
    curves: curvesOf(details, progress),
    events: eventsOf(details, progress),
    logLineCount,
    known,
    price: priceOf(trainingPrice(connection, details.instanceType, details.instanceCount)),
    ...(record === undefined ? {} : { data: dataOf(record) }),
  };
}

function jobFacts(details: TrainingJobDetails): JobFacts {
  const { failureReason, endedAt, modelS3Uri, channels } = details;
  return {
    name: details.trainingJobName,
    status: details.status,
    secondaryStatus: details.secondaryStatus,
    ...(failureReason === undefined ? {} : { failureReason }),
    createdAt: new Date(details.createdAt).toISOString(),
    ...(endedAt === undefined ? {} : { endedAt: new Date(endedAt).toISOString() }),
    imageUri: details.imageUri,
    roleArn: details.roleArn,
    trainS3Uri: channels.find(({ name }) => name === 'train')?.s3Uri ?? '',
    outputS3Uri: details.outputS3Uri,
    ...(modelS3Uri === undefined ? {} : { modelS3Uri }),
    instanceType: details.instanceType,
    instanceCount: details.instanceCount,
    maxRuntimeSeconds: details.maxRuntimeSeconds,
    hyperparameters: details.hyperparameters,
  };
}

const preparationPhases = (record: RunRecord | undefined): readonly RunPhase[] =>
  record === undefined
    ? []
    : [
        { name: 'prepare', state: 'done', durationMs: record.prepareMs },
        { name: 'upload', state: 'done', durationMs: record.uploadMs },
      ];

const jobPhases = (details: TrainingJobDetails): readonly RunPhase[] =>
  phasesOf(details).map(({ name, state, startedAt, durationMs }) => ({
    name,
    state,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(startedAt === undefined ? {} : { startedAt }),
  }));

const mostEpochs = 300;

function curvesOf(details: TrainingJobDetails, progress: TrainingProgress): LossCurves {
  const best = bestLoss(progress.losses);
  const epochCount = Math.max(0, ...progress.losses.map((curve) => curve.length));
  const step = Math.max(1, (epochCount - 1) / (mostEpochs - 1));
  const shown = Array.from({ length: Math.min(epochCount, mostEpochs) }, (_, index) =>
    Math.round(index * step),
  );
  return {
    losses: progress.losses.map((curve) => shown.map((epoch) => curve[epoch] ?? Number.NaN)),
    epochs: shown.map((epoch) => epoch + 1),
    epochCount,
    lossOf: progress.lossOf,
    latest: progress.losses[best?.model ?? -1]?.slice(-2) ?? [],
    ...(best === undefined ? {} : { best: { ...best, epoch: best.epoch + 1 } }),
    ...(progress.best === undefined ? {} : { winner: progress.best }),
    plannedEpochs: Number(details.hyperparameters['epochs'] ?? 15),
    stillFalling: details.status === 'Completed' && stillFalling(progress),
    stoppedEarly: progress.stoppedEarly,
  };
}

function eventsOf(details: TrainingJobDetails, progress: TrainingProgress): readonly ReadableEvent[] {
  return [...statusEvents(details), ...progress.events]
    .toReversed()
    .sort((a, b) => b.at - a.at)
    .slice(0, mostEvents)
    .map((event) => ({ at: new Date(event.at).toISOString(), event: readable(event) }));
}

function readable(event: RunEvent): ReadableEvent['event'] {
  switch (event.kind) {
    case 'improved':
    case 'no-gain': {
      const { kind, epoch, loss, model } = event;
      return {
        kind,
        epoch,
        ...(loss === undefined ? {} : { loss }),
        ...(model === undefined ? {} : { model }),
      };
    }
    case 'early-stop':
      return { kind: 'early-stop' };
    case 'status':
      return { kind: 'status', status: event.status, message: event.message };
  }
}

function priceOf(price: ReturnType<typeof trainingPrice>): RunPrice {
  if (price === 'free' || price === 'unknown') return { kind: price };
  return { kind: 'hourly', usdPerHour: price.usdPerHour };
}

function dataOf({
  experiment,
  datasetSha256,
  rowCounts,
  uploadedBytes,
}: RunRecord): RunFollowed['data'] & object {
  return {
    datasetName: basename(experiment.dataset),
    datasetSha256,
    rowCounts,
    seed: experiment.split.seed,
    shuffled: experiment.split.shuffle,
    uploadedBytes,
    format: experiment.format,
  };
}

/** A job that has run for longer than this is not stopped by a slip of the hand. */
const confirmStopAfterMs = 120_000;

function handlersOf(
  services: RunPanelServices,
  trainingJobName: string,
  page: { readonly lines: readonly string[]; readonly evaluation: () => Evaluation | undefined },
): RequestHandlers<RunContract> {
  const { openSession, records } = services;
  const command = async (id: string, argument: unknown) => {
    await vscode.commands.executeCommand(`linearLearner.${id}`, argument);
    return null;
  };
  return {
    ...sharedHandlers,
    stop: async (_, { signal }) => {
      const session = await openSession(signal);
      const details = await session.aws.describeTrainingJob(session.clients, trainingJobName, signal);
      if (Date.now() - details.createdAt > confirmStopAfterMs) {
        const detail = vscode.l10n.t('What it has learned so far is kept where SageMaker could save it.');
        const message = vscode.l10n.t('Stop training job {0}?', trainingJobName);
        await confirm(message, detail, vscode.l10n.t('Stop Training Job'));
      }
      return command('stopTraining', { trainingJobName });
    },
    deploy: () => command('deploy', { trainingJobName }),
    openExperiment: async (_, { signal }) => {
      const { connectionId } = await openSession(signal);
      const record = await records.find(connectionId, trainingJobName);
      if (record !== undefined)
        await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(record.experimentPath));
      return null;
    },
    showInTree: () => command('showInTree', { trainingJobName }),
    rawLog: async () => ({ lines: page.lines }),
    saveAsCsv: async (_, { signal }) => {
      const evaluation = page.evaluation();
      const { connectionId } = await openSession(signal);
      const record = await records.find(connectionId, trainingJobName);
      if (evaluation === undefined || record === undefined) return null;
      const name = `${record.title}.held-out.csv`;
      const target = await vscode.window.showSaveDialog({
        defaultUri: vscode.Uri.file(join(dirname(record.experimentPath), name)),
        filters: { [vscode.l10n.t('Tables')]: ['csv'] },
      });
      if (target !== undefined) await writeFile(target.fsPath, pairsAsCsv(evaluation));
      return null;
    },
  };
}

/** One line a held-out row; names are quoted where CSV needs it. */
function pairsAsCsv({ featureNames, pairs, target }: Evaluation): string {
  const name = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const head = ['row', ...featureNames, target, `predicted_${target}`].map(name).join(',');
  const lines = pairs.map(({ row, features, actual, predicted }) =>
    [row, ...features, actual, predicted].join(','),
  );
  return [head, ...lines, ''].join('\n');
}

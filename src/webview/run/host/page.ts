import { dirname, join } from 'node:path';
import { setTimeout as pauseFor } from 'node:timers/promises';
import * as vscode from 'vscode';
import { runCommand } from '../../../contributions.ts';
import type { CommandArguments, CommandId } from '../../../contributions.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import { fileNameOf } from '../../../files/fileName.ts';
import { replaceFile } from '../../../files/writeFiles.ts';
import type { Evaluation } from '../../../learner/metrics/evaluation.ts';
import { inBackground } from '../../../platform/background.ts';
import { confirm } from '../../../platform/prompts.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import { plainText } from '../../../platform/plainText.ts';
import { sessionsOf } from '../../../runs/boundSession.ts';
import { evaluateRun } from '../../../runs/evaluate.ts';
import { newestOf } from '../../../runs/endpointLedger.ts';
import type { EndpointLedger } from '../../../runs/endpointLedger.ts';
import { openProgress } from '../../../runs/progress.ts';
import type { RunRecord, RunRecords } from '../../../runs/runRecords.ts';
import type { OpenSession, Session } from '../../../runs/session.ts';
import { findRun } from '../../../runs/sharedRuns.ts';
import { heldOutCsv } from './heldOutCsv.ts';
import { connectPage, failureMessage, sharedHandlers } from '../../host/connectPage.ts';
import type { PageHost } from '../../host/connectPage.ts';
import type { RequestHandlers } from '../../contract/messages.ts';
import { runRequests } from '../contract.ts';
import type { RunContract, RunFollowed, RunState } from '../contract.ts';
import { updateBetween } from '../update.ts';
import { showShell } from '../../host/pageHtml.ts';
import { stateOf } from './state.ts';
import { summaryOf } from './summary.ts';

const mostLogLines = 5000;
const retryAfterMs = 3000;

export interface RunPanelServices {
  readonly engine: Engine;
  readonly openSession: OpenSession;
  readonly records: RunRecords;
  readonly ledger: Pick<EndpointLedger, 'read'>;
  readonly onDidChange: vscode.Event<void>;
  readonly log: vscode.LogOutputChannel;
  readonly extensionUri: vscode.Uri;
}

/** Fills a panel, new or restored after a reload, and follows the job until it has ended. */
export function showRunPage(
  anywhere: RunPanelServices,
  panel: vscode.WebviewPanel,
  identity: { readonly connectionId: string; readonly trainingJobName: string },
): void {
  const { log, extensionUri } = anywhere;
  const { connectionId, trainingJobName } = identity;
  const services = { ...anywhere, openSession: sessionsOf(anywhere.openSession, connectionId) };
  const closing = new AbortController();
  const lines: string[] = [];
  let state: RunState = { kind: 'loading', title: trainingJobName };
  /** The same without the endpoint. */
  let told: RunState = state;
  let page: PageHost<RunContract> | undefined;
  let endpoint: Pick<RunFollowed, 'endpointName'> = {};
  const show = (found: RunState) => {
    told = found;
    const next = found.kind === 'run' ? { ...found, ...endpoint } : found;
    const ended = hasEnded(next) && !hasEnded(state) && state.kind === 'run';
    const before = state;
    state = next;
    if (before.kind === 'run' && next.kind === 'run') page?.push('update', updateBetween(before, next));
    else page?.push('state', next);
    if (ended && !panel.visible) inBackground(log, () => announce(panel, next));
  };
  page = connectPage<RunContract>(panel.webview, {
    schemas: runRequests,
    log,
    identity,
    onReady: () => page?.push('state', state),
    handlers: handlersOf(services, trainingJobName, {
      lines,
      evaluation: () => (state.kind === 'run' ? state.evaluation : undefined),
      endpointName: () => endpoint.endpointName,
    }),
  });
  const lookForEndpoint = async () => {
    const endpointName = newestOf(await services.ledger.read(), identity);
    endpoint = endpointName === undefined ? {} : { endpointName };
    if (state.kind === 'run' && state.endpointName !== endpointName) show(told);
  };
  const changes = services.onDidChange(() => inBackground(log, lookForEndpoint));
  panel.onDidDispose(() => {
    closing.abort();
    changes.dispose();
    page?.dispose();
  });
  showShell(panel.webview, extensionUri, 'run', subjectOf(panel.title));
  inBackground(log, lookForEndpoint);
  const following = { lines, show, current: () => told, signal: closing.signal };
  inBackground(log, () => followUntilEnded(services, trainingJobName, following));
}

/** What a title like "Run: salary" names. */
const subjectOf = (title: string) => title.replace(/^[^:]*:\s*/, '');

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
      : vscode.l10n.t('{0}: {1}', title, summaryOf(evaluation, vscode.env.language));
  const chosen = await (job.status === 'Failed'
    ? vscode.window.showErrorMessage(plainText(text), open)
    : vscode.window.showInformationMessage(plainText(text), open));
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
      const failure = failureMessage(error);
      // Nothing is broken: it goes on once the user has switched back.
      const isElsewhere = failure.code === 'other-connection';
      if (!isElsewhere) services.log.error(error instanceof Error ? error : String(error));
      const state = current();
      if (state.kind === 'run') show({ ...state, lost: failure });
      else {
        if (state.kind !== 'failed') show({ kind: 'failed', title: trainingJobName, failure });
        if (!isElsewhere) return;
      }
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

/** A job that has run for longer than this is not stopped by a slip of the hand. */
const confirmStopAfterMs = 120_000;

function handlersOf(
  services: RunPanelServices,
  trainingJobName: string,
  page: {
    readonly lines: readonly string[];
    readonly evaluation: () => Evaluation | undefined;
    readonly endpointName: () => string | undefined;
  },
): RequestHandlers<RunContract> {
  const { openSession, records } = services;
  const command = async <Id extends CommandId>(id: Id, ...given: CommandArguments<Id>) => {
    await runCommand(id, ...given);
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
    deploy: async (_, { signal }) => {
      await openSession(signal);
      return command('deploy', { trainingJobName });
    },
    predict: async () => {
      const endpointName = page.endpointName();
      return endpointName === undefined ? null : command('predict', { endpointName });
    },
    openExperiment: async (_, { signal }) => {
      const { connectionId } = await openSession(signal);
      const record = await records.find(connectionId, trainingJobName);
      if (record !== undefined)
        await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(record.experimentPath), {
          preview: false,
        });
      return null;
    },
    showInTree: async (_, { signal }) => {
      await openSession(signal);
      return command('showInTree', { trainingJobName });
    },
    rawLog: async ({ from }) => ({ lines: page.lines.slice(from, from + mostLogLines) }),
    saveAsCsv: async ({ threshold }, { signal }) => {
      const evaluation = page.evaluation();
      const { connectionId } = await openSession(signal);
      const record = await records.find(connectionId, trainingJobName);
      if (evaluation === undefined || record === undefined) return null;
      const name = `${fileNameOf(record.title)}.held-out.csv`;
      const target = await vscode.window.showSaveDialog({
        defaultUri: vscode.Uri.file(join(dirname(record.experimentPath), name)),
        filters: { [vscode.l10n.t('Tables')]: ['csv'] },
      });
      if (target !== undefined) await replaceFile(target.fsPath, heldOutCsv(evaluation, threshold));
      return null;
    },
  };
}

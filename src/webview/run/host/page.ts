import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { blockOf } from '../../../aws/connections/state.ts';
import { parseConnectionId, needsLocalServer } from '../../../aws/connections/types.ts';
import { runCommand } from '../../../contributions/runCommand.ts';
import type { CommandArguments } from '../../../contributions/commands.ts';
import type { CommandId } from '../../../contributions/commandIds.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import { fileNameOf } from '../../../files/fileName.ts';
import { replaceFile } from '../../../files/writeFiles.ts';
import type { Evaluation } from '../../../learner/metrics/evaluation.ts';
import { attentionToPanel } from '../../../platform/attention.ts';
import { inBackground } from '../../../platform/background.ts';
import { alwaysWatched, neverHidden, retryAfterMs } from '../../../platform/pace.ts';
import { confirm } from '../../../platform/prompts.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import { untilNextPoll } from '../../../platform/untilNextPoll.ts';
import { plainText } from '../../../platform/plainText.ts';
import type { PictureRequests } from '../../../runs/report/pictureRequests.ts';
import { standstillOf } from '../../../runs/connectionStates.ts';
import type { ConnectionStates } from '../../../runs/connectionStates.ts';
import { sessionsOf } from '../../../runs/boundSession.ts';
import { evaluateRun } from '../../../runs/evaluate.ts';
import type { EndpointLedger } from '../../../guard/journal/endpointLedger.ts';
import { followRun } from '../../../runs/history/followRun.ts';
import type { RunHistory } from '../../../runs/history/history.ts';
import type { Prices } from '../../../runs/prices/prices.ts';
import type { RunRecords } from '../../../runs/runRecords.ts';
import type { OpenSession, Sessions } from '../../../runs/session.ts';
import { findRun } from '../../../runs/sharedRuns.ts';
import { adviceOf } from './advice.ts';
import { endpointOfRun } from './endpointOfRun.ts';
import { heldOutCsv } from '../../../runs/heldOutCsv.ts';
import { answeredAt } from '../../contract/answeredAt.ts';
import { failureMessage, sharedHandlers } from '../../host/connectPage.ts';
import { shownEvaluation } from '../../host/shownEvaluation.ts';
import { runOnRun } from '../../host/runCommands.ts';
import { openStatePage } from '../../host/statePage.ts';
import type { PageServices } from '../../host/statePage.ts';
import type { RequestHandlers } from '../../contract/messages.ts';
import { runRequests } from '../contract.ts';
import type { RunContract, RunFollowed, RunState, TrainingAdvice } from '../contract.ts';
import { updateBetween } from '../update.ts';
import { openReportPictures } from './reportPictures.ts';
import type { ReportPictures } from './reportPictures.ts';
import { openKnownRun } from './knownRun.ts';
import { stateOf } from './state.ts';
import { summaryOf } from './summary.ts';
import { trainLonger } from './trainLonger.ts';

const mostLogLines = 5000;

type RunIdentity = Readonly<Record<'connectionId' | 'trainingJobName', string>>;

export interface RunPanelServices extends PageServices {
  readonly engine: Engine;
  readonly openSession: OpenSession;
  readonly sessionOf: Sessions['of'];
  readonly states: Pick<ConnectionStates, 'of' | 'onDidChange'>;
  readonly records: RunRecords;
  readonly prices: Pick<Prices, 'rates'>;
  readonly history: RunHistory;
  readonly ledger: Pick<EndpointLedger, 'read'>;
  readonly onDidChange: vscode.Event<void>;
  readonly pictureRequests: PictureRequests;
}

/**
 * Fills a panel, new or restored after a reload, and follows the job until it has ended, on the job's own connection. Buttons that run
 * commands work on that connection only while it is the current one.
 */
export function showRunPage(
  services: RunPanelServices,
  panel: vscode.WebviewPanel,
  identity: RunIdentity,
): void {
  const { log } = services;
  const lines: string[] = [];
  let followed: RunState = { kind: 'loading', title: identity.trainingJobName };
  let evaluation: Evaluation | undefined;
  let endpointName: string | undefined;
  let wasRunning = false;
  const reports = openReportPictures(services.pictureRequests, identity, () => show(followed));
  const page = openStatePage<RunContract>(services, panel, {
    page: 'run',
    heading: subjectOf(panel.title),
    identity,
    first: followed,
    schemas: runRequests,
    send: (host, before, next) => {
      if (before.kind === 'run' && next.kind === 'run') host.push('update', updateBetween(before, next));
      else host.push('state', next);
    },
    handlers: () =>
      handlersOf(services, identity, {
        lines,
        evaluation: () => evaluation,
        advice: () => (followed.kind === 'run' ? followed.advice : undefined),
        endpointName: () => endpointName,
        reports,
      }),
  });
  const show = (found: RunState) => {
    followed = found;
    if (evaluation === undefined) refuseReports(found, reports);
    const report = evaluation === undefined ? undefined : reports.wanted();
    const next: RunState =
      found.kind === 'run'
        ? {
            ...found,
            ...(endpointName === undefined ? {} : { endpointName }),
            ...known.facts(),
            ...(known.title() === undefined ? {} : { title: known.title() ?? found.title }),
            ...(report === undefined ? {} : { report }),
          }
        : found;
    page.show(next);
    if (next.kind !== 'run') return;
    if (isRunning(next)) wasRunning = true;
    else if (wasRunning && next.evaluating === undefined) {
      wasRunning = false;
      if (!page.isVisible()) inBackground(log, () => announce(page.reveal, next, evaluation));
    }
  };
  const known = openKnownRun(services, identity, () => show(followed), page.signal);
  let looks = 0;
  const lookForEndpoint = async () => {
    looks += 1;
    const look = looks;
    const found = await endpointOfRun(services, identity, page.signal);
    // Stale: a newer look is under way.
    if (look !== looks || found === endpointName) return;
    endpointName = found;
    show(followed);
  };
  page.own(reports);
  page.own(known);
  page.own(
    // The table may have changed while the page was hidden.
    panel.onDidChangeViewState(() => {
      if (page.isVisible()) known.check();
    }),
  );
  page.own(services.onDidChange(() => inBackground(log, lookForEndpoint)));
  inBackground(log, lookForEndpoint);
  const { connectionId } = identity;
  const connection = parseConnectionId(connectionId);
  const isLocal = connection !== undefined && needsLocalServer(connection);
  // The end of a run is announced by a page that is hidden too; the embedded server may be polled at any time.
  const attention = isLocal ? alwaysWatched : neverHidden(attentionToPanel(panel));
  const standstill = standstillOf(services.states, connectionId);
  const following: Following = {
    lines,
    show,
    onEvaluation: (made) => (evaluation = made),
    current: () => followed,
    untilNext: (wantedMs) => untilNextPoll(wantedMs, { attention, standstill, signal: page.signal }),
    signal: page.signal,
  };
  inBackground(log, () => followUntilEnded(services, identity, following));
}

/** A report would wait for pictures that never come. */
function refuseReports(state: RunState, reports: ReportPictures): void {
  const failure =
    state.kind === 'failed' ? state.failure : state.kind === 'run' ? state.evaluationFailure : undefined;
  if (failure !== undefined) reports.refuse(failure.message);
}

/** What a title like "Run: salary" names. */
const subjectOf = (title: string) => title.replace(/^[^:]*:\s*/, '');

const isRunning = ({ job }: RunFollowed) => job.endedAt === undefined;

/** Reports the end of a run to a user who is looking at something else. */
async function announce(
  reveal: () => void,
  { title, job }: RunFollowed,
  evaluation: Evaluation | undefined,
): Promise<void> {
  const open = vscode.l10n.t('Open Run');
  const text =
    evaluation === undefined
      ? vscode.l10n.t('{0}: training ended as {1}.', title, job.status)
      : vscode.l10n.t('{0}: {1}', title, summaryOf(evaluation, vscode.env.language));
  const chosen = await (job.status === 'Failed'
    ? vscode.window.showErrorMessage(plainText(text), open)
    : vscode.window.showInformationMessage(plainText(text), open));
  if (chosen === open) reveal();
}

interface Following {
  readonly lines: string[];
  readonly show: (state: RunState) => void;
  /** The evaluation whole; pages get one of a bounded size. */
  readonly onEvaluation: (evaluation: Evaluation) => void;
  readonly current: () => RunState;
  /** Waits until what is polled after `wantedMs` is due. */
  readonly untilNext: (wantedMs: number) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Follows the job; when the connection is lost it shows that and starts over, until the panel closes. */
async function followUntilEnded(
  services: RunPanelServices,
  identity: RunIdentity,
  following: Following,
): Promise<void> {
  const { show, current, signal, untilNext } = following;
  let failures = 0;
  for (;;) {
    try {
      return await follow(services, identity, { ...following, onUpdate: () => (failures = 0) });
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return;
      services.log.error(error instanceof Error ? error : String(error));
      const failure = failureMessage(error);
      const state = current();
      show(
        state.kind === 'run'
          ? { ...state, lost: failure }
          : { kind: 'failed', title: identity.trainingJobName, failure },
      );
      // What failed for the job alone would fail again.
      if (state.kind !== 'run' && blockOf(services.states.of(identity.connectionId)) === undefined) return;
    }
    failures += 1;
    await untilNext(retryAfterMs(failures)).catch(() => undefined);
    if (signal.aborted) return;
  }
}

async function follow(
  services: RunPanelServices,
  { connectionId, trainingJobName }: RunIdentity,
  { lines, show, onEvaluation, onUpdate, untilNext, signal }: Following & { readonly onUpdate: () => void },
): Promise<void> {
  const session = await services.sessionOf(connectionId)(signal);
  const record = await findRun(session, services.records, trainingJobName, signal);
  lines.length = 0;
  const updates = followRun(session, services.history, trainingJobName, { signal, wait: untilNext });
  for await (const { details, lines: newLines, progress, logFailure } of updates) {
    onUpdate();
    for (const { message } of newLines) lines.push(message);
    const state = {
      ...stateOf(session, record, details, progress, lines.length, await services.prices.rates()),
      ...(logFailure === undefined ? {} : { logFailure: failureMessage(logFailure) }),
    };
    if (details.status !== 'Completed' || record?.testPath === undefined) {
      show(state);
      continue;
    }
    // Evaluating many rows takes minutes: the job has ended, and the page says so meanwhile.
    show({ ...state, evaluating: { rowCount: record.rowCounts.test } });
    try {
      const { engine, records } = services;
      const evaluation = await evaluateRun(session, engine, records, trainingJobName, signal);
      onEvaluation(evaluation);
      const advice = adviceOf(details.hyperparameters, state.curves, evaluation);
      show({ ...state, advice, evaluation: shownEvaluation(evaluation, restOf(state)) });
    } catch (error) {
      signal.throwIfAborted();
      show({ ...state, evaluationFailure: failureMessage(error) });
    }
  }
}

/** A binary classifier answers at the threshold that was chosen, if one was. */
const answersAt = (evaluation: Evaluation, threshold: number | undefined) =>
  evaluation.predictorType === 'binary_classifier' && threshold !== undefined
    ? answeredAt(evaluation, threshold)
    : evaluation;

/** What else a message with the evaluation carries, in characters. */
const restOf = (state: RunFollowed) => JSON.stringify(state).length;

/** A job that has run for longer than this is not stopped by a slip of the hand. */
const confirmStopAfterMs = 120_000;

function handlersOf(
  services: RunPanelServices,
  { connectionId, trainingJobName }: RunIdentity,
  page: {
    readonly lines: readonly string[];
    readonly evaluation: () => Evaluation | undefined;
    readonly advice: () => TrainingAdvice | undefined;
    readonly endpointName: () => string | undefined;
    readonly reports: ReportPictures;
  },
): RequestHandlers<RunContract> {
  const openSession = sessionsOf(services.openSession, connectionId);
  const recordOfRun = () => services.records.find(connectionId, trainingJobName);
  const command = async <Id extends CommandId>(id: Id, ...given: CommandArguments<Id>) => {
    await runCommand(id, ...given);
  };
  return {
    ...sharedHandlers,
    stop: async (_, { signal }) => {
      const session = await openSession(signal);
      const details = await session.aws.describeTrainingJob(trainingJobName, signal);
      if (Date.now() - details.createdAt > confirmStopAfterMs) {
        const detail = vscode.l10n.t('If SageMaker can still save the model trained so far, it is kept.');
        const message = vscode.l10n.t('Stop training job {0}?', trainingJobName);
        await confirm(message, detail, vscode.l10n.t('Stop Training Job'));
      }
      return command('stopTraining', { trainingJobName });
    },
    deploy: async (_, { signal }) => {
      await openSession(signal);
      // From what an earlier endpoint of the run left, if there is one.
      return command('redeploy', { trainingJobName });
    },
    predict: async (_, { signal }) => {
      await openSession(signal);
      const endpointName = page.endpointName();
      if (endpointName !== undefined) await command('predict', { endpointName });
    },
    openExperiment: async () => {
      const record = await recordOfRun();
      if (record !== undefined)
        await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(record.experimentPath), {
          preview: false,
        });
    },
    showSpend: async () => command('showSpend'),
    trainLonger: async () => {
      const record = await recordOfRun();
      const longer = page.advice()?.longer;
      if (record !== undefined && longer !== undefined) await trainLonger(record.experimentPath, longer);
    },
    copyPreparation: async () => command('copyPreparation', { trainingJobName, connectionId }),
    runCommand: async ({ command }) => runOnRun(command, { trainingJobName, connectionId }),
    showInTree: async (_, { signal }) => {
      await openSession(signal);
      return command('showInTree', { trainingJobName });
    },
    reportPicture: async ({ report, picture }) => page.reports.add(report, picture),
    reportDrawn: async ({ report, failure }) => page.reports.end(report, failure),
    rawLog: async ({ from }) => ({ lines: page.lines.slice(from, from + mostLogLines) }),
    saveAsCsv: async ({ threshold }) => {
      const evaluation = page.evaluation();
      const record = await recordOfRun();
      if (evaluation === undefined || record === undefined) return;
      const name = `${fileNameOf(record.title)}.held-out.csv`;
      const target = await vscode.window.showSaveDialog({
        defaultUri: vscode.Uri.file(join(dirname(record.experimentPath), name)),
        filters: { [vscode.l10n.t('Tables')]: ['csv'] },
      });
      if (target !== undefined)
        await replaceFile(target.fsPath, heldOutCsv(answersAt(evaluation, threshold)));
    },
  };
}

import { basename } from 'node:path';
import * as vscode from 'vscode';
import { connectionIdLabel } from '../../../aws/connections/types.ts';
import { runCommand, tableExtensions } from '../../../contributions.ts';
import type { CommandArguments, CommandId } from '../../../contributions.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import { inBackground } from '../../../platform/background.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import { sessionsOf } from '../../../runs/boundSession.ts';
import { withProgress } from '../../../platform/progress.ts';
import { openFile } from '../../../platform/prompts.ts';
import { askFile, askHeldOutRows, askRows } from '../../../runs/ask.ts';
import type { Asked } from '../../../runs/ask.ts';
import { boto3Of, curlOf, invocationPath } from '../../../runs/exchanges.ts';
import type { RunRecords } from '../../../runs/runRecords.ts';
import type { OpenSession, Session } from '../../../runs/session.ts';
import { requireRunOfEndpoint } from '../../../runs/sharedRuns.ts';
import { connectPage, failureMessage, sharedHandlers } from '../../host/connectPage.ts';
import type { PageHost } from '../../host/connectPage.ts';
import { predictRequests } from '../contract.ts';
import type { Exchange, PredictContract, PredictedFile, PredictReady, PredictState } from '../contract.ts';
import type { RequestHandlers } from '../../contract/messages.ts';
import { stateOf } from './state.ts';
import { whatWasKnown } from './goneEndpoint.ts';
import { showShell } from '../../host/pageHtml.ts';

const mostExchanges = 20;

export interface PredictPanelServices {
  readonly engine: Engine;
  readonly openSession: OpenSession;
  readonly records: RunRecords;
  readonly log: vscode.LogOutputChannel;
  readonly extensionUri: vscode.Uri;
  readonly onDidChange: vscode.Event<void>;
}

/** Fills a panel, new or restored after a reload, with the endpoint as it is now. */
export function showPredictPage(
  anywhere: PredictPanelServices,
  panel: vscode.WebviewPanel,
  identity: {
    readonly connectionId: string;
    readonly endpointName: string;
    readonly servedJob?: string | undefined;
  },
): void {
  const { connectionId, endpointName } = identity;
  let { servedJob } = identity;
  const openSession = sessionsOf(anywhere.openSession, connectionId);
  const services = { ...anywhere, openSession };
  const { log, extensionUri } = services;
  const connection = connectionIdLabel(connectionId);
  const closing = new AbortController();
  const signal = closing.signal;
  let state: PredictState = { kind: 'loading', endpointName, connection };
  let kept: Kept = { asked: [] };
  let page: PageHost<PredictContract> | undefined;
  const show = (next: PredictState) => {
    state = next;
    page?.push('state', state);
  };
  const look = endpointLooker(services, endpointName, signal, {
    servedJob: () => servedJob,
    onFound: (next) => {
      if (next.kind === 'ready') serves(next.model.trainingJobName);
      show(next.kind === 'ready' ? { ...next, ...kept } : whatWasKnown(state, next));
    },
    onFailed: (error) => {
      log.error(error instanceof Error ? error : String(error));
      show({ kind: 'failed', endpointName, connection, failure: failureMessage(error) });
    },
  });
  /** Outlives the endpoint, and with the page's state the window. */
  const serves = (trainingJobName: string) => {
    if (trainingJobName === servedJob) return;
    servedJob = trainingJobName;
    page?.identify({ connectionId, endpointName, servedJob });
  };
  const remember = (change: Partial<Kept>) => {
    kept = { ...kept, ...change };
    if (state.kind === 'ready') show({ ...state, ...kept });
  };
  page = connectPage<PredictContract>(panel.webview, {
    schemas: predictRequests,
    log,
    identity: { connectionId, endpointName, ...(servedJob === undefined ? {} : { servedJob }) },
    onReady: () => page?.push('state', state),
    handlers: handlersOf(services, endpointName, {
      look,
      servedJob: () => servedJob,
      onExchange: (exchange) => remember({ asked: [exchange, ...kept.asked].slice(0, mostExchanges) }),
      onFile: (lastFile) => remember({ lastFile }),
    }),
  });
  const changes = services.onDidChange(() => inBackground(log, look));
  panel.onDidDispose(() => {
    closing.abort();
    changes.dispose();
    page?.dispose();
  });
  showShell(panel.webview, extensionUri, 'predict', vscode.l10n.t('Predict {0}', endpointName));
  inBackground(log, look);
}

interface Looking {
  readonly servedJob: () => string | undefined;
  readonly onFound: (state: Awaited<ReturnType<typeof stateOf>>) => void;
  readonly onFailed: (error: unknown) => void;
}

/** Looks at the endpoint at each call, and again once its creation has ended. */
function endpointLooker(
  services: PredictPanelServices,
  endpointName: string,
  signal: AbortSignal,
  { servedJob, onFound, onFailed }: Looking,
): () => Promise<void> {
  let newest = 0;
  const look = async () => {
    const turn = (newest += 1);
    // What a newer look has overtaken tells of the past.
    const isStale = () => turn !== newest || signal.aborted;
    try {
      const session = await services.openSession(signal);
      const next = await stateOf(services, session, { endpointName, servedJob: servedJob() }, signal);
      if (isStale()) return;
      onFound(next);
      if (next.kind !== 'ready' || next.endpoint.status !== 'Creating') return;
      await session.aws.waitInService(session.clients, endpointName, {
        signal,
        pollIntervalMs: session.pollIntervalMs,
      });
      if (!isStale()) await look();
    } catch (error) {
      if (!isCancelled(error) && !isStale()) onFailed(error);
    }
  };
  return look;
}

/** What was asked on this page outlives an endpoint, and a while on another connection. */
type Kept = Pick<PredictReady, 'asked' | 'lastFile'>;

interface PageEvents {
  readonly look: () => Promise<void>;
  readonly servedJob: () => string | undefined;
  readonly onExchange: (exchange: Exchange) => void;
  readonly onFile: (file: PredictedFile) => void;
}

function handlersOf(
  services: PredictPanelServices,
  endpointName: string,
  { look, servedJob, onExchange, onFile }: PageEvents,
): RequestHandlers<PredictContract> {
  const { engine, openSession, records } = services;
  const open = async (signal: AbortSignal) => {
    const session = await openSession(signal);
    const details = await session.aws.describeEndpoint(session.clients, endpointName, signal);
    const record = await requireRunOfEndpoint(session, records, endpointName, details, signal);
    return { session, record };
  };
  const command = async <Id extends CommandId>(id: Id, ...given: CommandArguments<Id>) => {
    await runCommand(id, ...given);
    return null;
  };
  let lastFile: string | undefined;
  return {
    ...sharedHandlers,
    predict: async ({ rows, contentType }, { signal }) => {
      const { session, record } = await open(signal);
      const askedAt = new Date().toISOString();
      const answer = await askRows(session, engine, record, { endpointName, rows, contentType }, signal);
      const exchange = await exchangeOf(session, askedAt, rows, answer);
      onExchange(exchange);
      return exchange;
    },
    predictHeldOut: async (_, { signal }) => {
      const { session, record } = await open(signal);
      const { trainingJobName } = record;
      return askHeldOutRows(session, engine, records, { endpointName, trainingJobName }, signal);
    },
    predictFile: async () => {
      const filters = { [vscode.l10n.t('Tables')]: tableExtensions };
      const uri = await openFile(vscode.l10n.t('Predict which file?'), filters).catch((error: unknown) => {
        if (isCancelled(error)) return undefined;
        throw error;
      });
      if (uri === undefined) return null;
      const path = uri.fsPath;
      const title = vscode.l10n.t('Predicting {0}', basename(path));
      const table = await withProgress(title, async (signal, report) => {
        const { session, record } = await open(signal);
        const onRows = (fraction: number) => report({ message: '', fraction });
        return askFile(session, engine, record, { endpointName, path }, { signal, onRows });
      });
      lastFile = table.path;
      const { rowCount, requestCount } = table;
      const fileName = basename(table.path);
      const file = { fileName, rowCount, requestCount };
      onFile(file);
      return file;
    },
    openLastFile: async () => {
      if (lastFile !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(lastFile));
      return null;
    },
    openRun: async (_, { signal }) => {
      const { record } = await open(signal);
      return command('openRun', { trainingJobName: record.trainingJobName });
    },
    deleteEndpoint: async (_, { signal }) => {
      await openSession(signal);
      return command('deleteEndpoint', { endpointName, confirmed: false });
    },
    deployAgain: async (_, { signal }) => {
      await openSession(signal);
      const trainingJobName = servedJob();
      return command('deploy', trainingJobName === undefined ? {} : { trainingJobName });
    },
    refresh: async () => {
      await look();
      return null;
    },
  };
}

async function exchangeOf(
  { connection, clients }: Session,
  askedAt: string,
  rows: Exchange['rows'],
  { invocation: { request, response }, answers }: Asked,
): Promise<Exchange> {
  const { status, contentType, body, durationMs } = response;
  const runtime = { connection, runtimeUrl: await clients.endpointUrl('sagemaker_runtime') };
  return {
    askedAt,
    rows,
    answers,
    request: {
      path: invocationPath(request.endpointName),
      contentType: request.contentType,
      body: request.body,
    },
    response: { status, contentType, body, milliseconds: durationMs },
    curl: curlOf(runtime, request),
    boto3: boto3Of(runtime, request),
  };
}

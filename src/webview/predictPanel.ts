import { basename } from 'node:path';
import * as vscode from 'vscode';
import { connectionLabel } from '../aws/connections/types.ts';
import { endpointPrice } from '../aws/costs.ts';
import type { EndpointDetails } from '../aws/endpoints.ts';
import type { Invocation } from '../aws/invoke.ts';
import type { Engine } from '../data/engine/engine.ts';
import { isCancelled } from '../platform/cancellation.ts';
import { withProgress } from '../platform/progress.ts';
import { openFile } from '../platform/prompts.ts';
import { askFile, askHeldOutRows, askRows } from '../runs/ask.ts';
import { evaluateRun } from '../runs/evaluate.ts';
import { boto3Of, curlOf, invocationPath } from '../runs/exchanges.ts';
import type { RunRecord, RunRecords } from '../runs/runRecords.ts';
import { requireRunRecord } from '../runs/runRecords.ts';
import type { OpenSession, Session } from '../runs/session.ts';
import { connectPage, failureMessage, sharedHandlers } from './connectPage.ts';
import type { PageHost } from './connectPage.ts';
import { predictRequests } from './contracts/predict.ts';
import type {
  EndpointPrice,
  Exchange,
  PredictContract,
  PredictedFile,
  PredictModel,
  PredictState,
} from './contracts/predict.ts';
import type { RequestHandlers } from './contracts/messages.ts';
import { pageHtml, pageOptions } from './pageHtml.ts';
import { viewTypes } from './viewTypes.ts';

const mostExchanges = 20;
const mostTrainingPoints = 2000;

interface PredictPanelServices {
  readonly engine: Engine;
  readonly openSession: OpenSession;
  readonly records: RunRecords;
  readonly log: vscode.LogOutputChannel;
  readonly extensionUri: vscode.Uri;
  readonly onDidChange: vscode.Event<void>;
}

/** Opens the Predict page of an endpoint. */
export function openPredictPanel(services: PredictPanelServices, endpointName: string): void {
  const panel = vscode.window.createWebviewPanel(
    viewTypes.predict,
    vscode.l10n.t('Predict: {0}', endpointName),
    vscode.ViewColumn.Active,
    pageOptions(services.extensionUri),
  );
  showPredictPage(services, panel, endpointName);
}

/** Fills a panel, new or restored after a reload, with the endpoint as it is now. */
export function showPredictPage(
  services: PredictPanelServices,
  panel: vscode.WebviewPanel,
  endpointName: string,
): void {
  const { openSession, log, extensionUri } = services;
  const closing = new AbortController();
  const signal = closing.signal;
  let state: PredictState = { kind: 'loading', endpointName, connection: '' };
  let page: PageHost<PredictContract> | undefined;
  const show = (next: PredictState) => {
    state = next;
    page?.push('state', state);
  };
  const look = async () => {
    try {
      const session = await openSession(signal);
      const next = await stateOf(services, session, endpointName, signal);
      const kept = state.kind === 'ready' && next.kind === 'ready' ? remembered(state) : {};
      show({ ...next, ...kept });
      if (next.kind !== 'ready' || next.endpoint.status !== 'Creating') return;
      await session.aws.waitInService(session.clients, endpointName, {
        signal,
        pollIntervalMs: session.pollIntervalMs,
      });
      await look();
    } catch (error) {
      if (isCancelled(error) || signal.aborted) return;
      log.error(error instanceof Error ? error : String(error));
      show({ kind: 'failed', endpointName, connection: '', failure: failureMessage(error) });
    }
  };
  const remember = (change: Partial<Pick<PredictState & { kind: 'ready' }, 'asked' | 'lastFile'>>) => {
    if (state.kind === 'ready') show({ ...state, ...change });
  };
  page = connectPage<PredictContract>(panel.webview, {
    schemas: predictRequests,
    log,
    identity: { endpointName },
    onReady: () => page?.push('state', state),
    handlers: handlersOf(services, endpointName, {
      look,
      onExchange: (exchange) =>
        remember({
          asked: [exchange, ...(state.kind === 'ready' ? state.asked : [])].slice(0, mostExchanges),
        }),
      onFile: (lastFile) => remember({ lastFile }),
    }),
  });
  const changes = services.onDidChange(() => void look());
  panel.onDidDispose(() => {
    closing.abort();
    changes.dispose();
    page?.dispose();
  });
  panel.webview.options = pageOptions(extensionUri);
  panel.webview.html = pageHtml(panel.webview, extensionUri, 'predict');
  void look();
}

const remembered = ({ asked, lastFile }: PredictState & { kind: 'ready' }) => ({
  asked,
  ...(lastFile ? { lastFile } : {}),
});

async function stateOf(
  services: PredictPanelServices,
  session: Session,
  endpointName: string,
  signal: AbortSignal,
): Promise<PredictState> {
  const connection = connectionLabel(session.connection);
  const details = await session.aws.describeEndpoint(session.clients, endpointName, signal);
  if (details === undefined) return { kind: 'gone', endpointName, connection, canDeployAgain: false };
  const record = await recordOf(services, session, details);
  return {
    kind: 'ready',
    endpoint: {
      name: endpointName,
      connection,
      status: details.status,
      ...(details.failureReason === undefined ? {} : { failureReason: details.failureReason }),
      instanceType: details.instanceType,
      instanceCount: details.instanceCount,
      price: priceOf(session, details),
      createdAt: new Date(details.createdAt).toISOString(),
    },
    model: await modelOf(services, session, record, signal),
    asked: [],
  };
}

function recordOf({ records }: PredictPanelServices, { connectionId }: Session, details: EndpointDetails) {
  const job = details.origin.trainingJobName ?? details.endpointName;
  return requireRunRecord(records, connectionId, job);
}

function priceOf({ connection }: Session, { instanceType, instanceCount }: EndpointDetails): EndpointPrice {
  const price = endpointPrice(connection, instanceType, instanceCount);
  if (price === 'free') return { kind: 'free' };
  if (price === 'unknown') return { kind: 'unknown', instanceType };
  const source = vscode.l10n.t('On-demand price of hosting on {0}', instanceType);
  return { kind: 'hourly', usdPerHour: price.usdPerHour, source };
}

/** What the page draws of the model; held-out figures are left out when the artifact cannot be read here. */
async function modelOf(
  { engine, records, log }: PredictPanelServices,
  session: Session,
  record: RunRecord,
  signal: AbortSignal,
): Promise<PredictModel> {
  const { preparation, experiment, trainPath, trainingJobName } = record;
  const { target, features } = preparation;
  const known = { target, features, hasRun: true };
  try {
    const [evaluation, training] = await Promise.all([
      evaluateRun(session, engine, records, trainingJobName, signal),
      engine.sampleRows(
        { path: trainPath, format: experiment.format, limit: mostTrainingPoints },
        { signal },
      ),
    ]);
    return {
      ...known,
      trainingRowCount: training.rowCount,
      rmse: evaluation.metrics.rmse,
      coefficients: evaluation.coefficients,
      trainingPoints: training.rows,
      hasHeldOutRows: true,
    };
  } catch (error) {
    signal.throwIfAborted();
    log.warn(error instanceof Error ? error.message : String(error));
    return { ...known, hasHeldOutRows: false };
  }
}

interface PageEvents {
  readonly look: () => Promise<void>;
  readonly onExchange: (exchange: Exchange) => void;
  readonly onFile: (file: PredictedFile) => void;
}

function handlersOf(
  services: PredictPanelServices,
  endpointName: string,
  { look, onExchange, onFile }: PageEvents,
): RequestHandlers<PredictContract> {
  const { engine, openSession, records } = services;
  const open = async (signal: AbortSignal) => {
    const session = await openSession(signal);
    const details = await session.aws.describeEndpoint(session.clients, endpointName, signal);
    const job = details?.origin.trainingJobName ?? endpointName;
    return { session, record: await requireRunRecord(records, session.connectionId, job) };
  };
  const command = async (id: string, argument: Readonly<Record<string, unknown>>) => {
    await vscode.commands.executeCommand(`linearLearner.${id}`, argument);
    return null;
  };
  let lastFile: string | undefined;
  return {
    ...sharedHandlers,
    predict: async ({ rows, contentType }, { signal }) => {
      const { session, record } = await open(signal);
      const askedAt = new Date().toISOString();
      const answer = await askRows(session, engine, record, { endpointName, rows, contentType }, signal);
      const exchange = exchangeOf(session, askedAt, rows, answer);
      onExchange(exchange);
      return exchange;
    },
    predictHeldOut: async (_, { signal }) => {
      const { session, record } = await open(signal);
      const { trainingJobName } = record;
      return askHeldOutRows(session, engine, records, { endpointName, trainingJobName }, signal);
    },
    predictFile: async () => {
      const filters = { [vscode.l10n.t('Tables')]: ['csv', 'tsv'] };
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
    deleteEndpoint: () => command('deleteEndpoint', { endpointName }),
    deployAgain: () => command('deploy', {}),
    refresh: async () => {
      await look();
      return null;
    },
  };
}

function exchangeOf(
  { connection }: Session,
  askedAt: string,
  rows: Exchange['rows'],
  { request, response, predictions }: Invocation,
): Exchange {
  const { status, contentType, body, durationMs } = response;
  return {
    askedAt,
    rows,
    predictions,
    request: {
      path: invocationPath(request.endpointName),
      contentType: request.contentType,
      body: request.body,
    },
    response: { status, contentType, body, milliseconds: durationMs },
    curl: curlOf(connection, request),
    boto3: boto3Of(connection, request),
  };
}

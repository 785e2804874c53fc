import { basename } from 'node:path';
import * as vscode from 'vscode';
import { connectionIdLabel, connectionLabel } from '../aws/connections/types.ts';
import { endpointPrice } from '../aws/costs.ts';
import type { EndpointDetails } from '../aws/endpoints.ts';
import type { Engine } from '../data/engine/engine.ts';
import type { Evaluation } from '../learner/evaluation.ts';
import { isCancelled } from '../platform/cancellation.ts';
import { sessionsOf } from '../runs/boundSession.ts';
import { withProgress } from '../platform/progress.ts';
import { openFile } from '../platform/prompts.ts';
import { askFile, askHeldOutRows, askRows } from '../runs/ask.ts';
import type { Asked } from '../runs/ask.ts';
import { evaluateRun } from '../runs/evaluate.ts';
import { boto3Of, curlOf, invocationPath } from '../runs/exchanges.ts';
import type { RunRecord, RunRecords } from '../runs/runRecords.ts';
import type { OpenSession, Session } from '../runs/session.ts';
import { requireRunOfEndpoint } from '../runs/sharedRuns.ts';
import { connectPage, failureMessage, sharedHandlers } from './connectPage.ts';
import type { PageHost } from './connectPage.ts';
import { predictRequests } from './contracts/predict.ts';
import type {
  EndpointPrice,
  Exchange,
  PredictContract,
  PredictedFile,
  PredictModel,
  PredictReady,
  PredictState,
} from './contracts/predict.ts';
import type { RequestHandlers } from './contracts/messages.ts';
import { whatWasKnown } from './goneEndpoint.ts';
import { pageHtml, pageOptions } from './pageHtml.ts';

const mostExchanges = 20;
const mostTrainingPoints = 2000;

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
  identity: { readonly connectionId: string; readonly endpointName: string },
): void {
  const { connectionId, endpointName } = identity;
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
  let newest = 0;
  const look = async () => {
    const turn = (newest += 1);
    // What a newer look has overtaken tells of the past.
    const isStale = () => turn !== newest || signal.aborted;
    try {
      const session = await openSession(signal);
      const next = await stateOf(services, session, endpointName, signal);
      if (isStale()) return;
      show(next.kind === 'ready' ? { ...next, ...kept } : whatWasKnown(state, next));
      if (next.kind !== 'ready' || next.endpoint.status !== 'Creating') return;
      await session.aws.waitInService(session.clients, endpointName, {
        signal,
        pollIntervalMs: session.pollIntervalMs,
      });
      if (!isStale()) await look();
    } catch (error) {
      if (isCancelled(error) || isStale()) return;
      log.error(error instanceof Error ? error : String(error));
      show({ kind: 'failed', endpointName, connection, failure: failureMessage(error) });
    }
  };
  const remember = (change: Partial<Kept>) => {
    kept = { ...kept, ...change };
    if (state.kind === 'ready') show({ ...state, ...kept });
  };
  page = connectPage<PredictContract>(panel.webview, {
    schemas: predictRequests,
    log,
    identity,
    onReady: () => page?.push('state', state),
    handlers: handlersOf(services, endpointName, {
      look,
      onExchange: (exchange) => remember({ asked: [exchange, ...kept.asked].slice(0, mostExchanges) }),
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
  panel.webview.html = pageHtml(panel.webview, extensionUri, 'predict', vscode.l10n.t('Predict'));
  void look();
}

/** What was asked on this page outlives an endpoint, and a while on another connection. */
type Kept = Pick<PredictReady, 'asked' | 'lastFile'>;

async function stateOf(
  services: PredictPanelServices,
  session: Session,
  endpointName: string,
  signal: AbortSignal,
): Promise<PredictState> {
  const connection = connectionLabel(session.connection);
  const details = await session.aws.describeEndpoint(session.clients, endpointName, signal);
  if (details === undefined) return { kind: 'gone', endpointName, connection, canDeployAgain: false };
  const record = await requireRunOfEndpoint(session, services.records, endpointName, details, signal);
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
  const { predictorType } = experiment;
  const classNames = preparation.classNames ?? [];
  const known = { predictorType, target, features, classNames, hasRun: true };
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
      ...judgedModel(evaluation),
      trainingPoints: predictorType === 'regressor' ? training.rows : [],
      hasHeldOutRows: true,
    };
  } catch (error) {
    signal.throwIfAborted();
    log.warn(error instanceof Error ? error.message : String(error));
    return { ...known, hasHeldOutRows: false };
  }
}

function judgedModel(
  evaluation: Evaluation,
): Pick<PredictModel, 'rmse' | 'coefficients' | 'binary' | 'classNames'> {
  switch (evaluation.predictorType) {
    case 'regressor': {
      const { metrics, coefficients } = evaluation;
      return { rmse: metrics.rmse, coefficients, classNames: [] };
    }
    case 'binary_classifier': {
      const { threshold, scoreKind, judgement, classNames } = evaluation;
      return { binary: { threshold, scoreKind, histogram: judgement.histogram }, classNames };
    }
    case 'multiclass_classifier':
      return { classNames: evaluation.classNames };
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
  let servedJob: string | undefined;
  const open = async (signal: AbortSignal) => {
    const session = await openSession(signal);
    const details = await session.aws.describeEndpoint(session.clients, endpointName, signal);
    const record = await requireRunOfEndpoint(session, records, endpointName, details, signal);
    servedJob = record.trainingJobName;
    return { session, record };
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
    deleteEndpoint: async (_, { signal }) => {
      await openSession(signal);
      return command('deleteEndpoint', { endpointName, confirmed: false });
    },
    deployAgain: () => command('deploy', servedJob === undefined ? {} : { trainingJobName: servedJob }),
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
  { invocation: { request, response }, answers }: Asked,
): Exchange {
  const { status, contentType, body, durationMs } = response;
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
    curl: curlOf(connection, request),
    boto3: boto3Of(connection, request),
  };
}

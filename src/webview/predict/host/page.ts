import { basename } from 'node:path';
import * as vscode from 'vscode';
import { billsMoney, connectionIdLabel } from '../../../aws/connections/types.ts';
import { runCommand } from '../../../contributions/runCommand.ts';
import type { EndpointLedger } from '../../../guard/journal/endpointLedger.ts';
import { dialogExtensions, formatOf } from '../../../data/shapes/tableFiles.ts';
import type { CommandArguments } from '../../../contributions/commands.ts';
import type { CommandId } from '../../../contributions/commandIds.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import { attentionToPanel } from '../../../platform/attention.ts';
import { inBackground } from '../../../platform/background.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import { sessionsOf } from '../../../runs/boundSession.ts';
import { openFile } from '../../../platform/prompts.ts';
import { untilNextPoll } from '../../../platform/untilNextPoll.ts';
import { standstillOf } from '../../../runs/connectionStates.ts';
import type { ConnectionStates } from '../../../runs/connectionStates.ts';
import { askHeldOutRows, askRows } from '../../../runs/ask.ts';
import type { Asked } from '../../../runs/ask.ts';
import { predictFile } from '../../../runs/predictFile.ts';
import { boto3Of, curlOf, invocationPath } from '../../../runs/exchanges.ts';
import type { Prices } from '../../../runs/prices/prices.ts';
import type { RunRecords } from '../../../runs/runRecords.ts';
import type { OpenSession, Session } from '../../../runs/session.ts';
import { requireRunOfEndpoint } from '../../../runs/sharedRuns.ts';
import { failureMessage, sharedHandlers } from '../../host/connectPage.ts';
import { shownEvaluation } from '../../host/shownEvaluation.ts';
import { openStatePage } from '../../host/statePage.ts';
import type { PageServices } from '../../host/statePage.ts';
import { predictRequests } from '../contract.ts';
import type {
  Exchange,
  FileWork,
  HeldOutAnswer,
  PredictContract,
  PredictedFile,
  PredictReady,
  PredictState,
} from '../contract.ts';
import type { RequestHandlers } from '../../contract/messages.ts';
import { curveOf } from './drawing.ts';
import type { Drawing } from './drawing.ts';
import { stateOf } from './state.ts';
import type { KnownModel } from './state.ts';
import { openFileWork } from './fileWork.ts';
import { whatWasKnown } from './goneEndpoint.ts';
import { watchEndpoint } from './watchEndpoint.ts';

const mostExchanges = 20;
/** Another machine may extend a lease, and a schedule may be lost: looked at as often as the keepers do. */
const leaseLookEveryMs = 5 * 60_000;

export interface PredictPanelServices extends PageServices {
  readonly engine: Engine;
  readonly openSession: OpenSession;
  readonly states: Pick<ConnectionStates, 'of' | 'onDidChange'>;
  readonly records: RunRecords;
  readonly prices: Pick<Prices, 'rates'>;
  readonly ledger: Pick<EndpointLedger, 'read'>;
  readonly log: vscode.LogOutputChannel;
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
  const services = { ...anywhere, openSession: sessionsOf(anywhere.openSession, connectionId) };
  const { log } = services;
  const connection = connectionIdLabel(connectionId);
  let kept: Kept = { asked: [] };
  let model: KnownModel | undefined;
  const page = openStatePage<PredictContract>(services, panel, {
    page: 'predict',
    heading: vscode.l10n.t('Predict {0}', endpointName),
    identity: { connectionId, endpointName, ...(servedJob === undefined ? {} : { servedJob }) },
    first: { kind: 'loading', endpointName, connection },
    schemas: predictRequests,
    send: (host, before, next) => {
      if (isOnlyWork(before, next)) host.push('update', { fileWork: next.fileWork });
      else host.push('state', next);
    },
    handlers: ({ signal: closed }) =>
      handlersOf(services, endpointName, {
        closed,
        look: () => look(),
        servedJob: () => servedJob,
        drawing: () => model?.drawing,
        onExchange: (exchange) => remember({ asked: [exchange, ...kept.asked].slice(0, mostExchanges) }),
        onFile: (lastFile) => remember({ lastFile }),
        onFileWork: (fileWork) => remember({ fileWork }),
      }),
  });
  const { state, show, signal } = page;
  /** Outlives the endpoint, and with the page's state the window. */
  const serves = (trainingJobName: string) => {
    if (trainingJobName === servedJob) return;
    servedJob = trainingJobName;
    page.identify({ connectionId, endpointName, servedJob });
  };
  const remember = (change: Partial<Kept>) => {
    kept = { ...kept, ...change };
    const now = state();
    if (now.kind === 'ready') show({ ...now, ...kept });
  };
  const onFailed = (error: unknown) => {
    const failure = failureMessage(error);
    const now = state();
    // A page that knows its endpoint goes on showing it, as it was when it was last reached.
    if (now.kind === 'ready' && failure.code !== 'other-connection') {
      if (now.lost !== undefined) return;
      show({ ...now, lost: { failure, since: new Date().toISOString() } });
    } else show({ kind: 'failed', endpointName, connection, failure });
    log.error(error instanceof Error ? error : String(error));
  };
  const attention = attentionToPanel(panel);
  const standstill = standstillOf(services.states, connectionId);
  const untilNext = (wantedMs: number) => untilNextPoll(wantedMs, { attention, standstill, signal });
  const look = endpointLooker(services, endpointName, signal, {
    servedJob: () => servedJob,
    known: () => model,
    untilNext,
    onFound: (next, found) => {
      model = found ?? model;
      if (next.kind === 'ready') serves(next.model.trainingJobName);
      show(next.kind === 'ready' ? { ...next, ...kept } : whatWasKnown(state(), next));
    },
    onFailed,
  });
  let askedAtMs = performance.now();
  const watch = watchEndpoint({
    shown: state,
    untilNext,
    isOld: () => performance.now() - askedAtMs > leaseLookEveryMs,
    status: async () => {
      const session = await services.openSession(signal);
      return (await session.aws.endpointState(endpointName, signal))?.status;
    },
    onChange() {
      // From when it was asked: a slow look would be overtaken at each poll.
      askedAtMs = performance.now();
      inBackground(log, look);
    },
    onFailed: (error) => {
      if (!isCancelled(error)) onFailed(error);
    },
  });
  page.own(
    services.onDidChange(() => inBackground(log, look)),
    // What was true when the page was hidden may no longer be.
    panel.onDidChangeViewState(() => {
      if (page.isVisible()) inBackground(log, watch.check);
    }),
  );
  inBackground(log, look);
  inBackground(log, watch.follow);
}

/** Whether nothing has changed but how far a file is. */
function isOnlyWork(before: PredictState, next: PredictState): next is PredictReady {
  if (before.kind !== 'ready' || next.kind !== 'ready') return false;
  const { model, endpoint, asked, lastFile, lost } = next;
  return (
    before.model === model &&
    before.endpoint === endpoint &&
    before.asked === asked &&
    before.lastFile === lastFile &&
    before.lost === lost
  );
}

interface Looking {
  readonly servedJob: () => string | undefined;
  readonly known: () => KnownModel | undefined;
  /** Waits until the user may see the result of the next poll. */
  readonly untilNext: (wantedMs: number) => Promise<void>;
  readonly onFound: (state: PredictState, model: KnownModel | undefined) => void;
  readonly onFailed: (error: unknown) => void;
}

/** Looks at the endpoint at each call, and again once its creation has ended. */
function endpointLooker(
  services: PredictPanelServices,
  endpointName: string,
  signal: AbortSignal,
  { servedJob, known, untilNext, onFound, onFailed }: Looking,
): () => Promise<void> {
  let newest = 0;
  const look = async () => {
    const turn = (newest += 1);
    // A newer look has begun: what this one finds is out of date.
    const isStale = () => turn !== newest || signal.aborted;
    try {
      const session = await services.openSession(signal);
      const asked = { endpointName, servedJob: servedJob(), known: known() };
      const { state: next, known: found } = await stateOf(services, session, asked, signal);
      if (isStale()) return;
      onFound(next, found);
      if (next.kind !== 'ready' || next.endpoint.status !== 'Creating') return;
      await session.aws.waitInService(endpointName, {
        signal,
        pollIntervalMs: session.pollIntervalMs,
        ...(billsMoney(session.connection) ? { wait: untilNext } : {}),
      });
      if (!isStale()) await look();
    } catch (error) {
      if (!isCancelled(error) && !isStale()) onFailed(error);
    }
  };
  return look;
}

/** Earlier predictions outlive an endpoint, and a while on another connection. */
type Kept = Pick<PredictReady, 'asked' | 'lastFile' | 'fileWork'>;

interface PageEvents {
  /** Aborted when the page is closed. */
  readonly closed: AbortSignal;
  readonly look: () => Promise<void>;
  readonly servedJob: () => string | undefined;
  readonly drawing: () => Drawing | undefined;
  readonly onExchange: (exchange: Exchange) => void;
  readonly onFile: (file: PredictedFile) => void;
  readonly onFileWork: (work: FileWork | undefined) => void;
}

function handlersOf(
  services: PredictPanelServices,
  endpointName: string,
  { closed, look, servedJob, drawing, onExchange, onFile, onFileWork }: PageEvents,
): RequestHandlers<PredictContract> {
  const { engine, openSession, records, log } = services;
  const open = async (signal: AbortSignal) => {
    const session = await openSession(signal);
    const details = await session.aws.describeEndpoint(endpointName, signal);
    const record = await requireRunOfEndpoint(session, records, endpointName, details, signal);
    return { session, record };
  };
  const command = async <Id extends CommandId>(id: Id, ...given: CommandArguments<Id>) => {
    await runCommand(id, ...given);
  };
  /** A request that fails may have met an endpoint that is no longer what the page shows. */
  const lookIfFailed = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (!isCancelled(error)) inBackground(log, look);
      throw error;
    }
  };
  const predict = async (
    { rows, contentType }: PredictContract['requests']['predict']['request'],
    signal: AbortSignal,
  ) => {
    const { session, record } = await open(signal);
    const askedAt = new Date().toISOString();
    const answer = await askRows(session, engine, record, { endpointName, rows, contentType }, signal);
    const exchange = await exchangeOf(session, askedAt, rows, answer);
    onExchange(exchange);
    return exchange;
  };
  const predictHeldOut = async (signal: AbortSignal): Promise<HeldOutAnswer> => {
    const { session, record } = await open(signal);
    const { trainingJobName } = record;
    const asked = await askHeldOutRows(session, engine, records, { endpointName, trainingJobName }, signal);
    const rowCount = asked.evaluation.pairs.length;
    return { ...asked, evaluation: shownEvaluation(asked.evaluation), rowCount };
  };
  const files = openFileWork({
    log,
    closed,
    onWork: onFileWork,
    async predict(path, options) {
      const { session, record } = await open(options.signal);
      return predictFile(session, engine, record, { endpointName, path }, options);
    },
  });
  const predictTable = async (path: string): Promise<PredictedFile> => {
    const { path: written, ...counts } = await files.run(path);
    lastFile = written;
    const file = { fileName: basename(written), ...counts };
    onFile(file);
    return file;
  };
  let lastFile: string | undefined;
  return {
    ...sharedHandlers,
    predict: (request, { signal }) => lookIfFailed(predict(request, signal)),
    curve: async (request, { signal }) => {
      const drawn = drawing();
      return drawn === undefined ? { line: [], points: [] } : curveOf(engine, drawn, request, signal);
    },
    predictHeldOut: (_, { signal }) => lookIfFailed(predictHeldOut(signal)),
    predictFile: async () => {
      const filters = { [vscode.l10n.t('Tables')]: [...dialogExtensions] };
      const uri = await openFile(vscode.l10n.t('Predict which file?'), filters).catch((error: unknown) => {
        if (isCancelled(error)) return undefined;
        throw error;
      });
      return uri === undefined ? null : lookIfFailed(predictTable(uri.fsPath));
    },
    cancelFile: async () => files.cancel(),
    openLastFile: async () => {
      if (lastFile === undefined) return;
      const uri = vscode.Uri.file(lastFile);
      const { format, compression } = formatOf(lastFile);
      const isText = format !== 'parquet' && compression === undefined;
      if (isText) await vscode.window.showTextDocument(uri);
      else await command('exploreData', uri);
    },
    openRun: async (_, { signal }) => {
      const { record } = await lookIfFailed(open(signal));
      await command('openRun', { trainingJobName: record.trainingJobName });
    },
    deleteEndpoint: async (_, { signal }) => {
      await openSession(signal);
      await command('deleteEndpoint', { endpointName, confirmed: false });
    },
    extendLease: async (_, { signal }) => {
      const { connectionId } = await openSession(signal);
      await command('extendLease', { endpointName, connectionId });
    },
    deployAgain: async (_, { signal }) => {
      await openSession(signal);
      const trainingJobName = servedJob();
      await command(
        'redeploy',
        trainingJobName === undefined ? { endpointName } : { trainingJobName, endpointName },
      );
    },
    refresh: () => look(),
  };
}

async function exchangeOf(
  { connection, endpointUrl }: Session,
  askedAt: string,
  rows: Exchange['rows'],
  { invocation: { request, response }, answers }: Asked,
): Promise<Exchange> {
  const { status, contentType, body, durationMs } = response;
  const runtime = { connection, runtimeUrl: await endpointUrl('sagemaker_runtime') };
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

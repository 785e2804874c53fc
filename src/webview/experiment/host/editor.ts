import { basename, dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { Connection } from '../../../aws/connections/types.ts';
import {
  connectionId,
  connectionLabel,
  needsLocalServer,
  trainsWithOwnLearner,
} from '../../../aws/connections/types.ts';
import { endpointPrice, referencePrice, referenceRegion, trainingPrice } from '../../../aws/costs.ts';
import { offeredInstanceTypes, pricedInstanceTypes } from '../../../aws/instanceTypes.ts';
import { pricesReadOn } from '../../../aws/prices/prices.ts';
import { runCommand, tableExtensions } from '../../../contributions.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import { parseExperiment } from '../../../data/experiment/parseExperiment.ts';
import { hyperparameterStrings } from '../../../data/shapes/experiment.ts';
import type { Experiment } from '../../../data/shapes/experiment.ts';
import { guessPredictorType } from '../../../data/experiment/guessPredictorType.ts';
import { whyUnusable } from '../../../data/experiment/usable.ts';
import type { Profile } from '../../../data/shapes/profile.ts';
import { nearest } from '../../../learner/hyperparameters/validate.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import type { Destinations } from '../../../runs/destinations.ts';
import type { RunRecords } from '../../../runs/runRecords.ts';
import type { TrainingStarts } from '../../../runs/trainingStarts.ts';
import type { Trust } from '../../../runs/trust.ts';
import { openFile } from '../../../platform/prompts.ts';
import { takeRemedy } from '../../../platform/remedies.ts';
import { connectPage, failureMessage, sharedHandlers } from '../../host/connectPage.ts';
import type { PageHost } from '../../host/connectPage.ts';
import { experimentRequests } from '../contract.ts';
import type {
  CostFacts,
  DatasetState,
  ExperimentContract,
  ExperimentReady,
  ExperimentState,
  PreflightState,
  RefusedEdit,
} from '../contract.ts';
import type { RequestHandlers } from '../../contract/messages.ts';
import { editsInTurn, withEdit, withTarget } from './experimentText.ts';
import type { EditedText } from './experimentText.ts';
import { hyperparameterFacts } from './hyperparameterFacts.ts';
import { showShell } from '../../host/pageHtml.ts';
import { priceOf } from '../../host/prices.ts';
import { translated } from '../../host/translated.ts';

interface ExperimentEditorServices {
  readonly engine: Engine;
  readonly log: vscode.LogOutputChannel;
  readonly extensionUri: vscode.Uri;
  readonly connection: () => Connection;
  readonly onDidChange: vscode.Event<void>;
  readonly destinations: Pick<Destinations, 'find'>;
  readonly records: Pick<RunRecords, 'newestOf'>;
  readonly starts: Pick<TrainingStarts<unknown>, 'stateOf' | 'onDidChange' | 'cancel'>;
  readonly trust: () => Promise<Pick<Trust, 'tableOf' | 'choose'>>;
}

/** Typing is followed by one look at the table, not one a letter. */
const settleMs = 150;

/** Fills the editor of a `*.linear.json`: a form over the text, which stays the one source. */
export function showExperiment(
  services: ExperimentEditorServices,
  document: vscode.TextDocument,
  panel: vscode.WebviewPanel,
): void {
  const { extensionUri, log } = services;
  let page: PageHost<ExperimentContract> | undefined;
  let state: ExperimentState = { kind: 'loading', fileName: basename(document.fileName) };
  let looking = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const { starts } = services;
  const show = (next: ExperimentState) => {
    state = next.kind === 'ready' ? { ...next, training: starts.stateOf(document.fileName) } : next;
    page?.push('state', state);
  };
  const look = () => {
    looking.abort();
    looking = new AbortController();
    const { signal } = looking;
    describe(services, document, state, show, signal).catch((error: unknown) => {
      if (!signal.aborted && !isCancelled(error)) log.error(error instanceof Error ? error : String(error));
    });
  };
  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, settleMs);
  };
  page = connectPage<ExperimentContract>(panel.webview, {
    schemas: experimentRequests,
    log,
    identity: {},
    onReady: () => page?.push('state', state),
    handlers: handlersOf(services, document, look, () => state),
  });
  const folder = vscode.Uri.joinPath(document.uri, '..');
  const tables = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, `*.{${tableExtensions.join(',')}}`),
  );
  const subscriptions = [
    tables,
    tables.onDidChange(lookSoon),
    tables.onDidCreate(lookSoon),
    tables.onDidDelete(lookSoon),
    services.onDidChange(lookSoon),
    starts.onDidChange((path) => path === document.fileName && show(state)),
    vscode.workspace.onDidChangeTextDocument((event) => event.document === document && lookSoon()),
    vscode.workspace.onDidSaveTextDocument((saved) => saved === document && lookSoon()),
  ];
  panel.onDidDispose(() => {
    clearTimeout(timer);
    looking.abort();
    page?.dispose();
    for (const subscription of subscriptions) subscription.dispose();
  });
  showShell(panel.webview, extensionUri, 'experiment', basename(document.fileName));
  look();
}

/** Reads the text and shows what it says at once, then what the table and the preflight say. */
async function describe(
  services: ExperimentEditorServices,
  document: vscode.TextDocument,
  before: ExperimentState,
  show: (state: ExperimentState) => void,
  signal: AbortSignal,
): Promise<void> {
  const fileName = basename(document.fileName);
  let experiment: Experiment;
  try {
    experiment = parseExperiment(document.getText(), document.fileName);
  } catch (error) {
    return show({
      kind: 'broken',
      fileName,
      failure: failureMessage(error),
      excerpt: excerptAt(document, error),
    });
  }
  const connection = services.connection();
  const known = before.kind === 'ready' ? before : undefined;
  const ready: ExperimentReady = {
    kind: 'ready',
    fileName,
    isSaved: !document.isDirty,
    experiment,
    connection: connectionLabel(connection),
    isEmbedded: needsLocalServer(connection),
    remembered: known?.connection === connectionLabel(connection) ? known.remembered : {},
    dataset: known?.dataset ?? { kind: 'loading' },
    preflight: known?.preflight ?? { kind: 'loading' },
    hyperparameters: hyperparameterFacts(experiment.predictorType, hyperparameterStrings(experiment)),
    instanceTypes,
    pricedTypes: {
      training: pricedInstanceTypes(connection, 'training'),
      hosting: pricedInstanceTypes(connection, 'hosting'),
    },
    cost: costOf(connection, experiment),
    training: { kind: 'idle' },
  };
  show(ready);
  const remembered = await rememberedOf(services, connectionId(connection), document.fileName);
  const table = await tableOf(services, document.fileName, experiment, signal);
  signal.throwIfAborted();
  show({ ...ready, remembered, ...table });
}

/** What the table and the preflight say; of a table that may not be read, that it may not. */
async function tableOf(
  services: ExperimentEditorServices,
  experimentPath: string,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Pick<ExperimentReady, 'dataset' | 'preflight'>> {
  const { trust, engine } = services;
  try {
    const path = await (await trust()).tableOf(experimentPath, experiment.dataset);
    const dataset = columnsOf(await engine.profile({ path }, { signal }), experiment.target);
    return { dataset, preflight: await preflightOf(services, path, experiment, signal) };
  } catch (error) {
    signal.throwIfAborted();
    const failed = { kind: 'failed', failure: failureMessage(error) } as const;
    return { dataset: failed, preflight: failed };
  }
}

async function rememberedOf(
  { destinations, records }: ExperimentEditorServices,
  connection: string,
  experimentPath: string,
): Promise<ExperimentReady['remembered']> {
  const bucket = (await destinations.find(connection))?.bucket;
  const newestRun = await records.newestOf(connection, experimentPath);
  return { ...(bucket === undefined ? {} : { bucket }), ...(newestRun === undefined ? {} : { newestRun }) };
}

const linesAround = 2;

/** The lines around the place of a failure, with what is not yet saved. */
function excerptAt(
  document: vscode.TextDocument,
  error: unknown,
): (ExperimentState & { kind: 'broken' })['excerpt'] {
  const place = placeSchema.safeParse(error).data?.facts;
  if (place === undefined) return [];
  const from = Math.max(1, place.line - linesAround);
  const to = Math.min(document.lineCount, place.line + linesAround);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({
    line: from + index,
    text: document.lineAt(from + index - 1).text,
  }));
}

const placeSchema = z.object({ facts: z.object({ line: z.int().check(z.minimum(1)) }) });

function columnsOf({ rowCount, columns, correlation }: Profile, target: string): DatasetState {
  const targetIndex = correlation.columns.indexOf(target);
  return {
    kind: 'known',
    rowCount,
    ...nearTargetOf(columns, target),
    columns: columns.map((column) => {
      const { name, type, missingCount, distinctCount, numeric } = column;
      const unusable = whyUnusable(column);
      const r = correlation.pearson[correlation.columns.indexOf(name)]?.[targetIndex];
      return {
        name,
        type,
        missingCount,
        distinctCount,
        isNumeric: numeric !== undefined,
        problem: guessPredictorType(column),
        ...(unusable === undefined ? {} : { unusable }),
        ...(numeric === undefined ? {} : { min: numeric.min, max: numeric.max }),
        ...(r === undefined || r === null || name === target ? {} : { correlation: r }),
      };
    }),
  };
}

function nearTargetOf(columns: Profile['columns'], target: string): { nearTarget?: string } {
  const names = columns.map(({ name }) => name);
  const near = names.includes(target) ? undefined : nearest(target, names);
  return near === undefined ? {} : { nearTarget: near };
}

async function preflightOf(
  { engine, connection }: ExperimentEditorServices,
  datasetPath: string,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<PreflightState> {
  try {
    const ownLearner = trainsWithOwnLearner(connection());
    const request = { datasetPath, experiment, ownLearner };
    return { kind: 'known', ...(await engine.preflight(request, { signal })) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'failed', failure: failureMessage(error) };
  }
}

const instanceTypes = {
  training: offeredInstanceTypes('training'),
  hosting: offeredInstanceTypes('hosting'),
};

function costOf(connection: Connection, { training, endpoint }: Experiment): CostFacts {
  return {
    training: priceOf(trainingPrice(connection, training.instanceType, training.instanceCount)),
    hosting: priceOf(endpointPrice(connection, endpoint.instanceType, endpoint.instanceCount)),
    pricesReadOn,
    onAws: {
      region: referenceRegion,
      training: priceOf(referencePrice('training', training.instanceType, training.instanceCount)),
      hosting: priceOf(referencePrice('hosting', endpoint.instanceType, endpoint.instanceCount)),
    },
  };
}

function handlersOf(
  { trust, starts }: Pick<ExperimentEditorServices, 'trust' | 'starts'>,
  document: vscode.TextDocument,
  look: () => void,
  shown: () => ExperimentState,
): RequestHandlers<ExperimentContract> {
  const edits = editsInTurn({
    read: () => document.getText(),
    write: (text) => replaceText(document, text),
  });
  const make = async (change: (text: string) => EditedText): Promise<RefusedEdit | null> => {
    const refused = await edits.edit(change);
    return refused === undefined ? null : { ...refused, expected: translated(refused.expected) };
  };
  const edit = (path: readonly string[], value: unknown) =>
    make((text) => withEdit(text, document.fileName, path, value));
  const tableUri = async () => {
    const { dataset } = parseExperiment(document.getText(), document.fileName);
    return vscode.Uri.file(await (await trust()).tableOf(document.fileName, dataset));
  };
  return {
    ...sharedHandlers,
    edit: async ({ path, value }) => edit(path, value),
    chooseTarget: async ({ target, predictorType }) =>
      make((text) => withTarget(text, document.fileName, target, predictorType)),
    train: async () => {
      await edits.settled();
      await document.save();
      const state = shown();
      const preflight = state.kind === 'ready' ? state.preflight : undefined;
      // What is trained on is the table that the page shows.
      const datasetSha256 = preflight?.kind === 'known' ? preflight.tableSha256 : undefined;
      await runCommand('train', document.uri, { datasetSha256 });
      return null;
    },
    cancelTraining: async () => {
      starts.cancel(document.fileName);
      return null;
    },
    openNewestRun: async () => {
      const state = shown();
      const trainingJobName = state.kind === 'ready' ? state.remembered.newestRun : undefined;
      if (trainingJobName !== undefined) await runCommand('openRun', { trainingJobName });
      return null;
    },
    exploreData: async () => {
      await runCommand('exploreData', await tableUri());
      return null;
    },
    openTable: async ({ line }) => {
      await takeRemedy({ kind: 'openFile', file: (await tableUri()).fsPath, line });
      return null;
    },
    chooseDataset: async () => {
      const chosen = await openFile(vscode.l10n.t('Train on which table?'), {
        [vscode.l10n.t('Tables')]: tableExtensions,
      });
      await (await trust()).choose(document.fileName, chosen.fsPath);
      const dataset = relative(dirname(document.fileName), chosen.fsPath).replaceAll(sep, '/');
      const refused = await edit(['dataset'], dataset);
      // The same name as before changes no text, but it may be read now.
      look();
      return refused;
    },
    editAsText: async () => {
      await vscode.commands.executeCommand('vscode.openWith', document.uri, 'default');
      return null;
    },
    switchConnection: async () => {
      await runCommand('switchConnection');
      return null;
    },
    readAgain: async () => {
      look();
      return null;
    },
  };
}

async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, whole, text);
  await vscode.workspace.applyEdit(edit);
}

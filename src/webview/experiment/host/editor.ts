import { basename, dirname, join, relative } from 'node:path';
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
import { openFile } from '../../../platform/prompts.ts';
import { takeRemedy } from '../../../platform/remedies.ts';
import { failureMessage, sharedHandlers } from '../../host/connectPage.ts';
import { openStatePage } from '../../host/statePage.ts';
import type { PageServices } from '../../host/statePage.ts';
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
import { priceOf } from '../../host/prices.ts';
import { translated } from '../../host/translated.ts';

interface ExperimentEditorServices extends PageServices {
  readonly engine: Engine;
  readonly connection: () => Connection;
  readonly onDidChange: vscode.Event<void>;
  readonly destinations: Pick<Destinations, 'find'>;
  readonly records: Pick<RunRecords, 'newestOf'>;
}

/** Typing is followed by one look at the table, not one a letter. */
const settleMs = 150;

/** Fills the editor of a `*.linear.json`: a form over the text, which stays the one source. */
export function showExperiment(
  services: ExperimentEditorServices,
  document: vscode.TextDocument,
  panel: vscode.WebviewPanel,
): void {
  const { log } = services;
  let looking = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    looking.abort();
    looking = new AbortController();
    const { signal } = looking;
    describe(services, document, page.state(), page.show, signal).catch((error: unknown) => {
      if (!signal.aborted && !isCancelled(error)) log.error(error instanceof Error ? error : String(error));
    });
  };
  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, settleMs);
  };
  const fileName = basename(document.fileName);
  const page = openStatePage<ExperimentContract>(services, panel, {
    page: 'experiment',
    heading: fileName,
    identity: {},
    first: { kind: 'loading', fileName },
    schemas: experimentRequests,
    handlers: ({ state }) => handlersOf(document, look, state),
  });
  const folder = vscode.Uri.joinPath(document.uri, '..');
  const tables = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*.{csv,tsv}'));
  page.own(
    tables,
    tables.onDidChange(lookSoon),
    tables.onDidCreate(lookSoon),
    tables.onDidDelete(lookSoon),
    services.onDidChange(lookSoon),
    vscode.workspace.onDidChangeTextDocument((event) => event.document === document && lookSoon()),
    vscode.workspace.onDidSaveTextDocument((saved) => saved === document && lookSoon()),
    {
      dispose() {
        clearTimeout(timer);
        looking.abort();
      },
    },
  );
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
  };
  show(ready);
  const remembered = await rememberedOf(services, connectionId(connection), document.fileName);
  const path = join(dirname(document.fileName), experiment.dataset);
  const dataset = await datasetOf(services.engine, path, experiment.target, signal);
  const preflight =
    dataset.kind === 'failed' ? dataset : await preflightOf(services, path, experiment, signal);
  signal.throwIfAborted();
  show({ ...ready, remembered, dataset, preflight });
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

async function datasetOf(
  engine: Engine,
  path: string,
  target: string,
  signal: AbortSignal,
): Promise<DatasetState> {
  try {
    return columnsOf(await engine.profile({ path }, { signal }), target);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'failed', failure: failureMessage(error) };
  }
}

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
  const tableUri = () => {
    const { dataset } = parseExperiment(document.getText(), document.fileName);
    return vscode.Uri.file(join(dirname(document.fileName), dataset));
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
      await vscode.commands.executeCommand('linearLearner.train', document.uri, { datasetSha256 });
    },
    openNewestRun: async () => {
      const state = shown();
      const trainingJobName = state.kind === 'ready' ? state.remembered.newestRun : undefined;
      if (trainingJobName !== undefined)
        await vscode.commands.executeCommand('linearLearner.openRun', { trainingJobName });
    },
    exploreData: async () => {
      await vscode.commands.executeCommand('linearLearner.exploreData', tableUri());
    },
    openTable: async ({ line }) => {
      await takeRemedy({ kind: 'openFile', file: tableUri().fsPath, line });
    },
    chooseDataset: async () => {
      const chosen = await openFile(vscode.l10n.t('Train on which table?'), {
        [vscode.l10n.t('Tables')]: ['csv', 'tsv'],
      });
      return edit(['dataset'], relative(dirname(document.fileName), chosen.fsPath).replaceAll('\\', '/'));
    },
    editAsText: async () => {
      await vscode.commands.executeCommand('vscode.openWith', document.uri, 'default');
    },
    switchConnection: async () => {
      await vscode.commands.executeCommand('linearLearner.switchConnection');
    },
    readAgain: async () => look(),
  };
}

async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, whole, text);
  await vscode.workspace.applyEdit(edit);
}

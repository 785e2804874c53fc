import { basename } from 'node:path';
import type * as vscode from 'vscode';
import * as z from 'zod/mini';
import {
  connectionId,
  connectionLabel,
  needsLocalServer,
  trainsWithOwnLearner,
} from '../../../aws/connections/types.ts';
import type { Connection } from '../../../aws/connections/types.ts';
import { endpointPrice, referencePrice, referenceRegion, trainingPrice } from '../../../aws/costs.ts';
import { offeredInstanceTypes, pricedInstanceTypes } from '../../../aws/instanceTypes.ts';
import type { RateBook } from '../../../aws/costs.ts';
import { pricesReadOn } from '../../../aws/prices/prices.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import { openProgress } from '../../../data/engine/progress.ts';
import { parseExperiment } from '../../../data/experiment/parseExperiment.ts';
import { hyperparameterStrings } from '../../../data/shapes/experiment.ts';
import type { Experiment } from '../../../data/shapes/experiment.ts';
import type { EstimatedProgress } from '../../../data/shapes/progress.ts';
import type { Preflight } from '../../../data/shapes/preflight.ts';
import type { FailureMessage } from '../../contract/messages.ts';
import type { Destinations } from '../../../runs/destinations.ts';
import type { Prices } from '../../../runs/prices/prices.ts';
import type { RunRecords } from '../../../runs/runRecords.ts';
import { pathOnThisMachine } from '../../../runs/s3Tables.ts';
import type { TableFinder } from '../../../runs/s3Tables.ts';
import type { Trust } from '../../../runs/trust.ts';
import { failureMessage } from '../../host/connectPage.ts';
import { priceOf } from '../../host/prices.ts';
import type { CostFacts, ExperimentReady, ExperimentState, PreflightState } from '../contract.ts';
import { hyperparameterFacts } from './hyperparameterFacts.ts';
import { featureKey, featuresFacts, featuresOf } from './knownColumns.ts';
import type { KnownColumns } from './knownColumns.ts';
import { datasetOf, readColumns } from './tableColumns.ts';
import type { TableColumns } from './tableColumns.ts';

export interface DescribeServices {
  readonly engine: Pick<Engine, 'describeColumns' | 'preflight'>;
  readonly connection: () => Connection;
  readonly prices: Pick<Prices, 'rates'>;
  readonly destinations: Pick<Destinations, 'find'>;
  readonly records: Pick<RunRecords, 'newestOf'>;
  readonly trust: () => Promise<Pick<Trust, 'tableOf'>>;
  readonly openSession: TableFinder['openSession'];
  readonly s3Tables: TableFinder['s3Tables'];
}

/** The text of an experiment file, with what is not yet saved. */
type ExperimentDocument = Pick<vscode.TextDocument, 'fileName' | 'getText' | 'isDirty' | 'lineCount'> & {
  lineAt(line: number): Pick<vscode.TextLine, 'text'>;
};

/** What the page is shown, and what it can request of it. */
export interface Described {
  readonly state: ExperimentState;
  /** Local path of the table's bytes, once they were read. */
  readonly path?: string;
  /** Of an experiment whose table was read. */
  readonly table?: TableColumns;
  readonly columns?: KnownColumns;
}

/** Parses the text and shows it at once, then with the table's columns and the preflight. */
export async function describeExperiment(
  services: DescribeServices,
  document: ExperimentDocument,
  before: Described,
  show: (described: Described) => void,
  signal: AbortSignal,
): Promise<void> {
  const fileName = basename(document.fileName);
  let experiment: Experiment;
  try {
    experiment = parseExperiment(document.getText(), document.fileName);
  } catch (error) {
    const failure = failureMessage(error);
    return show({ state: { kind: 'broken', fileName, failure, excerpt: excerptAt(document, error) } });
  }
  const connection = services.connection();
  const rates = await services.prices.rates();
  signal.throwIfAborted();
  const known = before.state.kind === 'ready' ? before.state : undefined;
  const stillKnown = known?.experiment.dataset === experiment.dataset ? before : undefined;
  const table = tableStillKnown(stillKnown?.table, known?.experiment.target === experiment.target);
  const first = table && columnsOf(experiment, table, stillKnown?.columns?.outputCounts ?? new Map());
  const ready: ExperimentReady = {
    kind: 'ready',
    fileName,
    isSaved: !document.isDirty,
    experiment: shownExperiment(experiment),
    features: featuresFacts(first ?? columnsOf(experiment, { columns: [] }, new Map())),
    connection: connectionLabel(connection),
    isEmbedded: needsLocalServer(connection),
    remembered: known?.connection === connectionLabel(connection) ? known.remembered : {},
    dataset: table === undefined ? { kind: 'loading' } : datasetOf(table, experiment),
    preflight: known?.preflight ?? { kind: 'loading' },
    isChecking: true,
    hyperparameters: hyperparameterFacts(experiment.predictorType, hyperparameterStrings(experiment)),
    instanceTypes,
    pricedTypes: {
      training: pricedInstanceTypes(connection, 'training', rates),
      hosting: pricedInstanceTypes(connection, 'hosting', rates),
    },
    cost: costOf(connection, experiment, rates),
    training: { kind: 'idle' },
  };
  show({ state: ready, ...(table === undefined || first === undefined ? {} : { table, columns: first }) });
  const remembered = await rememberedOf(services, connectionId(connection), document.fileName);
  const onDownload = (progress: EstimatedProgress) => {
    if (!signal.aborted && table === undefined)
      show({ state: { ...ready, dataset: { kind: 'loading', progress } } });
  };
  const looked = await lookAtTable(services, document.fileName, experiment, onDownload, signal);
  signal.throwIfAborted();
  const { columns } = looked;
  show({
    ...looked,
    state: {
      ...ready,
      ...looked.state,
      ...(columns === undefined ? {} : { features: featuresFacts(columns) }),
      remembered,
      isChecking: false,
    },
  });
}

function shownExperiment(experiment: Experiment): ExperimentReady['experiment'] {
  const { features: _, columns: __, ...shown } = experiment;
  return shown;
}

/** What was read of the table, as far as it is about the experiment of now: correlations are with the target. */
function tableStillKnown(table: TableColumns | undefined, isTarget: boolean): TableColumns | undefined {
  if (table === undefined || isTarget) return table;
  const columns = table.columns.map((column) => {
    const { correlation: _, range: __, isLeak: ___, ...rest } = column;
    return rest;
  });
  return { ...table, columns };
}

function columnsOf(
  experiment: Experiment,
  { columns: facts }: Pick<TableColumns, 'columns'>,
  outputCounts: KnownColumns['outputCounts'],
): KnownColumns {
  return { facts, experiment, features: featuresOf(experiment, facts), outputCounts };
}

async function rememberedOf(
  { destinations, records }: DescribeServices,
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
  document: ExperimentDocument,
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

/** The table and its preflight, or why they may not or cannot be read. */
async function lookAtTable(
  services: DescribeServices,
  experimentPath: string,
  experiment: Experiment,
  onDownload: (progress: EstimatedProgress) => void,
  signal: AbortSignal,
): Promise<Omit<Described, 'state'> & { readonly state: Pick<ExperimentReady, 'dataset' | 'preflight'> }> {
  const { trust, engine } = services;
  try {
    const named = await (await trust()).tableOf(experimentPath, experiment.dataset);
    const path = await pathOnThisMachine(services, named, { signal, onProgress: openProgress(onDownload) });
    const table = await readColumns(engine, path, experiment, signal);
    const preflight = await preflightOf(services, path, experiment, signal);
    const features = featuresOf(experiment, table.columns);
    const counts = preflight.kind === 'known' ? preflight.outputCounts : [];
    const outputCounts = new Map(
      counts.flatMap((count, index) => {
        const feature = features[index];
        return feature === undefined ? [] : [[featureKey(feature), count] as const];
      }),
    );
    return {
      state: { dataset: datasetOf(table, experiment), preflight: shownPreflight(preflight) },
      path,
      table,
      columns: columnsOf(experiment, table, outputCounts),
    };
  } catch (error) {
    signal.throwIfAborted();
    const failed = { kind: 'failed', failure: failureMessage(error) } as const;
    return { state: { dataset: failed, preflight: failed } };
  }
}

const mostItems = 40;

/** The most important checks; counts of single features come with the columns. */
function shownPreflight(preflight: LookedPreflight): PreflightState {
  if (preflight.kind === 'failed') return preflight;
  const { outputCounts: _, items, ...rest } = preflight;
  return { ...rest, items: items.slice(0, mostItems), itemCount: items.length };
}

type LookedPreflight =
  | { readonly kind: 'failed'; readonly failure: FailureMessage }
  | ({ readonly kind: 'known' } & Preflight);

async function preflightOf(
  { engine, connection }: DescribeServices,
  datasetPath: string,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<LookedPreflight> {
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

function costOf(
  connection: Connection,
  { training, endpoint }: Pick<Experiment, 'training' | 'endpoint'>,
  rates: RateBook,
): CostFacts {
  const here = [
    trainingPrice(connection, training.instanceType, training.instanceCount, rates),
    endpointPrice(connection, endpoint.instanceType, endpoint.instanceCount, rates),
  ] as const;
  const onAws = [
    referencePrice('training', training.instanceType, training.instanceCount, rates),
    referencePrice('hosting', endpoint.instanceType, endpoint.instanceCount, rates),
  ] as const;
  const days = [...here, ...onAws].flatMap((rate) => (rate.kind === 'known' ? [rate.publishedOn] : []));
  return {
    training: priceOf(here[0]),
    hosting: priceOf(here[1]),
    // The oldest says how old the estimate may be.
    pricesReadOn: days.toSorted()[0] ?? pricesReadOn,
    onAws: { region: referenceRegion, training: priceOf(onAws[0]), hosting: priceOf(onAws[1]) },
  };
}

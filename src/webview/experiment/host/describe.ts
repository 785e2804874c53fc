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
import { pricesReadOn } from '../../../aws/prices/prices.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import { guessPredictorType } from '../../../data/experiment/guessPredictorType.ts';
import { parseExperiment } from '../../../data/experiment/parseExperiment.ts';
import { suggestFeature } from '../../../data/experiment/suggestFeatures.ts';
import { whyUnusable } from '../../../data/experiment/usable.ts';
import { hyperparameterStrings } from '../../../data/shapes/experiment.ts';
import type { Experiment } from '../../../data/shapes/experiment.ts';
import type { ColumnOutline } from '../../../data/shapes/profile.ts';
import { nearest } from '../../../learner/hyperparameters/validate.ts';
import type { Destinations } from '../../../runs/destinations.ts';
import type { RunRecords } from '../../../runs/runRecords.ts';
import type { Trust } from '../../../runs/trust.ts';
import { failureMessage } from '../../host/connectPage.ts';
import { priceOf } from '../../host/prices.ts';
import type {
  CostFacts,
  DatasetState,
  ExperimentReady,
  ExperimentState,
  PreflightState,
} from '../contract.ts';
import { hyperparameterFacts } from './hyperparameterFacts.ts';

export interface DescribeServices {
  readonly engine: Pick<Engine, 'describeColumns' | 'preflight'>;
  readonly connection: () => Connection;
  readonly destinations: Pick<Destinations, 'find'>;
  readonly records: Pick<RunRecords, 'newestOf'>;
  readonly trust: () => Promise<Pick<Trust, 'tableOf'>>;
}

/** The text of an experiment file, with what is not yet saved. */
type ExperimentDocument = Pick<vscode.TextDocument, 'fileName' | 'getText' | 'isDirty' | 'lineCount'> & {
  lineAt(line: number): Pick<vscode.TextLine, 'text'>;
};

/** Parses the text and shows it at once, then with the table's columns and the preflight. */
export async function describeExperiment(
  services: DescribeServices,
  document: ExperimentDocument,
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
    dataset: datasetStillKnown(known, experiment),
    preflight: known?.preflight ?? { kind: 'loading' },
    isChecking: true,
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
  show({ ...ready, remembered, ...table, isChecking: false });
}

/** What was read of the table, as far as it is about the experiment of now: its relations are with the target. */
function datasetStillKnown(known: ExperimentReady | undefined, experiment: Experiment): DatasetState {
  if (known === undefined || known.experiment.dataset !== experiment.dataset) return { kind: 'loading' };
  const { dataset } = known;
  if (dataset.kind !== 'known' || known.experiment.target === experiment.target) return dataset;
  const { nearTarget: _, ...rest } = dataset;
  return { ...rest, columns: dataset.columns.map(({ correlation: __, ...column }) => column) };
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
async function tableOf(
  services: DescribeServices,
  experimentPath: string,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Pick<ExperimentReady, 'dataset' | 'preflight'>> {
  const { trust, engine } = services;
  try {
    const path = await (await trust()).tableOf(experimentPath, experiment.dataset);
    const dataset = columnsOf(await outlinesOf(engine, path, experiment, signal), experiment.target);
    return { dataset, preflight: await preflightOf(services, path, experiment, signal) };
  } catch (error) {
    signal.throwIfAborted();
    const failed = { kind: 'failed', failure: failureMessage(error) } as const;
    return { dataset: failed, preflight: failed };
  }
}

/** All columns: a wide table is described in several answers. */
async function outlinesOf(
  engine: DescribeServices['engine'],
  path: string,
  { read, columns: given, target }: Experiment,
  signal: AbortSignal,
) {
  let columns: readonly ColumnOutline[] = [];
  for (;;) {
    const request = { path, read, columns: given, target, firstColumn: columns.length };
    const answer = await engine.describeColumns(request, { signal });
    columns = [...columns, ...answer.columns];
    if (columns.length >= answer.columnCount || answer.columns.length === 0)
      return { rowCount: answer.rowCount, columns };
  }
}

function columnsOf(
  { rowCount, columns }: { readonly rowCount: number; readonly columns: readonly ColumnOutline[] },
  target: string,
): DatasetState {
  return {
    kind: 'known',
    rowCount,
    ...nearTargetOf(columns, target),
    columns: columns.map((column) => {
      const { name, type, missingCount, distinctCount, min, max, correlation } = column;
      const unusable = whyUnusable(column);
      const suggested = suggestFeature(column);
      return {
        name,
        type,
        missingCount,
        distinctCount,
        isNumeric: min !== undefined,
        problem: guessPredictorType(column),
        ...(unusable === undefined ? {} : { unusable }),
        ...(suggested === undefined ? {} : { suggested }),
        ...(min === undefined || max === undefined ? {} : { min, max }),
        ...(correlation === null || name === target ? {} : { correlation }),
      };
    }),
  };
}

function nearTargetOf(columns: readonly ColumnOutline[], target: string): { nearTarget?: string } {
  const names = columns.map(({ name }) => name);
  const near = names.includes(target) ? undefined : nearest(target, names);
  return near === undefined ? {} : { nearTarget: near };
}

async function preflightOf(
  { engine, connection }: DescribeServices,
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

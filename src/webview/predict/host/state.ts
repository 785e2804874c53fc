import * as vscode from 'vscode';
import { connectionLabel } from '../../../aws/connections/types.ts';
import { endpointPrice } from '../../../aws/costs.ts';
import type { RateBook } from '../../../aws/costs.ts';
import type { EndpointDetails } from '../../../aws/endpoints.ts';
import { fieldsOf } from '../../../data/fields/fieldsOf.ts';
import { widthOf } from '../../../data/shapes/encoders/width.ts';
import type { EndpointLedger } from '../../../guard/journal/endpointLedger.ts';
import type { Preparation } from '../../../data/shapes/preparation.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import type { Evaluation } from '../../../learner/metrics/evaluation.ts';
import { type KeptLease, type LeaseKeepers, lookAtLease } from '../../../runs/leaseKeepers.ts';
import { evaluateRun } from '../../../runs/evaluate.ts';
import type { Prices } from '../../../runs/prices/prices.ts';
import type { RunRecord, RunRecords } from '../../../runs/runRecords.ts';
import type { Session } from '../../../runs/session.ts';
import { requireRunOfEndpoint } from '../../../runs/sharedRuns.ts';
import type {
  EndpointKeeper,
  EndpointLease,
  EndpointPrice,
  PredictModel,
  PredictState,
} from '../contract.ts';
import type { Drawing } from './drawing.ts';
import { shownFields } from './shownFields.ts';

const mostTrainingPoints = 2000;
/** Numbers of all training points together: of a wide table there are fewer rows. */
const mostTrainingNumbers = 40_000;

interface ModelServices {
  readonly engine: Engine;
  readonly records: RunRecords;
  readonly prices: Pick<Prices, 'rates'>;
  readonly ledger: Pick<EndpointLedger, 'read'>;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
}

interface Asked {
  readonly endpointName: string;
  /** Its training job, as far as this page has known it before. */
  readonly servedJob: string | undefined;
  /** What the page knows of a model already. */
  readonly known: KnownModel | undefined;
}

/** A model as the page shows it, and what it is drawn from. */
export interface KnownModel {
  readonly shown: PredictModel;
  readonly drawing?: Drawing | undefined;
}

/** The endpoint as the service describes it, and what this machine knows of its model. */
export async function stateOf(
  services: ModelServices,
  session: Session,
  { endpointName, servedJob, known }: Asked,
  signal: AbortSignal,
): Promise<{ readonly state: PredictState; readonly known?: KnownModel }> {
  const connection = connectionLabel(session.connection);
  const details = await session.aws.describeEndpoint(endpointName, signal);
  if (details === undefined) {
    const record =
      servedJob === undefined ? undefined : await services.records.find(session.connectionId, servedJob);
    const served = record && { trainingJobName: record.trainingJobName, target: record.preparation.target };
    return { state: { kind: 'gone', endpointName, connection, ...served } };
  }
  const record = await requireRunOfEndpoint(session, services.records, endpointName, details, signal);
  const [model, lease, rates] = await Promise.all([
    isOfRun(known, record) ? known : modelOf(services, session, record, signal),
    lookAtLease(session, services.ledger, details, signal),
    services.prices.rates(),
  ]);
  const state: PredictState = {
    kind: 'ready',
    endpoint: {
      name: endpointName,
      connection,
      status: details.status,
      ...(details.failureReason === undefined ? {} : { failureReason: details.failureReason }),
      instanceType: details.instanceType,
      instanceCount: details.instanceCount,
      price: priceOf(session, details, rates),
      createdAt: new Date(details.createdAt).toISOString(),
      lease: leaseOf(lease),
    },
    model: model.shown,
    asked: [],
  };
  return { state, known: model };
}

/** A model never changes: what is known of it whole is not read again. */
const isOfRun = (known: KnownModel | undefined, record: RunRecord): known is KnownModel =>
  known?.shown.hasHeldOutRows === true && known.shown.trainingJobName === record.trainingJobName;

function priceOf(
  { connection }: Session,
  { instanceType, instanceCount }: EndpointDetails,
  rates: RateBook,
): EndpointPrice {
  const price = endpointPrice(connection, instanceType, instanceCount, rates);
  if (price.kind === 'free') return price;
  if (price.kind === 'unknown') return { kind: 'unknown', instanceType };
  const source = vscode.l10n.t('On-demand price of hosting on {0}', instanceType);
  return { kind: 'hourly', usdPerHour: price.usdPerHour, source };
}

function leaseOf(lease: KeptLease): EndpointLease {
  if (lease.kind !== 'until') return lease;
  // AWS's clock counts; the page counts down by that of this machine.
  return {
    kind: 'until',
    endsAt: new Date(Date.now() + lease.leftMs).toISOString(),
    keepers: keepersOf(lease.keepers),
  };
}

function keepersOf(keepers: LeaseKeepers): readonly EndpointKeeper[] {
  if (keepers.kind === 'embedded-server') return [{ who: 'embedded-server', state: 'on' }];
  const state = keepers.isOwn ? 'on' : 'not-yours';
  return [
    { who: 'open-window', state },
    { who: 'next-start', state },
    { who: 'aws', state: scheduleStates[keepers.schedule.kind] },
  ];
}

const scheduleStates = {
  armed: 'on',
  missing: 'no-schedule',
  'without-role': 'no-role',
  unknown: 'unknown',
} as const;

/** What the page shows of the model; held-out figures are left out when the artifact cannot be read here. */
async function modelOf(
  { engine, records, log }: ModelServices,
  session: Session,
  record: RunRecord,
  signal: AbortSignal,
): Promise<KnownModel> {
  const { preparation, experiment, trainPath, trainingJobName } = record;
  const { target, targetTransform } = preparation;
  const { predictorType } = experiment;
  const known = {
    predictorType,
    target,
    fields: shownFields(fieldsOf(preparation.features)),
    classNames: preparation.classNames ?? [],
    trainingJobName,
    hasCurve: false,
    ...(targetTransform === undefined ? {} : { targetTransform }),
  };
  try {
    const [evaluation, training] = await Promise.all([
      evaluateRun(session, engine, records, trainingJobName, signal),
      engine.sampleRows(
        { path: trainPath, format: experiment.format, limit: rowsDrawn(preparation) },
        { signal },
      ),
    ]);
    const shown = {
      ...known,
      trainingRowCount: training.rowCount,
      ...judgedModel(evaluation),
      hasHeldOutRows: true,
    };
    if (evaluation.predictorType !== 'regressor') return { shown };
    const { coefficients } = evaluation;
    return {
      shown: { ...shown, hasCurve: true },
      drawing: { preparation, coefficients, rows: training.rows },
    };
  } catch (error) {
    signal.throwIfAborted();
    log.warn(error instanceof Error ? error.message : String(error));
    return { shown: { ...known, hasHeldOutRows: false } };
  }
}

function rowsDrawn({ features }: Preparation): number {
  const columnCount = features.reduce((sum, feature) => sum + widthOf(feature), 0);
  return Math.max(1, Math.min(mostTrainingPoints, Math.floor(mostTrainingNumbers / (columnCount + 1))));
}

function judgedModel(evaluation: Evaluation): Pick<PredictModel, 'rmse' | 'binary' | 'classNames'> {
  switch (evaluation.predictorType) {
    case 'regressor':
      return { rmse: evaluation.metrics.rmse, classNames: [] };
    case 'binary_classifier': {
      const { threshold, scoreKind, judgement, classNames } = evaluation;
      return { binary: { threshold, scoreKind, histogram: judgement.histogram }, classNames };
    }
    case 'multiclass_classifier':
      return { classNames: evaluation.classNames };
  }
}

import * as vscode from 'vscode';
import { connectionLabel } from '../../../aws/connections/types.ts';
import { endpointPrice } from '../../../aws/costs.ts';
import type { EndpointDetails } from '../../../aws/endpoints.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import type { Evaluation } from '../../../learner/metrics/evaluation.ts';
import { evaluateRun } from '../../../runs/evaluate.ts';
import type { RunRecord, RunRecords } from '../../../runs/runRecords.ts';
import type { Session } from '../../../runs/session.ts';
import { requireRunOfEndpoint } from '../../../runs/sharedRuns.ts';
import { columnCountOf, predictFeature } from './predictFeature.ts';
import type { EndpointPrice, PredictModel, PredictState } from '../contract.ts';

const mostTrainingPoints = 2000;
/** Numbers of all training points together: of a wide table the page gets fewer rows. */
const mostTrainingNumbers = 40_000;

interface ModelServices {
  readonly engine: Engine;
  readonly records: RunRecords;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
}

interface Asked {
  readonly endpointName: string;
  /** Its training job, as far as this page has known it before. */
  readonly servedJob: string | undefined;
  /** What the page shows of a model already. */
  readonly known: PredictModel | undefined;
}

/** The endpoint as the service describes it, and what this machine knows of its model. */
export async function stateOf(
  services: ModelServices,
  session: Session,
  { endpointName, servedJob, known }: Asked,
  signal: AbortSignal,
): Promise<PredictState> {
  const connection = connectionLabel(session.connection);
  const details = await session.aws.describeEndpoint(endpointName, signal);
  if (details === undefined) {
    const record =
      servedJob === undefined ? undefined : await services.records.find(session.connectionId, servedJob);
    const served = record && { trainingJobName: record.trainingJobName, target: record.preparation.target };
    return { kind: 'gone', endpointName, connection, ...served };
  }
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
    model: isOfRun(known, record) ? known : await modelOf(services, session, record, signal),
    asked: [],
  };
}

/** A model never changes: what is known of it whole is not read again. */
const isOfRun = (known: PredictModel | undefined, record: RunRecord): known is PredictModel =>
  known?.hasHeldOutRows === true && known.trainingJobName === record.trainingJobName;

function priceOf({ connection }: Session, { instanceType, instanceCount }: EndpointDetails): EndpointPrice {
  const price = endpointPrice(connection, instanceType, instanceCount);
  if (price === 'free') return { kind: 'free' };
  if (price === 'unknown') return { kind: 'unknown', instanceType };
  const source = vscode.l10n.t('On-demand price of hosting on {0}', instanceType);
  return { kind: 'hourly', usdPerHour: price.usdPerHour, source };
}

/** What the page draws of the model; held-out figures are left out when the artifact cannot be read here. */
async function modelOf(
  { engine, records, log }: ModelServices,
  session: Session,
  record: RunRecord,
  signal: AbortSignal,
): Promise<PredictModel> {
  const { preparation, experiment, trainPath, trainingJobName } = record;
  const { target } = preparation;
  const features = preparation.features.map(predictFeature);
  const { predictorType } = experiment;
  const classNames = preparation.classNames ?? [];
  const known = { predictorType, target, features, classNames, trainingJobName };
  const limit = Math.max(
    1,
    Math.min(mostTrainingPoints, Math.floor(mostTrainingNumbers / (columnCountOf(preparation.features) + 1))),
  );
  try {
    const [evaluation, training] = await Promise.all([
      evaluateRun(session, engine, records, trainingJobName, signal),
      engine.sampleRows({ path: trainPath, format: experiment.format, limit }, { signal }),
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

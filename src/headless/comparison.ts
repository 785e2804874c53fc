import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { billsMoney, connectionId, localConnection } from '../aws/connections/types.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { isMissing } from '../files/errors.ts';
import type { Evaluation } from '../learner/metrics/evaluation.ts';
import { higherIsBetter, mainMetricOf, metricNamesOf } from '../learner/metrics/metricNames.ts';
import type { MetricName } from '../learner/metrics/metricNames.ts';
import { namedMetrics } from '../learner/metrics/namedMetrics.ts';
import { evaluateRun } from '../runs/evaluate.ts';
import { evaluationSchema } from '../runs/evaluationSchema.ts';
import { readJsonFile } from '../runs/jsonFiles.ts';
import { openRunRecords } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';
import { findRun, sharedEvaluation } from '../runs/sharedRuns.ts';
import { headlessFailure } from './errors.ts';
import { machineFolders } from './machineFolders.ts';
import type { Services } from './services.ts';

/** The run that a model is compared with. */
export interface OtherRun {
  /** As it was given: a training job or a folder. */
  readonly name: string;
  readonly evaluation: Evaluation;
}

/** What has changed since the other run, in the metric that runs are ranked by and in all others. */
export interface Comparison {
  readonly with: string;
  readonly metric: MetricName;
  readonly own: number | null;
  readonly other: number | null;
  /** How much better the model is than the other run's; null where one of them has no such metric. */
  readonly better: number | null;
  /** Own less the other's, of every metric that both have. */
  readonly differences: Readonly<Partial<Record<MetricName, number>>>;
}

/** The evaluation of a folder that --out has made, or of a training job of the connection or of this machine. Throws 'run-not-found'. */
export async function findOtherRun(
  services: Services,
  session: Session,
  name: string,
  signal: AbortSignal,
): Promise<OtherRun> {
  const evaluation = (await isFolder(name))
    ? await readJsonFile(join(resolve(name), 'evaluation.json'), evaluationSchema)
    : ((await keptEvaluation(session.connectionId, name)) ??
      (billsMoney(session.connection) ? await evaluationOnAws(services, session, name, signal) : undefined) ??
      (await keptEvaluation(connectionId(localConnection), name)));
  if (evaluation !== undefined) return { name, evaluation };
  throw headlessFailure(
    'run-not-found',
    { run: name },
    `There is no evaluation of ${name}: it is neither a folder that --out has made, nor an evaluated training job of the connection or of VS Code on this machine.`,
  );
}

async function isFolder(name: string): Promise<boolean> {
  try {
    return (await stat(resolve(name))).isDirectory();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** What VS Code keeps on this machine. */
async function keptEvaluation(connection: string, trainingJobName: string): Promise<Evaluation | undefined> {
  for (const folder of machineFolders()) {
    const path = join(openRunRecords(folder).folderOf(connection, trainingJobName), 'evaluation.json');
    const evaluation = await readJsonFile(path, evaluationSchema);
    if (evaluation !== undefined) return evaluation;
  }
  return undefined;
}

async function evaluationOnAws(
  { engine, records }: Services,
  session: Session,
  trainingJobName: string,
  signal: AbortSignal,
): Promise<Evaluation | undefined> {
  const run = await findRun(session, records, trainingJobName, signal);
  if (run === undefined) return undefined;
  const shared = await sharedEvaluation(session, run, signal);
  return shared ?? evaluateRun(session, engine, records, trainingJobName, signal);
}

/** Before anything is trained: throws 'runs-not-comparable'. */
export function requireComparable(
  { name, evaluation }: OtherRun,
  { predictorType, target }: Experiment,
): void {
  const reason =
    evaluation.predictorType !== predictorType
      ? `it is a ${evaluation.predictorType}, and this is a ${predictorType}`
      : evaluation.target !== target
        ? `it predicts ${evaluation.target}, and this predicts ${target}`
        : undefined;
  if (reason === undefined) return;
  throw headlessFailure(
    'runs-not-comparable',
    { run: name, reason },
    `${name} cannot be compared with: ${reason}.`,
  );
}

export function comparisonOf(evaluation: Evaluation, { name, evaluation: before }: OtherRun): Comparison {
  const [own, other] = [namedMetrics(evaluation), namedMetrics(before)];
  const metric = mainMetricOf(evaluation.predictorType);
  const differences = Object.fromEntries(
    metricNamesOf(evaluation.predictorType).flatMap((each) => {
      const [a, b] = [own[each], other[each]];
      return a === undefined || b === undefined ? [] : [[each, a - b]];
    }),
  );
  const difference = differences[metric];
  return {
    with: name,
    metric,
    own: own[metric] ?? null,
    other: other[metric] ?? null,
    better: difference === undefined ? null : higherIsBetter(metric) ? difference : -difference,
    differences,
  };
}

import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { billsMoney, connectionId, localConnection } from '../aws/connections/types.ts';
import { verdictOf } from '../data/comparison/verdict.ts';
import type { Verdict } from '../data/comparison/verdict.ts';
import { verdictWords } from '../data/comparison/verdictWords.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import type { Evaluation } from '../learner/metrics/evaluation.ts';
import { higherIsBetter, mainMetricOf, metricNamesOf } from '../learner/metrics/metricNames.ts';
import type { MetricName } from '../learner/metrics/metricNames.ts';
import { namedMetrics } from '../learner/metrics/namedMetrics.ts';
import { sayFinding } from '../platform/explanations/words.ts';
import { attemptToRead, differencesOf } from '../runs/compare/compareRuns.ts';
import type { Attempt } from '../runs/compare/compareRuns.ts';
import { evaluateRun } from '../runs/evaluate.ts';
import { heldOutSideOf } from '../runs/fingerprints.ts';
import { readRunFolder } from '../runs/history/runFolder.ts';
import { keptEvaluation } from '../runs/keptEvaluation.ts';
import { hashOf, runsFolder } from '../runs/runRecords.ts';
import { openRunRecords } from '../runs/openRunRecords.ts';
import type { RunRecord } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';
import { findRun, sharedEvaluation } from '../runs/sharedRuns.ts';
import { headlessFailure } from './errors.ts';
import { folderSide } from './folderRun.ts';
import { machineFolders } from './machineFolders.ts';
import type { Services } from './services.ts';

/** The run that a model is compared with. */
export interface OtherRun {
  /** As it was given: a training job or a folder. */
  readonly name: string;
  readonly evaluation: Evaluation;
  /** Its records, or what a folder of files has of them. */
  readonly records:
    | { readonly kind: 'run'; readonly read: (signal: AbortSignal) => Promise<Attempt> }
    | { readonly kind: 'folder' };
}

/** What the common held-out rows say of two models, or why they say nothing. */
export interface SaidVerdict {
  readonly words: string;
  /** null: there is no difference to say it of. */
  readonly isBeyondChance: boolean | null;
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
  readonly verdict: SaidVerdict;
}

/** The evaluation of a folder that --out has made, or of a training job of the connection or of this machine. Throws 'run-not-found'. */
export async function findOtherRun(
  services: Services,
  session: Session,
  name: string,
  signal: AbortSignal,
): Promise<OtherRun> {
  const found = (await isFolder(name))
    ? await inFolder(name)
    : ((await keptRun(services, session.connectionId, name)) ??
      (billsMoney(session.connection) ? await runOnAws(services, session, name, signal) : undefined) ??
      (await keptRun(services, connectionId(localConnection), name)));
  if (found !== undefined) return found;
  throw headlessFailure(
    'run-not-found',
    { run: name },
    `There is no evaluation of ${name}: it is neither a folder that --out has made, nor an evaluated training job of the connection or of VS Code on this machine.`,
  );
}

async function inFolder(name: string): Promise<OtherRun | undefined> {
  const evaluation = await keptEvaluation(resolve(name));
  return evaluation && { name, evaluation, records: { kind: 'folder' } };
}

/** Whatever the system says of the name, such as that it is too long for a file: it is then no folder. */
const isFolder = (name: string): Promise<boolean> =>
  stat(resolve(name)).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** What VS Code keeps on this machine; nothing is written there. */
async function keptRun(
  { engine }: Services,
  connection: string,
  trainingJobName: string,
): Promise<OtherRun | undefined> {
  for (const storage of machineFolders()) {
    const records = openRunRecords(storage);
    const folder = records.folderOf(connection, trainingJobName);
    const evaluation = await keptEvaluation(folder);
    if (evaluation === undefined) continue;
    const run = relative(runsFolder(storage), folder).replaceAll('\\', '/');
    const history = {
      find: async () => (await readRunFolder(storage, run, new Map([[hashOf(connection), connection]])))?.row,
      outcomeOf: async () => undefined,
    };
    const sessionOf = () => () => Promise.reject(new Error('the files of VS Code stay as they are'));
    const reference = { connectionId: connection, trainingJobName };
    return {
      name: trainingJobName,
      evaluation,
      records: {
        kind: 'run',
        read: (signal) => attemptToRead({ engine, records, history, sessionOf }, reference, signal),
      },
    };
  }
  return undefined;
}

async function runOnAws(
  services: Services,
  session: Session,
  trainingJobName: string,
  signal: AbortSignal,
): Promise<OtherRun | undefined> {
  const { engine, records } = services;
  const run = await findRun(session, records, trainingJobName, signal);
  if (run === undefined) return undefined;
  const shared = await sharedEvaluation(session, run, signal);
  const evaluation = shared ?? (await evaluateRun(session, engine, records, trainingJobName, signal));
  const reference = { connectionId: session.connectionId, trainingJobName };
  return {
    name: trainingJobName,
    evaluation,
    records: {
      kind: 'run',
      read: (reading) => attemptToRead(readingOf(services), reference, reading),
    },
  };
}

const readingOf = ({ engine, records, history, openSession }: Services) => ({
  engine,
  records,
  history,
  sessionOf: () => openSession,
});

/** What the common held-out rows of a run, whose model is at `modelPath`, and another say. */
export async function verdictBetween(
  services: Services,
  session: Session,
  run: { readonly record: RunRecord; readonly evaluation: Evaluation; readonly modelPath: string },
  { name, evaluation, records }: OtherRun,
  signal: AbortSignal,
): Promise<SaidVerdict> {
  const { connectionId: id } = session;
  if (records.kind === 'run') {
    const reading = readingOf(services);
    const { trainingJobName } = run.record;
    const own = await attemptToRead(reading, { connectionId: id, trainingJobName }, signal);
    const other = await records.read(signal);
    const { against, error } = await differencesOf(reading, other, own, false, signal);
    // A comparison that could not be made is no verdict.
    if (error !== undefined) throw error;
    if (against !== undefined) return said(against.verdict);
    const [failed] = [other, own].filter((attempt) => attempt.kind === 'failed');
    return unsaid(String(failed?.error instanceof Error ? failed.error.message : failed?.error));
  }
  const { engine } = services;
  const found = await folderSide(name, engine, signal);
  if (found.kind === 'lacking') return unsaid(`${name} lacks ${found.files.join(', ')}`);
  const { side } = found;
  const b = heldOutSideOf(services.records, id, run.record, run.modelPath);
  const heldOut = await engine.compareHeldOut({ a: side, b }, { signal });
  const base = { evaluation, preparation: side.preparation };
  const { preparation } = run.record;
  return said(verdictOf(base, { evaluation: run.evaluation, preparation }, heldOut));
}

const said = (verdict: Verdict): SaidVerdict => ({
  words: verdictWords(sayFinding, verdict),
  isBeyondChance: verdict.kind === 'compared' ? verdict.isBeyondChance : null,
});

const unsaid = (why: string): SaidVerdict => ({ words: `not comparable: ${why}`, isBeyondChance: null });

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
    `The model cannot be compared with ${name}: ${reason}.`,
  );
}

export function comparisonOf(
  evaluation: Evaluation,
  { name, evaluation: before }: OtherRun,
  verdict: SaidVerdict,
): Comparison {
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
    verdict,
  };
}

import type {
  ComparedRun,
  Comparison,
  DataDifference,
  RunDifference,
  RunReference,
  RunSummary,
} from '../../data/comparison/comparison.ts';
import { experimentDifference } from '../../data/comparison/experimentDifference.ts';
import { isSameJson } from '../../data/comparison/json.ts';
import { preparationDifference } from '../../data/comparison/preparationDifference.ts';
import { verdictOf } from '../../data/comparison/verdict.ts';
import type { Engine } from '../../data/engine/calls.ts';
import { columnChanges, rowChanges } from '../../data/fingerprint/changes.ts';
import type { HeldOutComparison } from '../../data/shapes/heldOutComparison.ts';
import { comparable } from '../../data/shapes/comparable.ts';
import { Failure } from '../../learner/errors.ts';
import { runFailure } from '../errors.ts';
import { heldOutSideOf } from '../fingerprints.ts';
import { readRun } from './readRun.ts';
import type { ReadingServices, ReadRun } from './readRun.ts';

export interface ComparingServices extends ReadingServices {
  readonly engine: Pick<Engine, 'evaluate' | 'compareHeldOut'>;
}

/** Throws 'runs-to-compare' unless they are two to ten different ones. */
export function requireComparable(runs: readonly RunReference[]): readonly RunReference[] {
  const known = new Map(runs.map((run) => [JSON.stringify([run.connectionId, run.trainingJobName]), run]));
  const given = known.size;
  if (given < comparable.least || given > comparable.most)
    throw runFailure('runs-to-compare', { given, ...comparable }, `${given} runs cannot be compared`);
  return [...known.values()];
}

/** A run that was read, or why it could not be. */
export type Attempt =
  | { readonly kind: 'read'; readonly reference: RunReference; readonly run: ReadRun }
  | { readonly kind: 'failed'; readonly reference: RunReference; readonly error: unknown };

/** Compares two to ten runs with the first pinned one of them, or else the first, from what this machine has of them. */
export async function compareRuns(
  services: ComparingServices,
  references: readonly RunReference[],
  signal: AbortSignal,
): Promise<Comparison> {
  const attempts: Attempt[] = [];
  for (const reference of requireComparable(references))
    attempts.push(await attemptToRead(services, reference, signal));
  const base = baseOf(attempts);
  const differences: Differences[] = [];
  for (const [index, attempt] of attempts.entries())
    differences.push(await differencesOf(services, attempts[base], attempt, index === base, signal));
  return comparisonOf(attempts, differences, base);
}

export async function attemptToRead(
  services: ReadingServices,
  reference: RunReference,
  signal: AbortSignal,
): Promise<Attempt> {
  try {
    return { kind: 'read', reference, run: await readRun(services, reference, signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'failed', reference, error };
  }
}

/** The first pinned run, or else the first that could be read. */
export function baseOf(attempts: readonly Attempt[]): number {
  const first = (isBase: (run: ReadRun) => boolean) =>
    attempts.findIndex((attempt) => attempt.kind === 'read' && isBase(attempt.run));
  const pinned = first(({ row }) => row.isPinned);
  return Math.max(0, pinned >= 0 ? pinned : first(() => true));
}

/** Nothing for the base and where one of both could not be read; `error`: why their held-out rows could not be compared. */
export interface Differences {
  readonly against?: RunDifference;
  readonly error?: unknown;
}

export async function differencesOf(
  services: ComparingServices,
  base: Attempt | undefined,
  attempt: Attempt,
  isBase: boolean,
  signal: AbortSignal,
): Promise<Differences> {
  if (isBase || base?.kind !== 'read' || attempt.kind !== 'read') return {};
  const [one, other] = [base.run, attempt.run];
  const { heldOut, error } = await comparedHeldOut(services, one, other, signal);
  return { against: differenceOnRecord(one, other, heldOut), ...(error === undefined ? {} : { error }) };
}

/** What the records say; the verdict needs `heldOut`. */
export function differenceOnRecord(
  one: ReadRun,
  other: ReadRun,
  heldOut: HeldOutComparison | undefined,
): RunDifference {
  return {
    verdict: verdictOf(modelOf(one), modelOf(other), heldOut),
    experiment: experimentDifference(one.record.experiment, other.record.experiment),
    preparation: preparationDifference(one.record.preparation, other.record.preparation),
    data: dataDifference(one, other),
    ...(heldOut === undefined ? {} : { heldOut }),
  };
}

async function comparedHeldOut(
  { engine, records }: ComparingServices,
  one: ReadRun,
  other: ReadRun,
  signal: AbortSignal,
): Promise<{ readonly heldOut?: HeldOutComparison; readonly error?: unknown }> {
  if (one.evaluation === undefined || other.evaluation === undefined) return {};
  const sideOf = ({ connectionId, record, modelPath }: ReadRun) =>
    heldOutSideOf(records, connectionId, record, modelPath);
  try {
    return { heldOut: await engine.compareHeldOut({ a: sideOf(one), b: sideOf(other) }, { signal }) };
  } catch (error) {
    signal.throwIfAborted();
    // The user, or another window, may delete a run's files at any time.
    if (error instanceof Failure && error.code === 'file-missing')
      return { heldOut: { kind: 'not-comparable', why: 'held-out-rows-missing' } };
    return { error };
  }
}

const modelOf = ({ evaluation, record: { preparation } }: ReadRun) => ({ evaluation, preparation });

function dataDifference(one: ReadRun, other: ReadRun): DataDifference {
  const [a, b] = [one.record, other.record];
  const readingOf = ({ read, columns }: typeof a.experiment) => ({ read, columns });
  if (a.datasetSha256 === b.datasetSha256 && isSameJson(readingOf(a.experiment), readingOf(b.experiment)))
    return { kind: 'same' };
  if (one.fingerprint === undefined || other.fingerprint === undefined) return { kind: 'unknown' };
  return {
    kind: 'changed',
    columns: columnChanges(one.fingerprint, other.fingerprint),
    rows: rowChanges(one.fingerprint, other.fingerprint),
  };
}

function comparisonOf(
  attempts: readonly Attempt[],
  differences: readonly Differences[],
  base: number,
): Comparison {
  const runs = attempts.map((attempt, index): ComparedRun => {
    const { against, error } = differences[index] ?? {};
    if (attempt.kind === 'failed') return { ...attempt.reference, failure: plainFailure(attempt.error) };
    const problem = attempt.run.evaluationError ?? error;
    return {
      ...attempt.reference,
      run: summaryOf(attempt.run),
      ...(problem === undefined ? {} : { failure: plainFailure(problem) }),
      ...(against === undefined ? {} : { against }),
    };
  });
  return { base, runs };
}

export function summaryOf({ row }: ReadRun): RunSummary {
  const { title, createdAt, target, predictorType, rowCounts, metrics, intervals } = row;
  return {
    title,
    createdAt,
    target,
    predictorType,
    rowCounts,
    ...(metrics === undefined ? {} : { metrics }),
    ...(intervals === undefined ? {} : { intervals }),
  };
}

function plainFailure(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof Failure) return { code: String(error.code), message: error.message };
  return { code: 'unknown', message: error instanceof Error ? error.message : String(error) };
}

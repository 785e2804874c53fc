import type { Experiment } from '../data/shapes/experiment.ts';
import type { Trial } from '../data/shapes/study.ts';
import { isFailure } from '../learner/errors.ts';
import { applyEdits } from './applyEdits.ts';
import { studyFailure } from './errors.ts';
import { planTrials, studiedExperiment } from './planTrials.ts';
import type { PlannedTrial } from './planTrials.ts';
import { openPreparations, preparationKey } from './preparations.ts';
import { runTrial } from './runTrial.ts';
import type { TrialTools } from './runTrial.ts';
import type { Study, StudyRunOptions } from './studies.ts';
import { succeeded } from './summary.ts';

interface RunTools {
  readonly engine: TrialTools['engine'];
  readonly trainers: TrialTools['trainers'];
  /** For files that go with the run. */
  readonly folder: string;
  /** How many trials run at a time. */
  readonly width: number;
  readonly append: (trial: Trial) => Promise<void>;
}

interface PendingTrial {
  readonly planned: PlannedTrial;
  readonly experiment: Experiment;
}

/** Runs the trials that are not on record as succeeded, `width` at a time; those that train on the same files one after the other. */
export async function runStudy(
  { record, trials }: Study,
  { engine, trainers, folder, width, append }: RunTools,
  { signal, onTrial, onProgress }: StudyRunOptions,
): Promise<void> {
  const done = new Set(succeeded(trials).map(({ index }) => index));
  const pending = pendingTrials(record, done);
  const table = { datasetPath: record.datasetPath, expectedSha256: record.datasetSha256 };
  const preparations = openPreparations(engine, table, { folder, signal }, countByKey(pending));
  const tools: TrialTools = { engine, trainers, preparations, folder };
  const startedAt = performance.now();
  let [finished, running] = [0, 0];
  const report = () => {
    const left = pending.length - finished;
    const each = finished === 0 ? undefined : (performance.now() - startedAt) / finished;
    onProgress({
      done: done.size + finished,
      total: record.trialCount,
      running,
      secondsLeft: each === undefined ? undefined : (each * left) / 1000,
    });
  };
  const runOne = async ({ planned, experiment }: PendingTrial, either: AbortSignal) => {
    running += 1;
    report();
    try {
      const trial: Trial = await runTrial(planned, experiment, tools, either);
      await append(trial);
      finished += 1;
      onTrial(trial);
    } finally {
      running -= 1;
    }
    report();
  };
  try {
    await eachOf(pending, width, signal, runOne);
  } catch (error) {
    if (!isFailure(error) || error.code !== 'file-changed') throw error;
    const { datasetPath: file } = record;
    const facts = { file, isDone: false };
    throw studyFailure('study-data-changed', facts, `${file} is not the table of ${record.studyId}`);
  }
}

/** In the order of their files, so that each is prepared once and few are kept. */
function pendingTrials(record: Study['record'], done: ReadonlySet<number>): readonly PendingTrial[] {
  const experiment = studiedExperiment(record);
  const byKey = new Map<string, PendingTrial[]>();
  for (const planned of planTrials(record)) {
    if (done.has(planned.index)) continue;
    const edited = applyEdits(experiment, planned.edits);
    const key = preparationKey({ experiment: edited, rows: planned.rows });
    const known = byKey.get(key);
    const pending = { planned, experiment: edited };
    if (known === undefined) byKey.set(key, [pending]);
    else known.push(pending);
  }
  return [...byKey.values()].flat();
}

function countByKey(pending: readonly PendingTrial[]): (key: string) => number {
  const counts = new Map<string, number>();
  for (const { planned, experiment } of pending) {
    const key = preparationKey({ experiment, rows: planned.rows });
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return (key) => counts.get(key) ?? 1;
}

/**
 * Takes the items in their order, `width` at a time; a failure of one aborts the others, and no other begins. Resolves when none is
 * running.
 */
async function eachOf<T>(
  items: readonly T[],
  width: number,
  signal: AbortSignal,
  run: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failing = new AbortController();
  const either = AbortSignal.any([signal, failing.signal]);
  let next = 0;
  const worker = async () => {
    while (!either.aborted) {
      const item = items[next];
      next += 1;
      if (item === undefined) return;
      try {
        await run(item, either);
      } catch (error) {
        failing.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  either.throwIfAborted();
}

import { availableParallelism } from 'node:os';
import type { Engine } from '../data/engine/calls.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import type { StudyPlan, StudyRecord, Trial } from '../data/shapes/study.ts';
import { isFailure } from '../learner/errors.ts';
import { studyFailure } from './errors.ts';
import { planStudy } from './planStudy.ts';
import { openStudyRecords, removeFolder } from './records.ts';
import type { UnreadableStudy } from './records.ts';
import { runStudy } from './runStudy.ts';
import { isSameStudied } from './sameStudied.ts';
import { openTrainers } from './trainers.ts';

export interface StudyRequest {
  /** Absolute path of the experiment file; need not exist. */
  readonly experimentPath: string;
  /** As in the file: a study of unsaved edits could not be continued. */
  readonly experiment: Experiment;
  readonly datasetPath: string;
  readonly plan: StudyPlan;
}

/** How far a study is. */
export interface StudyProgress {
  readonly done: number;
  readonly total: number;
  /** Trials that are prepared, trained or evaluated now. */
  readonly running: number;
  /** Absent while it is too early to tell. */
  readonly secondsLeft?: number | undefined;
}

export interface StudyRunOptions {
  readonly signal: AbortSignal;
  /** Called with each trial that has ended, whether it succeeded or failed; not with those of earlier runs. */
  readonly onTrial: (trial: Trial) => void;
  readonly onProgress: (progress: StudyProgress) => void;
}

/** A study with the trials that have ended, by their index. */
export interface Study {
  readonly record: StudyRecord;
  readonly trials: readonly Trial[];
}

/** What is tried about an experiment on this machine, for free. Failures are StudyFailure, DataFailure and FileFailure. */
export interface Studies {
  /**
   * Checks plan, experiment and table, counts the trials and writes study.json; trains nothing. Throws 'study-empty',
   * 'study-too-large', 'study-unusable', 'preflight-failed' and others before anything is written.
   */
  plan(request: StudyRequest, signal?: AbortSignal): Promise<StudyRecord>;
  /**
   * Trains what is not in trials.jsonl yet, or is there as failed; resolves when all trials have ended, rejects with the signal's reason when aborted: no
   * process is left then. Throws 'study-data-changed' and 'study-experiment-changed' when the table or the experiment file is no longer
   * the one of the study, and 'study-running' when this or another window runs it already.
   */
  run(studyId: string, options: StudyRunOptions): Promise<void>;
  /** The number of another window's process that runs the study. */
  runnerOf(studyId: string): Promise<number | undefined>;
  read(studyId: string): Promise<Study | undefined>;
  /** Of one experiment, or all; the newest first. */
  list(experimentPath?: string): Promise<readonly StudyRecord[]>;
  /** Of any experiment: what of them is on record cannot be used. */
  unreadable(): Promise<readonly UnreadableStudy[]>;
  /** Throws 'study-running' while it runs. */
  remove(studyId: string): Promise<void>;
  /** Stops what runs. */
  dispose(): Promise<void>;
}

export interface StudyNeeds {
  /** Studies are kept in its subfolder `studies`. */
  readonly storageFolder: string;
  /** A data engine of its own; below normal priority. */
  readonly openEngine: () => Engine;
  /** Path of job.mjs. */
  readonly jobModulePath: string;
}

export function openStudies({ storageFolder, openEngine, jobModulePath }: StudyNeeds): Studies {
  const records = openStudyRecords(storageFolder);
  const running = new Map<string, { readonly controller: AbortController; readonly ended: Promise<void> }>();
  let swept: Promise<void> | undefined;
  /** What a killed process left is removed with the first study of this one. */
  const sweep = () => records.sweep().catch(() => undefined);
  const sweepOnce = () => (swept ??= sweep());
  const requireIdle = (studyId: string) => {
    if (running.has(studyId)) throw studyFailure('study-running', { studyId }, `${studyId} is running`);
  };
  const runningElsewhere = async (studyId: string) => {
    const runner = await records.runnerOf(studyId);
    const facts = { studyId, ...(runner === undefined ? {} : { runner }) };
    return studyFailure('study-running', facts, `${studyId} is running in process ${runner ?? '?'}`);
  };

  async function run(studyId: string, options: StudyRunOptions): Promise<void> {
    await sweepOnce();
    if ((await records.read(studyId)) === undefined)
      throw studyFailure('study-unknown', { studyId }, `${studyId} is not there`);
    const lock = await records.own(studyId);
    if (lock === undefined) throw await runningElsewhere(studyId);
    try {
      await runOwned(studyId, options);
      // The trainings of a killed process may have been writing still when this one began.
      await sweep();
    } finally {
      await lock.release();
    }
  }

  async function runOwned(studyId: string, options: StudyRunOptions): Promise<void> {
    // With the trials of the process that owned it before.
    const study = await records.read(studyId);
    if (study === undefined) throw studyFailure('study-unknown', { studyId }, `${studyId} is not there`);
    const engine = openEngine();
    const trainers = openTrainers(jobModulePath);
    const folder = await records.workFolder(studyId);
    // Whatever is busy is killed at once, rather than when its turn comes.
    const end = () => Promise.all([engine.dispose(), trainers.dispose()]);
    const abort = () => void end();
    options.signal.addEventListener('abort', abort, { once: true });
    try {
      await requireSameExperiment(study.record, engine, options.signal);
      await requireSameTable(study.record, engine, { signal: options.signal, isDone: false });
      const tools = {
        engine,
        trainers,
        folder,
        width: trialsAtOnce(),
        append: (trial: Trial) => records.append(studyId, trial),
      };
      await runStudy(study, tools, options);
      // Trials of one preparation read the table once: it may have changed since.
      await requireSameTable(study.record, engine, { signal: options.signal, isDone: true });
    } finally {
      options.signal.removeEventListener('abort', abort);
      await end();
      await removeFolder(folder);
    }
  }

  return {
    async plan(request, signal) {
      await sweepOnce();
      const engine = openEngine();
      try {
        const record = await planStudy(request, engine, signal);
        await records.save(record);
        return record;
      } finally {
        await engine.dispose();
      }
    },
    async run(studyId, options) {
      requireIdle(studyId);
      const controller = new AbortController();
      const signal = AbortSignal.any([options.signal, controller.signal]);
      const ended = run(studyId, { ...options, signal });
      running.set(studyId, { controller, ended });
      try {
        await ended;
      } finally {
        running.delete(studyId);
      }
    },
    runnerOf: (studyId) => records.runnerOf(studyId),
    unreadable: () => records.unreadable(),
    read: (studyId) => records.read(studyId),
    async list(experimentPath) {
      const all = await records.list();
      return experimentPath === undefined
        ? all
        : all.filter((record) => record.experimentPath === experimentPath);
    },
    async remove(studyId) {
      requireIdle(studyId);
      if ((await records.runnerOf(studyId)) !== undefined) throw await runningElsewhere(studyId);
      await records.remove(studyId);
    },
    async dispose() {
      const all = [...running.values()];
      for (const { controller } of all) controller.abort();
      await Promise.allSettled(all.map(({ ended }) => ended));
    },
  };
}

/** All processors but one, which the editor has. */
const trialsAtOnce = () => Math.max(1, availableParallelism() - 1);

/** The table may have changed since it was planned, or while it was trained on. */
async function requireSameTable(
  { datasetPath, datasetSha256, experiment, studyId }: StudyRecord,
  engine: Pick<Engine, 'tableSha256'>,
  { signal, isDone }: { readonly signal: AbortSignal; readonly isDone: boolean },
): Promise<void> {
  const { read, columns } = experiment;
  const sha256 = await engine.tableSha256({ path: datasetPath, read, columns }, { signal });
  if (sha256 === datasetSha256) return;
  const facts = { file: datasetPath, isDone };
  throw studyFailure('study-data-changed', facts, `${datasetPath} is not the table of ${studyId}`);
}

/** The experiment file may have been edited since; without a file there is nothing to compare. */
async function requireSameExperiment(
  { experimentPath, experiment, studyId }: StudyRecord,
  engine: Engine,
  signal: AbortSignal,
): Promise<void> {
  let now: Experiment;
  try {
    now = await engine.readExperiment({ path: experimentPath }, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (isFailure(error) && error.code === 'file-missing') return;
    throw error;
  }
  if (isSameStudied(now, experiment)) return;
  const message = `${experimentPath} is not the experiment of ${studyId}`;
  throw studyFailure('study-experiment-changed', { file: experimentPath }, message);
}

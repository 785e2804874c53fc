import type { Engine } from '../data/engine/calls.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import type { StudyPlan, StudyRecord, Trial } from '../data/shapes/study.ts';

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
   * Trains what is not in trials.jsonl yet; resolves when all trials have ended, rejects with the signal's reason when aborted: no
   * process is left then. Throws 'study-data-changed' and 'study-experiment-changed' when the table or the experiment file is no longer
   * the one of the study, and 'study-running' when this window runs it already.
   */
  run(studyId: string, options: StudyRunOptions): Promise<void>;
  read(studyId: string): Promise<Study | undefined>;
  /** Of one experiment, or all; the newest first. */
  list(experimentPath?: string): Promise<readonly StudyRecord[]>;
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

export function openStudies(_needs: StudyNeeds): Studies {
  const missing = () => Promise.reject(new Error('Studies are not there yet.'));
  return {
    plan: missing,
    run: missing,
    read: () => Promise.resolve(undefined),
    list: () => Promise.resolve([]),
    remove: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  };
}

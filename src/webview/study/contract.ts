import * as z from 'zod/mini';
import { studyPlanSchema } from '../../data/shapes/study.ts';
import type { SplitMethod } from '../../data/shapes/splitting.ts';
import type { Edit, StudyPlan, Trial, Vary } from '../../data/shapes/study.ts';
import type { PredictorType } from '../../learner/hyperparameters/spec.ts';
import type { MetricName } from '../../learner/metrics/metricNames.ts';
import { sharedRequests } from '../contract/messages.ts';
import type { Answers, FailureMessage, SharedRequests } from '../contract/messages.ts';
import { studyKinds } from './kinds.ts';
import type { StudyKind } from './kinds.ts';

const studyId = z.string().check(z.minLength(1), z.maxLength(200));
const index = z.int().check(z.nonnegative());

/** The Study page: what was tried with one experiment on this machine. */
export const studyRequests = {
  ...sharedRequests,
  /** Shows another kind of study, the newest one. */
  show: z.object({ kind: z.enum(studyKinds) }),
  /** Shows an earlier study. */
  open: z.object({ studyId }),
  /** Plans a study and starts it; answered once it runs. */
  start: z.object({ plan: studyPlanSchema }),
  /** Goes on with a study that was interrupted. */
  resume: z.object({ studyId }),
  /** Stops the study that runs; what is done is kept. */
  stop: z.object({}),
  /** Deletes a study. */
  remove: z.object({ studyId }),
  /** More of the ranking of variations. */
  ranked: z.object({ studyId, from: index }),
  /** Makes the experiment what this trial was; answered with what changed. */
  use: z.object({ studyId, index }),
  openExperiment: z.object({}),
  readAgain: z.object({}),
};

export type StudyContract = {
  readonly requests: SharedRequests &
    Answers<
      Omit<typeof studyRequests, keyof typeof sharedRequests>,
      {
        show: void;
        open: void;
        start: void;
        resume: void;
        stop: void;
        remove: void;
        ranked: readonly RankedTrial[];
        use: readonly Change[];
        openExperiment: void;
        readAgain: void;
      }
    >;
  readonly pushes: { readonly state: StudyState };
};

/** What is known; each push replaces the last. */
export type StudyState =
  | { readonly kind: 'loading'; readonly fileName: string }
  | { readonly kind: 'failed'; readonly fileName: string; readonly failure: FailureMessage }
  | StudyReady;

export interface StudyReady {
  readonly kind: 'ready';
  readonly fileName: string;
  readonly target: string;
  readonly predictorType: PredictorType;
  /** What models of this problem are ranked by. */
  readonly metric: MetricName;
  readonly split: SplitFacts;
  /** What can be varied. */
  readonly variables: readonly Variable[];
  /** How many features can be left out, one at a time. */
  readonly featureCount: number;
  /** Milliseconds that one training took before; absent until one has ended. */
  readonly trialMs?: number;
  /** How many train at the same time. */
  readonly parallel: number;
  /** More trainings than this are refused. */
  readonly mostTrials: number;
  /** The kind that is shown. */
  readonly tab: StudyKind;
  /** What a form starts with, where a command gave it. */
  readonly proposed?: StudyPlan;
  /** Studies of this kind, newest first. */
  readonly studies: readonly StudyLine[];
  /** Records of studies, of any experiment, that cannot be used. */
  readonly unreadable: { readonly newerCount: number; readonly damagedFolders: readonly string[] };
  readonly shown?: ShownStudy;
  /** The study that runs, whatever is shown. */
  readonly running?: { readonly studyId: string; readonly kind: StudyKind };
}

/** How the experiment's split draws rows, and so how folds are drawn. */
export interface SplitFacts {
  readonly method: SplitMethod | 'in-order';
  readonly column?: string;
}

interface StudyLine {
  readonly studyId: string;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly trialCount: number;
}

export type VariedValue = Edit['value'];

/** Something of the experiment that can be varied. */
export interface Variable {
  readonly path: Vary['path'];
  readonly group: 'hyperparameter' | 'encoder' | 'feature' | 'target' | 'split';
  /** A hyperparameter, or a column. */
  readonly name: string;
  readonly kind: 'number' | 'integer' | 'choice';
  /** As the experiment has it now; null where it says nothing and there is no default in its words. */
  readonly now: VariedValue;
  readonly proposed: readonly VariedValue[];
  /** All values of a choice; words that a number may be. */
  readonly choices: readonly VariedValue[];
  /** "a number above 0" */
  readonly range: string;
}

export interface ShownStudy {
  readonly studyId: string;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly plan: StudyPlan;
  readonly trialCount: number;
  readonly doneCount: number;
  readonly failedCount: number;
  /** Why the first of the failed ones failed. */
  readonly firstFailure?: string;
  readonly progress: 'running' | 'elsewhere' | 'done' | 'interrupted';
  /** Of one that runs elsewhere: the number of that window's process. */
  readonly runner?: number;
  readonly secondsLeft?: number;
  /** What is no longer as it was when the study was planned. */
  readonly changed?: 'experiment' | 'data';
  /** What stopped it. */
  readonly failure?: FailureMessage;
  readonly result: StudyResult;
}

export type StudyResult = CrossValidationResult | VariationsResult | LearningCurveResult;

export interface MetricSummary {
  readonly name: MetricName;
  readonly mean: number;
  /** Corrected for training rows that folds share; absent for one score. */
  readonly standardError?: number;
  readonly low: number;
  readonly high: number;
  /** Mean of the converged fit. */
  readonly reference?: number;
  readonly referenceError?: number;
}

export interface CrossValidationResult {
  readonly kind: 'cross-validation';
  readonly metric: MetricName;
  readonly summaries: readonly MetricSummary[];
  /** The first ones, at most `mostFolds`. */
  readonly folds: readonly Trial[];
  readonly foldCount: number;
  /** The metric of the newest run on its held-out rows. */
  readonly held?: { readonly value: number; readonly rowCount: number };
}

export interface RankedTrial {
  readonly index: number;
  readonly edits: Trial['edits'];
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  readonly reference?: number;
  readonly durationMs: number;
}

export interface VariationsResult {
  readonly kind: 'variations';
  readonly metric: MetricName;
  /** The best first, at most `mostRanked`. */
  readonly ranked: readonly RankedTrial[];
  readonly rankedCount: number;
  /** The experiment as it is. */
  readonly base?: RankedTrial;
  readonly axes: readonly VariedAxis[];
  /** Evenly thinned, the best among them. */
  readonly drawn: readonly DrawnTrial[];
  /** What is to be known of the rows that trials are compared on. */
  readonly rows: ComparedRows;
}

export type ComparedRows =
  /** All trials hold out the same rows; those with gaps in these columns are left out of every trial, also of one without the column. */
  | { readonly kind: 'same'; readonly withoutGapsIn: readonly string[] }
  /** What is varied here changes which rows are held out. */
  | { readonly kind: 'differ'; readonly paths: readonly Vary['path'][] };

/** What was varied, and what came of each of its values. */
export interface VariedAxis {
  readonly path: Vary['path'];
  /** In their order: numbers ascending. Absent where numbers were drawn from a range. */
  readonly values?: readonly ValueEffect[];
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
}

export interface ValueEffect {
  readonly value: VariedValue;
  readonly count: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface DrawnTrial {
  readonly index: number;
  /** One an axis. */
  readonly values: readonly VariedValue[];
  readonly value: number;
}

export interface LearningCurveResult {
  readonly kind: 'learning-curve';
  readonly metric: MetricName;
  readonly points: readonly CurvePoint[];
  readonly moreRows?: MoreRows;
}

export interface CurvePoint {
  readonly share: number;
  readonly trainRowCount: number;
  readonly count: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly reference?: number;
}

/** What twice the training rows would likely change. */
export interface MoreRows {
  readonly verdict: 'yes' | 'little' | 'unclear';
  /** Training rows that there are. */
  readonly rowCount: number;
  /** Improvement of the metric with twice as many, above 0 for a better one, with its 90 % interval. */
  readonly gain: { readonly value: number; readonly low: number; readonly high: number };
}

/** One difference that a trial made to the experiment. */
export interface Change {
  readonly path: Vary['path'];
  readonly from: VariedValue;
  readonly to: VariedValue;
}

/** What the user chose on this page; restored after a reload. */
export type StudyChoices = {
  crossValidation?: { folds: string; repeats: string; seed: string };
  learningCurve?: { shares: string; repeats: string; seed: string };
  variations?: VariationsForm;
};

export interface VariationsForm {
  method: 'grid' | 'random' | 'leave-one-feature-out';
  vary: { path: string[]; text: string }[];
  trials: string;
  seed: string;
}

import * as z from 'zod/mini';
import type { ComparedCoefficients } from '../../data/comparison/coefficients.ts';
import type {
  DataDifference,
  RunDifference,
  RunReference,
  RunSummary,
} from '../../data/comparison/comparison.ts';
import type { Setting } from '../../data/comparison/sharedSettings.ts';
import type { ColumnChanges, RowChanges } from '../../data/shapes/fingerprint.ts';
import type { CalibrationGroup, CurvePoint } from '../../learner/metrics/evaluation.ts';
import { sharedRequests } from '../contract/messages.ts';
import type { Answers, FailureMessage, SharedRequests } from '../contract/messages.ts';

const run = z.int().check(z.nonnegative());

/** The Compare page: two to ten runs beside each other. `run` is an index of the state's runs. */
export const compareRequests = {
  ...sharedRequests,
  /** Compares all others with this run. */
  chooseBase: z.object({ run }),
  /** Reads, evaluates and compares a run again. */
  tryAgain: z.object({ run }),
  openRun: z.object({ run }),
};

export type CompareContract = {
  readonly requests: SharedRequests &
    Answers<
      Omit<typeof compareRequests, keyof typeof sharedRequests>,
      { chooseBase: void; tryAgain: void; openRun: void }
    >;
  readonly pushes: { readonly state: CompareState };
};

export type CompareState =
  /** `title`: of the run that is being read. */
  { readonly kind: 'loading'; readonly done: number; readonly count: number } | ComparedState;

export interface ComparedState {
  readonly kind: 'compared';
  /** Index of the run that the others are compared with. */
  readonly base: number;
  readonly runs: readonly ShownRun[];
  /** What all experiments set to the same value. */
  readonly same: readonly Setting[];
  /** Absent where the base is not evaluated. */
  readonly coefficients?: ComparedCoefficients;
}

export interface ShownRun extends RunReference {
  readonly connection: string;
  readonly isPinned: boolean;
  readonly note?: string;
  /** Absent where the run could not be read. */
  readonly run?: RunSummary;
  /** Why it, its evaluation or its comparison is missing. */
  readonly failure?: FailureMessage;
  /** Its held-out rows are being compared. */
  readonly isComparing: boolean;
  readonly loss?: LossLine;
  /** On its own held-out rows. */
  readonly result?: ShownResult;
  readonly against?: ShownDifference;
}

/** The loss of the model that was chosen, or else of the one that ended lowest. */
export interface LossLine {
  readonly lossOf: 'train' | 'validation';
  /** The loss function by SageMaker’s name, and the target: losses of another one are on another scale. */
  readonly loss: string;
  readonly target: string;
  /** x: epoch, from 1; y: loss; at most 300. */
  readonly points: readonly CurvePoint[];
  readonly epochCount: number;
  readonly modelCount: number;
}

export type ShownResult = ShownErrors | ShownCurves | { readonly kind: 'multiclass' };

export interface ShownErrors {
  readonly kind: 'regression';
  /** x: absolute error, y: share of the held-out rows whose error is no larger. */
  readonly cumulative: readonly CurvePoint[];
  readonly medianError: number;
  /** Of predicted − actual. */
  readonly meanError: number;
  /** x: predicted, y: predicted − actual; at most 300. */
  readonly residuals: readonly CurvePoint[];
  readonly rowCount: number;
}

export interface ShownCurves {
  readonly kind: 'binary';
  readonly positiveClass: string;
  readonly rowCount: number;
  readonly positiveCount: number;
  /** Absent where the held-out rows have one class only. */
  readonly auc?: number;
  readonly averagePrecision?: number;
  readonly roc: readonly CurvePoint[];
  readonly precisionRecall: readonly CurvePoint[];
  readonly calibration: readonly CalibrationGroup[];
}

/** A difference whose lists are cut where they would be too long for a page. */
export interface ShownDifference extends Omit<RunDifference, 'data'> {
  readonly data: ShownData;
  readonly experimentEditCount: number;
  readonly preparationDifferenceCount: number;
  /** Of two classifiers of several classes that the base also is. */
  readonly confusion?: ConfusionDifference;
}

export type ShownData =
  | Exclude<DataDifference, { readonly kind: 'changed' }>
  | {
      readonly kind: 'changed';
      readonly added: Cut<string>;
      readonly removed: Cut<string>;
      readonly changed: Cut<string>;
      readonly renamed: Cut<ColumnChanges['renamed'][number]>;
      readonly unchangedCount: number;
      readonly rows: RowChanges;
    };

/** The first of a list, and how many it has. */
export interface Cut<Item> {
  readonly first: readonly Item[];
  readonly count: number;
}

/** How often classes were taken for which, in the run and in its base. */
export interface ConfusionDifference {
  /** The most frequent that both know, at most 20. */
  readonly classNames: readonly string[];
  readonly classCount: number;
  /** `[actual][predicted]`: of the run less its base, rows, or shares of the actual class. */
  readonly differences: readonly (readonly number[])[];
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
  /** Shares where they held out other rows of the classes. */
  readonly unit: 'rows' | 'share';
}

/** What the user chose on this page; restored after a reload. */
export type CompareChoices = {
  /** The run whose rows and residuals are shown beside the base's. */
  run?: string;
};

import * as z from 'zod/mini';
import type { EstimatedProgress } from '../../data/shapes/progress.ts';
import type { ColumnOptions, Meaning } from '../../data/shapes/columns.ts';
import { columnEncodings } from '../../data/shapes/encoders/feature.ts';
import type { ColumnFeature, Feature } from '../../data/shapes/encoders/feature.ts';
import type { Experiment } from '../../data/shapes/experiment.ts';
import type { FeaturePreview } from '../../data/shapes/featurePreview.ts';
import type { Preflight } from '../../data/shapes/preflight.ts';
import type { WholeReadOptions } from '../../data/shapes/read.ts';
import type { Unusable } from '../../data/shapes/findings.ts';
import type { ColumnFacts } from '../../data/shapes/profile.ts';
import type { HyperparameterSpec, PredictorType } from '../../learner/hyperparameters/spec.ts';
import type { MetricName } from '../../learner/metrics/metricNames.ts';
import { sharedRequests } from '../contract/messages.ts';
import type { Answers, FailureMessage, SharedRequests } from '../contract/messages.ts';
import { predictorTypes } from '../contract/predictorTypes.ts';
import type { Price } from '../contract/price.ts';

const value = z.json();
const columnName = z.string().check(z.maxLength(10_000));
/** An index into a list of the file, of at most as many elements as a table has columns. */
const index = z.int().check(z.minimum(0), z.maximum(1_000_000));

/** Rows of the list of columns that are sent at once. */
const mostListed = 200;
const mostSelected = 20_000;

const columnShows = ['all', 'used', 'leftOut'] as const;

/** Which columns of the table are listed. */
const columnQuery = z.object({
  /** In the name, whatever its case; empty for any. */
  search: columnName,
  show: z.enum(columnShows),
  /** Absent for any. */
  meaning: z.exactOptional(z.string().check(z.maxLength(20))),
});

const columnSelection = z.union([
  z.object({ names: z.array(columnName).check(z.maxLength(mostSelected)) }),
  z.object({ query: columnQuery }),
]);

const missingRules = ['none', 'median', 'mean', 'mostFrequent', 'drop'] as const;

/** One change of many columns. */
const columnChange = z.discriminatedUnion('kind', [
  /** As each would be by default. */
  z.object({ kind: z.literal('use') }),
  z.object({ kind: z.literal('leaveOut') }),
  z.object({ kind: z.literal('encode'), encode: z.enum(columnEncodings) }),
  z.object({ kind: z.literal('missing'), missing: z.enum(missingRules) }),
]);

/** The Experiment page: one `*.linear.json`, as a form over the text. */
export const experimentRequests = {
  ...sharedRequests,
  /** Sets one key of the file, or removes it when `value` is absent; answered with the reason when the file cannot take it. */
  edit: z.object({
    path: z.array(z.union([columnName, index])).check(z.minLength(1), z.maxLength(6)),
    value: z.optional(value),
  }),
  /** The columns that match, from one on. */
  listColumns: z.object({
    query: columnQuery,
    from: index,
    count: z.int().check(z.minimum(1), z.maximum(mostListed)),
  }),
  /** What is known of one column; null where the table has none of that name. */
  column: z.object({ name: columnName }),
  /** Changes features that are made of one column each. */
  changeColumns: z.object({ columns: columnSelection, change: columnChange }),
  /** What a feature makes of rows of the table; the feature that the column would be by default where no index is given. */
  previewFeature: z.object({ column: columnName, feature: z.exactOptional(index) }),
  /** Names of columns with a text in them, the first ones. */
  suggestColumns: z.object({ text: columnName }),
  /** What the keys of a feature mean, by key. */
  explainKeys: z.object({}),
  /** Puts another column, or none, in a place that names one which the table does not have; in all such places without a path. */
  resolveDifference: z.object({
    path: z.exactOptional(z.array(z.union([columnName, index])).check(z.minLength(1), z.maxLength(6))),
    how: z.enum(['nearest', 'leaveOut']),
  }),
  /** Sets the target with the problem it poses; a target is no feature. */
  chooseTarget: z.object({ target: columnName, predictorType: z.enum(predictorTypes) }),
  /** Saves the file and starts a training job. */
  train: z.object({}),
  /** Gives up the training whose job is not created yet. */
  cancelTraining: z.object({}),
  exploreData: z.object({}),
  /** Copies the preparation of the experiment as Python. */
  copyPreparation: z.object({}),
  /** Opens the Study page at a kind of study. */
  openStudy: z.object({ command: z.enum(['crossValidate', 'tryVariations', 'learningCurve']) }),
  /** Opens the Run page of the newest run. */
  openNewestRun: z.object({}),
  /** The Runs page of this experiment. */
  showRuns: z.object({}),
  /** Opens the table as text, at a line counted from 1. */
  openTable: z.object({ line: z.int().check(z.minimum(1)) }),
  chooseDataset: z.object({}),
  /** Lets the user choose or create the bucket of this experiment alone. */
  chooseBucket: z.object({}),
  /** Allows the experiment to read its table in S3. */
  confirmDataset: z.object({}),
  editAsText: z.object({}),
  switchConnection: z.object({}),
  /** Takes a fix of a check, by its position. */
  takeFix: z.object({ check: z.string().check(z.maxLength(40)), fix: index }),
  /** Runs the checks of the connection that have not passed again. */
  checkAgain: z.object({}),
  readAgain: z.object({}),
};

export type ExperimentContract = {
  readonly requests: SharedRequests &
    Answers<
      Omit<typeof experimentRequests, keyof typeof sharedRequests>,
      {
        edit: RefusedEdit | null;
        listColumns: ColumnList;
        column: ColumnRow | null;
        changeColumns: RefusedEdit | null;
        previewFeature: FeaturePreview | null;
        suggestColumns: readonly string[];
        explainKeys: Readonly<Record<string, string>>;
        resolveDifference: RefusedEdit | null;
        chooseTarget: RefusedEdit | null;
        train: void;
        cancelTraining: void;
        exploreData: void;
        copyPreparation: void;
        openStudy: void;
        openNewestRun: void;
        showRuns: void;
        openTable: void;
        chooseDataset: RefusedEdit | null;
        chooseBucket: RefusedEdit | null;
        confirmDataset: void;
        editAsText: void;
        switchConnection: void;
        takeFix: RefusedEdit | null;
        checkAgain: void;
        readAgain: void;
      }
    >;
  readonly pushes: { readonly state: ExperimentState };
};

/** An edit that the experiment cannot take: the file stayed as it was. */
export interface RefusedEdit {
  /** Joined by dots; what must change, usually the key that was edited. */
  readonly key: string;
  readonly found: string;
  /** "auto or a number above 0" */
  readonly expected: string;
}

export type ColumnQuery = z.infer<typeof columnQuery>;
export type ColumnSelection = z.infer<typeof columnSelection>;
export type ColumnChange = z.infer<typeof columnChange>;

/** A part of the columns that match. */
export interface ColumnList {
  readonly from: number;
  readonly rows: readonly ColumnRow[];
  readonly matchingCount: number;
  /** Of those that match: how many are made features, or the target. */
  readonly usedCount: number;
}

/** A column of the table, and what the experiment makes of it. */
export interface ColumnRow extends DescribedColumn {
  readonly role: 'target' | 'feature' | 'unused';
  /** Features made of this column alone. */
  readonly features: readonly ColumnFeatureRow[];
  /** What the experiment says of the column. */
  readonly options?: ColumnOptions;
}

export interface ColumnFeatureRow {
  /** In the list of features. */
  readonly index: number;
  readonly feature: Feature;
  /** Columns that the learner gets; absent until the preflight has counted them. */
  readonly outputCount?: number;
}

/** What is known of the experiment; each push replaces the last. */
export type ExperimentState =
  | { readonly kind: 'loading'; readonly fileName: string }
  | {
      readonly kind: 'broken';
      readonly fileName: string;
      readonly failure: FailureMessage;
      /** Lines of the text around the place, counted from 1. */
      readonly excerpt: readonly { readonly line: number; readonly text: string }[];
    }
  | ExperimentReady;

export interface ExperimentReady {
  readonly kind: 'ready';
  readonly fileName: string;
  readonly isSaved: boolean;
  readonly experiment: ShownExperiment;
  readonly features: FeaturesFacts;
  /** As the status bar names it. */
  readonly connection: string;
  /** It is the embedded server on this computer. */
  readonly isEmbedded: boolean;
  /** Of earlier runs on the connection: where they went, and the newest training job of this file. */
  readonly remembered: { readonly bucket?: string; readonly newestRun?: string };
  readonly dataset: DatasetState;
  readonly preflight: PreflightState;
  /** The table is being read and checked: `preflight` is of the text before the last change. */
  readonly isChecking: boolean;
  readonly hyperparameters: readonly HyperparameterFacts[];
  /** What the fields offer. */
  readonly instanceTypes: { readonly training: readonly string[]; readonly hosting: readonly string[] };
  /** Usual types whose price is known where the run would be billed. */
  readonly pricedTypes: { readonly training: readonly string[]; readonly hosting: readonly string[] };
  readonly cost: CostFacts;
  readonly training: TrainingState;
  /** Of this experiment, on any connection; absent until one was evaluated. */
  readonly lastRuns?: LastRuns;
  /** What the connection has for a training; absent on Local, which has all of it. */
  readonly checks?: ConnectionChecks;
}

/** In words of the host. */
export interface ConnectionChecks {
  readonly isRunning: boolean;
  readonly lines: readonly {
    readonly check: string;
    readonly state: 'passed' | 'failed' | 'unknown';
    /** What it means for the training, in a word or two. */
    readonly verdict: string;
    readonly message: string;
    /** A training would fail, or nothing shows that it would not. */
    readonly stopsTraining: boolean;
    /** Labels of buttons. */
    readonly fixes: readonly string[];
  }[];
}

/** The main metric of the last runs, oldest first; at least one. */
export interface LastRuns {
  readonly metric: MetricName;
  readonly runs: readonly { readonly title: string; readonly createdAt: string; readonly value: number }[];
}

/** The experiment without its lists of columns, which can be as long as the table is wide. */
type ShownExperiment = Omit<Experiment, 'features' | 'columns'>;

export interface FeaturesFacts {
  readonly count: number;
  /** The file lists them; otherwise they are those of a new experiment. */
  readonly isListed: boolean;
  /** Columns that the features are made of. */
  readonly columnCount: number;
  /** Columns that the learner gets. */
  readonly outputCount?: number;
  /** Products, and features of a column that has another one before; at most `mostExtras`. */
  readonly extras: readonly ColumnFeatureRow[];
  readonly extraCount: number;
}

/** The training of the experiment before its job exists. */
export type TrainingState =
  | { readonly kind: 'idle' }
  /** `message` says what is being done; `fraction` is 0 to 1. */
  | { readonly kind: 'starting'; readonly message: string; readonly fraction?: number }
  /** A reload ended it; `mayRun`: its job may exist all the same. */
  | { readonly kind: 'interrupted'; readonly mayRun: boolean };

export type DatasetState =
  /** `progress`: of the download of a table in S3. */
  | { readonly kind: 'loading'; readonly progress?: EstimatedProgress }
  | { readonly kind: 'failed'; readonly failure: FailureMessage }
  | {
      readonly kind: 'known';
      readonly rowCount: number;
      readonly columnCount: number;
      readonly missingCount: number;
      /** How the file was read. */
      readonly read: WholeReadOptions;
      /** Absent where the table has no such column. */
      readonly target?: DescribedColumn;
      /** What can be the target; absent where the columns are too many for a menu. */
      readonly targets?: readonly string[];
      /** How many columns have each meaning. */
      readonly meanings: readonly { readonly meaning: Meaning; readonly count: number }[];
      readonly hasCorrelations: boolean;
      /** Names in the experiment that the table does not have, the first ones. */
      readonly differences: readonly Difference[];
      readonly differenceCount: number;
      /** Of the differences, those that no training can start with. */
      readonly breakingCount: number;
    };

/** A place of the experiment that names a column which the table does not have. */
export interface Difference {
  /** Of the name in the file. */
  readonly path: readonly (string | number)[];
  readonly name: string;
  /** The column whose name is nearest. */
  readonly near?: string;
}

/** A column of the table. */
export interface DescribedColumn extends ColumnFacts {
  readonly meaning: Meaning;
  /** Why a model cannot learn from it. */
  readonly unusable?: Unusable;
  /** How it becomes a feature by default. */
  readonly suggested?: Feature;
  /** As a feature where the user wants it, whatever it is. */
  readonly wanted: ColumnFeature;
  /** What it would pose as a target. */
  readonly problem: PredictorType;
  /** Of the target, where it is numeric. */
  readonly range?: readonly [number, number];
  /** Pearson's r with the target. */
  readonly correlation?: number;
  /** It is a function of the target. */
  readonly isLeak?: boolean;
}

export type PreflightState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: FailureMessage }
  | ({ readonly kind: 'known'; readonly itemCount: number } & Omit<Preflight, 'outputCounts'>);

/** A hyperparameter of the experiment's problem. */
export interface HyperparameterFacts {
  readonly name: string;
  readonly kind: HyperparameterSpec['kind'];
  readonly default: string;
  readonly meaning: string;
  /** The meaning, and how to choose it. */
  readonly hint: string;
  /** "auto or a whole number from 1" */
  readonly range: string;
  readonly choices: readonly string[];
  /** What `auto` means. */
  readonly autoMeans?: string;
  /** It has no effect: another one would have to have one of these values. */
  readonly needs?: { readonly name: string; readonly values: readonly string[] };
}

/** US dollars; on-demand prices. */
export interface CostFacts {
  /** On the connection of now. */
  readonly training: Price;
  readonly hosting: Price;
  /** ISO 8601, a day. */
  readonly pricesReadOn: string;
  /** The same in `region` of AWS, for comparison. */
  readonly onAws: { readonly region: string; readonly training: Price; readonly hosting: Price };
}

/** What the user chose on this page; restored after a reload. */
export type ExperimentChoices = {
  allHyperparameters?: boolean;
  columnQuery?: ColumnQuery;
  /** The name of the column whose details are shown. */
  column?: string;
};

import type { Evaluation } from '../../learner/evaluation.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { Unusable } from '../experiment/usable.ts';
import type { Profile, RegressionFit } from '../profile/types.ts';

/** How columns become numbers, learned on the training rows; kept with the model so that any machine can predict with it. */
export interface Preparation {
  readonly version: 1;
  readonly target: string;
  readonly features: readonly {
    readonly column: string;
    readonly type: 'number';
    readonly min: number;
    readonly max: number;
    readonly mean: number;
  }[];
  readonly trainMean: number;
  /** Of a classifier: class i is called `classNames[i]`. */
  readonly classNames?: readonly string[] | undefined;
  /** 1-based data rows held out, in the order of the test channel; the first 10,000. */
  readonly testRowNumbers: readonly number[];
}

export interface PreparedRun {
  readonly trainPath: string;
  readonly validationPath?: string;
  readonly testPath?: string;
  readonly format: 'recordio' | 'csv';
  readonly rowCounts: { readonly train: number; readonly validation: number; readonly test: number };
  readonly tableSha256: string;
  readonly preparation: Preparation;
  /** As SageMaker takes them. */
  readonly hyperparameters: Readonly<Record<string, string>>;
}

export type PreflightKind =
  | 'batch-too-large'
  | 'target-is-feature'
  | 'feature-twice'
  | 'feature-dim'
  | 'hyperparameter-refused'
  | 'memory-short'
  | 'partial-batch'
  | 'split-sides'
  | 'no-test-rows'
  | 'few-test-rows'
  | 'constant-feature'
  | 'columns-left-out'
  | 'value-missing'
  | 'value-not-numeric'
  | 'values-complete'
  | 'batches-full'
  | 'hyperparameter-ignored'
  | 'class-count'
  | 'class-limit'
  | 'positive-class'
  | 'num-classes'
  | 'class-not-in-training'
  | 'one-class'
  | 'classes-known';

/** A column that no model can learn from, and why. */
export interface LeftOutColumn {
  readonly name: string;
  readonly why: Unusable;
  readonly missingCount: number;
}

/** One thing checked before anything starts; a fix edits one key of the experiment. */
export interface PreflightItem {
  readonly kind: PreflightKind;
  readonly severity: 'failure' | 'warning' | 'pass';
  readonly facts: Readonly<Record<string, number | string>>;
  /** Of `columns-left-out`. */
  readonly columns?: readonly LeftOutColumn[];
  readonly fix?: {
    readonly path: readonly string[];
    readonly value: number | string | NonNullable<Experiment['features']>;
  };
}

export interface Preflight {
  /** Of the table as it was looked at. */
  readonly tableSha256: string;
  readonly items: readonly PreflightItem[];
  readonly rowCounts: PreparedRun['rowCounts'];
  readonly featureCount: number;
  readonly miniBatchSize: number;
  readonly droppedRowCount: number;
  /** Of a classifier's target, over all rows; the first names in their order. */
  readonly classes?: { readonly count: number; readonly names: readonly string[] };
}

interface SplitFiles {
  readonly trainPath: string;
  readonly testPath?: string;
  readonly validationPath?: string;
  readonly rowCounts: PreparedRun['rowCounts'];
}

/** What the data engine can be asked, with plain data in and out. */
export interface EngineCalls {
  readExperiment: { request: { path: string }; answer: Experiment };
  /** Experiments about a table, beside it; undefined where a file cannot be read as one. */
  experimentsBeside: {
    request: { tablePath: string };
    answer: readonly { name: string; path: string; experiment: Experiment | undefined }[];
  };
  profile: { request: { path: string }; answer: Profile };
  regression: { request: { path: string; target: string; feature: string }; answer: RegressionFit };
  suggestExperiment: {
    request: { path: string; target?: string | undefined };
    answer: { experiment: Experiment; targetCandidates: readonly string[] };
  };
  preflight: {
    /** `ownLearner`: the job is trained by our own learner, on this machine. */
    request: { datasetPath: string; experiment: Experiment; ownLearner: boolean };
    answer: Preflight;
  };
  splitToFiles: { request: { path: string; split: Experiment['split'] }; answer: SplitFiles };
  prepare: {
    /** Throws 'file-changed' when the table is no longer the one with this hash. */
    request: { datasetPath: string; experiment: Experiment; outputFolder: string; expectedSha256: string };
    answer: PreparedRun;
  };
  evaluate: {
    request: {
      modelPath: string;
      trainPath: string;
      testPath: string;
      format: 'recordio' | 'csv';
      preparation: Preparation;
      /** Of the top-k accuracy. */
      topK: number;
    };
    answer: Evaluation;
  };
  /** Rows of a channel as the learner got them, spread evenly over the file; at most `limit`. */
  sampleRows: {
    request: { path: string; format: 'recordio' | 'csv'; limit: number };
    answer: { rowCount: number; rows: readonly { features: readonly number[]; actual: number }[] };
  };
  encodeRows: {
    request: { preparation: Preparation; rows: readonly Readonly<Record<string, string | number>>[] };
    answer: { csvLines: readonly string[] };
  };
  encodeFile: {
    request: { preparation: Preparation; path: string };
    answer: { csvLines: readonly string[]; tableSha256: string };
  };
  writePredictions: {
    /** Throws 'file-changed' when the table is no longer the one with this hash. */
    request: {
      path: string;
      expectedSha256: string;
      columns: readonly { name: string; values: readonly (string | number)[] }[];
    };
    /** The columns by the names they got: with a number where the table has that column already. */
    answer: { path: string; columns: readonly string[] };
  };
  convertToRecordIO: {
    request: { path: string; target?: string | undefined };
    answer: { path: string; rowCount: number };
  };
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export type Engine = {
  readonly [Name in keyof EngineCalls]: (
    request: EngineCalls[Name]['request'],
    options?: CallOptions,
  ) => Promise<EngineCalls[Name]['answer']>;
} & { dispose(): void };

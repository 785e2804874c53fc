import type { Feature } from './encoders/feature.ts';
import type { Doubt } from './reading.ts';
import type { PredictorType } from '../../learner/hyperparameters/spec.ts';

/** How a column gives the target away: it is the target under this function. */
export type Leak =
  | 'same'
  | 'log'
  | 'log2'
  | 'log10'
  | 'log1p'
  | 'exp'
  | 'expm1'
  | 'sqrt'
  | 'square'
  | 'reciprocal';

/** What is known of each kind of finding about a table. */
export interface TableFindingFacts {
  readonly 'linear-relation': { readonly r: number; readonly rowCount: number };
  /** Of the second of the columns, after the target. */
  readonly leakage: { readonly leak: Leak };
  readonly 'close-to-target': { readonly spearman: number };
  readonly collinear: { readonly r: number; readonly pairCount: number };
  /** Variance inflation of the first of the columns; null: without bound. */
  readonly combination: { readonly inflation: number | null };
  readonly 'rare-class': { readonly value: string; readonly rowCount: number; readonly classCount: number };
  readonly imbalance: { readonly value: string; readonly share: number; readonly majorityShare: number };
  readonly 'skewed-target': { readonly skew: number; readonly logSkew: number };
  readonly 'unsure-reading': { readonly doubts: readonly Doubt[] };
  readonly 'no-header': NoFacts;
  readonly 'skipped-lines': { readonly count: number; readonly firstLine: number };
  readonly 'wrong-rows': { readonly count: number; readonly firstLine: number };
  /** Of the first of the columns. */
  readonly 'words-in-numbers': { readonly count: number; readonly word: string };
  /** Of the first of the columns. */
  readonly sentinel: { readonly value: number; readonly count: number };
  /** How the first of the columns is read, as strftime's formats. */
  readonly 'undecided-dates': { readonly format: string };
  readonly 'small-table': { readonly rowCount: number };
  readonly 'few-rows': { readonly rowCount: number; readonly featureCount: number };
  /** Of the first of the columns. */
  readonly 'missing-values': { readonly missingCounts: readonly number[] };
  readonly 'coarse-float': NoFacts;
  /** Of the first of the columns. */
  readonly outliers: { readonly count: number; readonly farthest: number };
  readonly 'duplicate-rows': { readonly count: number };
  readonly 'constant-column': NoFacts;
  readonly 'identifier-column': NoFacts;
  /** Of the first of the columns. */
  readonly 'text-column': { readonly distinctCount: number };
  readonly 'all-good': NoFacts;
}

/** What is known of each kind of finding about an experiment, before it is trained. */
export interface PreflightFacts {
  readonly 'rows-by-rules': { readonly count: number };
  readonly 'rows-without-target': TargetCount;
  readonly 'rows-with-gaps': { readonly count: number };
  readonly 'rows-set-aside': { readonly count: number };
  readonly 'value-missing': CellFacts;
  readonly 'value-not-numeric': CellFacts;
  readonly 'value-unseen': CellFacts;
  readonly 'value-out-of-domain': CellFacts;
  readonly 'target-is-feature': { readonly column: string };
  readonly 'feature-twice': { readonly column: string };
  readonly 'feature-limit': { readonly count: number; readonly limit: number };
  readonly 'columns-left-out': { readonly count: number };
  readonly 'class-count': TargetCount & { readonly predictorType: PredictorType };
  readonly 'class-limit': TargetCount & { readonly predictorType: PredictorType };
  readonly 'positive-class': { readonly target: string; readonly given: string; readonly names: string };
  readonly 'num-classes': TargetCount & { readonly given: number };
  readonly 'one-class': { readonly target: string; readonly name: string };
  readonly 'constant-target': { readonly target: string; readonly value: string };
  readonly 'class-not-in-training': TargetCount & { readonly names: string };
  readonly 'classes-known': TargetCount;
  readonly 'feature-dim': { readonly given: number; readonly featureCount: number };
  readonly 'hyperparameter-refused': {
    readonly name: string;
    readonly found: string;
    readonly expected: string;
  };
  readonly 'memory-short': {
    readonly modelCount: number;
    readonly neededMb: number;
    readonly memoryMb: number;
  };
  readonly 'batch-too-large': BatchFacts;
  readonly 'partial-batch': BatchFacts;
  readonly 'batches-full': BatchFacts;
  readonly 'constant-feature': { readonly column: string };
  /** Of the most different feature: the largest difference of shares. */
  readonly drift: {
    readonly column: string;
    readonly distance: number;
    readonly columnCount: number;
    readonly isShuffled: boolean;
    /** Which rows are held out follows from a column, whatever the seed; absent: no. */
    readonly isByColumn?: boolean;
  };
  readonly 'many-features': { readonly featureCount: number; readonly trainRows: number };
  readonly 'no-test-rows': NoFacts;
  readonly 'split-sides': { readonly train: number; readonly test: number };
  readonly 'few-test-rows': { readonly rowCount: number };
  readonly 'hyperparameter-ignored': {
    readonly name: string;
    readonly because: string;
    readonly value: string;
  };
  /** Columns that the features are made of, and columns that the learner gets. */
  readonly 'features-counted': { readonly columnCount: number; readonly featureCount: number };
  readonly 'values-complete': { readonly rowCount: number; readonly columnCount: number };
}

type NoFacts = Readonly<Record<string, never>>;

/** Where a column has its first cell that cannot be trained on, and how many there are. */
export interface CellFacts {
  readonly file: string;
  /** Counted from 1, of the data and of the file. */
  readonly row: number;
  readonly line: number;
  readonly column: string;
  readonly role: 'target' | 'feature';
  readonly count: number;
  /** The text of the cell, clipped. */
  readonly found: string;
}

interface TargetCount {
  readonly target: string;
  readonly count: number;
}

interface BatchFacts {
  readonly trainRows: number;
  readonly miniBatchSize: number;
  /** Training rows that fill no batch. */
  readonly dropped: number;
  readonly suggested: number;
}

export type FindingKind = keyof TableFindingFacts;
export type PreflightKind = keyof PreflightFacts;

/** One thing about a table worth knowing. Of a relation with the likeliest target that one is the first of `columns`. */
export type Finding = {
  readonly [Kind in FindingKind]: {
    readonly kind: Kind;
    readonly severity: 'warning' | 'info' | 'good';
    /** The first 100. */
    readonly columns: readonly string[];
    /** Where it is about more. */
    readonly columnCount?: number;
    readonly facts: TableFindingFacts[Kind];
  };
}[FindingKind];

/** A kind of preflight finding with its facts. */
export type PreflightFinding = {
  readonly [Kind in PreflightKind]: { readonly kind: Kind; readonly facts: PreflightFacts[Kind] };
}[PreflightKind];

/** A column that is no feature by itself, and why. */
export interface LeftOutColumn {
  readonly name: string;
  readonly why: Unusable | 'leakage';
  readonly missingCount: number;
}

/** Why a model cannot learn from a column. */
export type Unusable = 'text' | 'missing' | 'constant' | 'identifier' | 'too-large';

/** Sets one key of the experiment, or one element of a list; without a value it is taken out. */
export interface Fix {
  readonly path: readonly (string | number)[];
  readonly value?: number | string | boolean | Feature;
}

/** One thing checked before anything starts. */
export type PreflightItem = PreflightFinding & {
  readonly severity: 'failure' | 'warning' | 'pass';
  /** Of `columns-left-out`. */
  readonly columns?: readonly LeftOutColumn[];
  readonly fix?: Fix;
};

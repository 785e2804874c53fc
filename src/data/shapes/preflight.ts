import type { Experiment } from './experiment.ts';
import type { PreparedRun } from './preparation.ts';
import type { Unusable } from './profile.ts';

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
  | 'rows-without-target'
  | 'rows-set-aside'
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

import type { Evaluation } from '../../learner/metrics/evaluation.ts';
import type { NamedIntervals, NamedMetrics } from '../../learner/metrics/metricNames.ts';
import type { ColumnChanges, RowChanges } from '../shapes/fingerprint.ts';
import type { HeldOutComparison } from '../shapes/heldOutComparison.ts';
import type { ExperimentEdit } from './experimentDifference.ts';
import type { PreparationDifference } from './preparationDifference.ts';
import type { Verdict } from './verdict.ts';

/** Two to ten runs, each compared with one of them. */
export interface Comparison {
  /** Index of the run that the others are compared with: the first pinned one, or else the first. */
  readonly base: number;
  /** In the order in which they were given. */
  readonly runs: readonly ComparedRun[];
}

export interface RunReference {
  readonly connectionId: string;
  readonly trainingJobName: string;
}

export interface ComparedRun extends RunReference {
  /** Absent where the run could not be read. */
  readonly run?: RunSummary;
  /** Why it, its evaluation or its comparison is missing; the message is English. */
  readonly failure?: { readonly code: string; readonly message: string };
  /** Absent of the base, and where one of both could not be read. */
  readonly against?: RunDifference;
}

export interface RunSummary {
  readonly title: string;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly target: string;
  readonly predictorType: Evaluation['predictorType'];
  readonly rowCounts: { readonly train: number; readonly validation: number; readonly test: number };
  /** On its own held-out rows. */
  readonly metrics?: NamedMetrics;
  readonly intervals?: NamedIntervals;
}

/** What a run has otherwise than its base. */
export interface RunDifference {
  readonly verdict: Verdict;
  readonly experiment: readonly ExperimentEdit[];
  readonly preparation: readonly PreparationDifference[];
  readonly data: DataDifference;
  /** On the held-out rows that both have; absent where one of both is not evaluated. */
  readonly heldOut?: HeldOutComparison;
}

export type DataDifference =
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly columns: ColumnChanges; readonly rows: RowChanges }
  /** Other bytes, or read otherwise, and one of both has no fingerprint. */
  | { readonly kind: 'unknown' };

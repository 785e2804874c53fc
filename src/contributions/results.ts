// What commands return, where it has more than a member or two.
import type * as vscode from 'vscode';
import type { Edit } from '../data/shapes/study.ts';
import type { MetricName } from '../learner/metrics/metricNames.ts';
import type { Check, CheckName } from '../runs/preflight/check.ts';

export interface Trained {
  readonly trainingJobName: string;
  readonly s3ModelArtifacts?: string;
}

export interface CrossValidated {
  readonly metric: MetricName;
  readonly mean: number;
  readonly standardError: number;
  /** One a fold. */
  readonly scores: readonly number[];
}

/** A variation of an experiment, with the metric on the held-out rows and its interval of 95 %. */
export interface TriedVariation {
  readonly edits: readonly Edit[];
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

export interface LearningPoint {
  readonly share: number;
  readonly trainRowCount: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** What a training of an experiment needs, and whether it is there. */
export interface ExperimentChecks {
  readonly checks: readonly {
    readonly check: CheckName;
    readonly state: Check['state'];
    readonly message: string;
  }[];
}

export interface SplitFiles {
  /** Absent for folds, except that folds by time have the rows before the first fold. */
  readonly train?: vscode.Uri;
  readonly test?: vscode.Uri;
  readonly validation?: vscode.Uri;
  readonly folds?: readonly vscode.Uri[];
}

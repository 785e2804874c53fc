import type { AwsFailure } from '../../aws/failures/errors.ts';
import type { DataFailure } from '../../data/shapes/failures.ts';
import type { ArtifactFailure } from '../../learner/artifact/errors.ts';
import type { FormatFailure } from '../../learner/formats/errors.ts';
import type { HyperparameterFailure } from '../../learner/hyperparameters/errors.ts';
import type { TrainingFailure } from '../../learner/trainer/errors.ts';
import type { LocalFailure } from '../../local/errors.ts';
import type { RunFailure } from '../../runs/errors.ts';
import type { PreflightFailure } from '../../runs/preflight/errors.ts';
import type { StudyFailure } from '../../studies/errors.ts';
import type { Remedy } from './remedy.ts';

export type KnownFailure =
  | DataFailure
  | AwsFailure
  | LocalFailure
  | ArtifactFailure
  | FormatFailure
  | HyperparameterFailure
  | TrainingFailure
  | RunFailure
  | PreflightFailure
  | StudyFailure;

/** What happened, what to do, and buttons that do it. */
export interface Explanation {
  readonly message: string;
  readonly remedies: readonly Remedy[];
}

export type Explain<Facts> = (facts: Facts) => Explanation;
/** The explanation of each failure, complete by its type. */
export type Explanations = {
  readonly [Code in KnownFailure['code']]: Explain<Extract<KnownFailure, { code: Code }>['facts']>;
};

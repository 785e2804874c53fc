import { Failure } from '../learner/errors.ts';

/** What a training would be billed for. */
interface Billed {
  readonly connection: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly maxRuntimeSeconds: number;
}

/** Failures that only a run without VS Code has. */
export type HeadlessFailure =
  | Failure<'usage', { readonly problem: string }>
  | Failure<'training-not-completed', { readonly trainingJobName: string; readonly status: string }>
  | Failure<'table-in-s3', { readonly s3Uri: string }>
  /** The experiment `file` would send a table to AWS that is not near it. */
  | Failure<'table-not-beside', { readonly file: string; readonly table: string }>
  | Failure<'metric-undefined', { readonly metric: string; readonly predictorType: string }>
  /** `yesUpToUsd` is absent where nothing was agreed to. */
  | Failure<
      'cost-limit',
      Billed & { readonly usdPerHour: number; readonly mostUsd: number; readonly yesUpToUsd?: number }
    >
  | Failure<'price-unknown', Billed>
  /** `option` names it. */
  | Failure<'destination-unknown', { readonly connection: string; readonly option: string }>
  /** The experiment names a bucket that nobody has agreed to. */
  | Failure<'bucket-unconfirmed', { readonly file: string; readonly bucket: string }>
  /** The experiment names a role that the command line does not confirm. */
  | Failure<'role-unconfirmed', { readonly file: string; readonly roleArn: string }>
  /** The bucket belongs to another account whose ownership is not confirmed. */
  | Failure<'bucket-owner-unconfirmed', { readonly file: string; readonly bucket: string }>
  /** `code`: why the first of the folds failed; all did. */
  | Failure<'cross-validation-failed', { readonly code: string; readonly folds: number }>
  | Failure<'run-not-found', { readonly run: string }>
  /** The other run predicts something else. */
  | Failure<'runs-not-comparable', { readonly run: string; readonly reason: string }>
  | Failure<'cancelled', Readonly<Record<string, never>>>;

type Facts<Code extends HeadlessFailure['code']> = Extract<HeadlessFailure, { code: Code }>['facts'];

/** The message is shown to the user. */
export const headlessFailure = <Code extends HeadlessFailure['code']>(
  code: Code,
  facts: Facts<Code>,
  message: string,
): Failure<Code, Facts<Code>> => new Failure(code, facts, message);

/** Nothing was started, because of what it may cost. */
const aboutCost: readonly string[] = ['cost-limit', 'price-unknown'] satisfies HeadlessFailure['code'][];

/** 1, or 3 for a training that was not started because of what it may cost. */
export const exitCodeOf = (code: string): 1 | 3 => (aboutCost.includes(code) ? 3 : 1);

import { Failure } from '../learner/errors.ts';

/** Failures that only a run without VS Code has. */
export type HeadlessFailure =
  | Failure<'usage', { readonly problem: string }>
  | Failure<'training-not-completed', { readonly trainingJobName: string; readonly status: string }>
  | Failure<'table-in-s3', { readonly s3Uri: string }>
  | Failure<'cancelled', Readonly<Record<string, never>>>;

type Facts<Code extends HeadlessFailure['code']> = Extract<HeadlessFailure, { code: Code }>['facts'];

/** The message is shown to the user. */
export const headlessFailure = <Code extends HeadlessFailure['code']>(
  code: Code,
  facts: Facts<Code>,
  message: string,
): Failure<Code, Facts<Code>> => new Failure(code, facts, message);

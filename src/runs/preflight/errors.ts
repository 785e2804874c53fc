import { Failure } from '../../learner/errors.ts';
import type { Failed } from './check.ts';

/** A failed check, of something other than the credentials, whose own error says what is wrong. */
type FailedCheck = Exclude<Failed, { readonly check: 'credentials' }>;

/** Something that the training of the experiment `file` needs is not there. */
export type PreflightFailure = Failure<
  'check-failed',
  { readonly file: string; readonly failed: FailedCheck }
>;

export const checkFailed = (file: string, failed: FailedCheck): PreflightFailure =>
  new Failure('check-failed', { file, failed }, `${file}: the check ${failed.check} failed`);

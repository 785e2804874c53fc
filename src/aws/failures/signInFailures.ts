import { Failure } from '../../learner/errors.ts';
import type { CredentialsHelp } from './credentialsHelp.ts';

/** Facts of the failures of signing in, by code. */
export interface SignInFailureFacts {
  /** A role that is only assumed with a code, while the user was not signing in. */
  'mfa-code-needed': { serialNumber: string; help?: CredentialsHelp };
  /** Wrong, or used before. */
  'mfa-code-rejected': { serialNumber: string; help?: CredentialsHelp };
  /** Nothing that the user can sign in to: keys, processes and machines have credentials or have none. */
  'sign-in-not-possible': { label: string; help?: CredentialsHelp };
  'sign-in-failed': { label: string; reason: SignInProblem; detail: string; help?: CredentialsHelp };
}

/**
 * `refused`: the user or the service declined; `late`: not finished in time; `other-answer`: the browser came back from another
 * sign-in; `host`: the page to open is not one of AWS; `cli`: the AWS CLI failed; `service`: anything else that the service reported.
 */
export type SignInProblem = 'refused' | 'late' | 'other-answer' | 'host' | 'cli' | 'service';

export const mfaCodeNeeded = (serialNumber: string) =>
  new Failure('mfa-code-needed', { serialNumber }, `A code of ${serialNumber} is needed`);

export const mfaCodeRejected = (serialNumber: string, cause: unknown) =>
  new Failure('mfa-code-rejected', { serialNumber }, `The code of ${serialNumber} was not accepted`, {
    cause,
  });

export const signInNotPossible = (label: string, help?: CredentialsHelp) =>
  new Failure(
    'sign-in-not-possible',
    { label, ...(help === undefined ? {} : { help }) },
    `${label} has nothing to sign in to`,
  );

export const signInFailed = (label: string, reason: SignInProblem, detail: string, cause?: unknown) =>
  new Failure(
    'sign-in-failed',
    { label, reason, detail },
    `Signing in to ${label} failed (${reason}): ${detail}`,
    cause === undefined ? {} : { cause },
  );

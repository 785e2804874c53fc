import { Failure, isFailure } from '../../learner/errors.ts';

/** What helps where the credentials of a connection do not work. */
export interface CredentialsHelp {
  readonly connectionId: string;
  /** Whether there is anything to sign in to: keys, programs and machines have credentials or have none. */
  readonly signsIn: boolean;
  /** Where the connection's profile is; absent where it has none, or no file describes it. */
  readonly profile?: ProfilePlace;
  /** The profile that the connection names and no file describes. */
  readonly missingProfile?: string;
}

export interface ProfilePlace {
  readonly file: string;
  /** Of the section's header, from 1. */
  readonly line: number;
}

const ofCredentials =
  /^(credentials-(expired|missing|rejected)|mfa-code-(needed|rejected)|not-signed-in|sign-in-(failed|not-possible))$/;

/** Whether a failure is about credentials, so that signing in or another profile may help. */
export const isOfCredentials = (error: unknown): error is Failure =>
  isFailure(error) && ofCredentials.test(error.code);

/** The failure with what helps, if it is about credentials. */
export const withHelp = (failure: Failure, help: CredentialsHelp | undefined): Failure =>
  help !== undefined && isOfCredentials(failure)
    ? new Failure(failure.code, { ...failure.facts, help }, failure.message, { cause: failure.cause })
    : failure;

/** What is known to help; undefined where the connection of the failure is unknown. */
export function helpOf(error: unknown): CredentialsHelp | undefined {
  if (!isOfCredentials(error) || !('help' in error.facts)) return undefined;
  // SAFETY: only `withHelp` adds this fact, with this type.
  return error.facts.help as CredentialsHelp | undefined;
}

/** Whether signing in may help: not where the connection is known to have nothing to sign in to. */
export const signInMayHelp = (error: unknown): boolean => helpOf(error)?.signsIn !== false;

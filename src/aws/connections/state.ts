import { signInMayHelp } from '../failures/credentialsHelp.ts';
import type { Hindrance } from '../failures/hindrances.ts';

/** What is known of a connection from the calls that were made with it. */
export type ConnectionState =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'signed-in';
      readonly accountId: string;
      readonly accountAlias?: string | undefined;
      readonly arn: string;
      /** When the sign-in ends for good; undefined when it does not, or renews itself. */
      readonly expiresAtMs?: number | undefined;
    }
  | BlockedState;

/** Every call would fail for the same reason, which `failure` is. */
export interface BlockedState {
  readonly kind: Hindrance;
  readonly failure: Error;
}

/** The state in which nothing can be listed; undefined when calls may succeed. */
export const blockOf = (state: ConnectionState): BlockedState | undefined =>
  state.kind === 'unknown' || state.kind === 'signed-in' ? undefined : state;

/** Whether signing in may end the block. */
export const canSignIn = ({ kind, failure }: BlockedState): boolean =>
  (kind === 'expired' || kind === 'signed-out') && signInMayHelp(failure);

/** Whether a connection stays blocked until the user signs in or changes something, unlike a network, which comes back by itself. */
export const waitsForUser = (state: ConnectionState): boolean => {
  const block = blockOf(state);
  return block !== undefined && block.kind !== 'offline';
};

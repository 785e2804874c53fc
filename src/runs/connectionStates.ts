import { blockOf, waitsForUser } from '../aws/connections/state.ts';
import type { BlockedState, ConnectionState } from '../aws/connections/state.ts';

/** What is known of each connection from the calls that this window made; nothing here calls. */
export interface ConnectionStates {
  of(connectionId: string): ConnectionState;
  /** The caller is known. */
  signedIn(connectionId: string, state: Extract<ConnectionState, { readonly kind: 'signed-in' }>): void;
  /** A call succeeded, whoever the caller is. */
  succeeded(connectionId: string): void;
  /** A call failed as every other one would. */
  blocked(connectionId: string, state: BlockedState): void;
  /** Fires with the id of a connection whose state is another one now. */
  onDidChange(listener: (connectionId: string) => void): { dispose(): void };
}

/**
 * Of services with keys or hosts of their own, one may refuse or be unreachable while the others answer: such a failure is about the
 * whole connection only if no call has succeeded for this long.
 */
const provenForMs = 30_000;

interface Known {
  readonly state: ConnectionState;
  readonly lastSignedIn: ConnectionState | undefined;
  readonly succeededAtMs: number;
}

const nothing: Known = { state: { kind: 'unknown' }, lastSignedIn: undefined, succeededAtMs: -Infinity };

export function openConnectionStates(now: () => number = Date.now): ConnectionStates {
  const known = new Map<string, Known>();
  const listeners = new Set<(connectionId: string) => void>();
  const knownOf = (id: string) => known.get(id) ?? nothing;
  const set = (id: string, next: Known) => {
    const before = knownOf(id).state;
    known.set(id, next);
    if (looksOf(before) !== looksOf(next.state)) for (const listener of listeners) listener(id);
  };
  return {
    of: (id) => knownOf(id).state,
    signedIn: (id, state) => set(id, { state, lastSignedIn: state, succeededAtMs: now() }),
    succeeded(id) {
      const before = knownOf(id);
      const state =
        blockOf(before.state) === undefined ? before.state : (before.lastSignedIn ?? nothing.state);
      set(id, { ...before, state, succeededAtMs: now() });
    },
    blocked(id, state) {
      const before = knownOf(id);
      const isOfOneService = state.kind === 'denied' || state.kind === 'offline';
      if (isOfOneService && now() - before.succeededAtMs < provenForMs) return;
      // Who was signed in may sign in as somebody else.
      set(id, { ...before, state, ...(state.kind === 'offline' ? {} : { lastSignedIn: undefined }) });
    },
    onDidChange(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
}

/** What is shown of a state: the same failure once more is no change. */
const looksOf = (state: ConnectionState): string =>
  JSON.stringify('failure' in state ? [state.kind, state.failure.message] : state);

/** Whether a connection is of no use before the user does something, and when that changes. */
export const standstillOf = (states: Pick<ConnectionStates, 'of' | 'onDidChange'>, id: string) => ({
  isNow: () => waitsForUser(states.of(id)),
  onDidChange: (listener: () => void) =>
    states.onDidChange((changed) => {
      if (changed === id) listener();
    }),
});

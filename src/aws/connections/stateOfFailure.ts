import { hasCode } from '../failures/errors.ts';
import { hindranceOf } from '../failures/hindrances.ts';
import type { BlockedState } from './state.ts';

/** The state that a failed call shows; undefined for a failure of that call alone. */
export function stateOfFailure(error: unknown): BlockedState | undefined {
  if (!(error instanceof Error)) return undefined;
  const kind = hindranceOf(error);
  if (kind !== undefined) return { kind, failure: error };
  // GetCallerIdentity needs no permission.
  const isNobody = hasCode(error, 'access-denied') && error.facts.operation === 'GetCallerIdentity';
  return isNobody ? { kind: 'denied', failure: error } : undefined;
}

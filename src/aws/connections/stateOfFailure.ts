import { hasCode } from '../failures/errors.ts';
import type { BlockedState } from './state.ts';

/** The state that a failed call shows; undefined for a failure of that call alone. */
export function stateOfFailure(error: unknown): BlockedState | undefined {
  if (hasCode(error, 'credentials-expired')) return { kind: 'expired', failure: error };
  if (hasCode(error, 'credentials-missing') || hasCode(error, 'mfa-code-needed'))
    return { kind: 'signed-out', failure: error };
  if (hasCode(error, 'services-section-missing') || hasCode(error, 'endpoint-url-invalid'))
    return { kind: 'signed-out', failure: error };
  if (hasCode(error, 'credentials-rejected')) return { kind: 'denied', failure: error };
  if (hasCode(error, 'access-denied') && error.facts.operation === 'GetCallerIdentity')
    return { kind: 'denied', failure: error };
  return hasCode(error, 'network-unreachable') ? { kind: 'offline', failure: error } : undefined;
}

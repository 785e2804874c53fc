import { connectionIdLabel } from '../aws/connections/types.ts';
import { runFailure } from './errors.ts';
import type { OpenSession } from './session.ts';

/** Opens the session of one connection while it is the current one; throws 'other-connection' otherwise. */
export function sessionsOf(openSession: OpenSession, id: string): OpenSession {
  return async (signal) => {
    const session = await openSession(signal);
    if (session.connectionId === id) return session;
    const label = connectionIdLabel(id);
    throw runFailure('other-connection', { label }, `It belongs to ${id}, not to ${session.connectionId}`);
  };
}

import { connectionIdLabel } from '../aws/connections/types.ts';
import { runFailure } from './errors.ts';
import type { OpenSession } from './session.ts';

/** Sessions of one connection alone: while another one is in use, what belongs to this one cannot be looked at. */
export function sessionsOf(openSession: OpenSession, id: string): OpenSession {
  return async (signal) => {
    const session = await openSession(signal);
    if (session.connectionId === id) return session;
    const label = connectionIdLabel(id);
    throw runFailure('other-connection', { label }, `It belongs to ${id}, not to ${session.connectionId}`);
  };
}

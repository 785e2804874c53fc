import type { Session } from '../runs/session.ts';
import type { Services } from './services.ts';

/** On the connection that was passed to a command, or on the current one. */
export const givenSession = (
  { openSession, sessionOf }: Pick<Services, 'openSession' | 'sessionOf'>,
  given: { readonly connectionId?: string | undefined } = {},
): Promise<Session> => (given.connectionId === undefined ? openSession() : sessionOf(given.connectionId)());

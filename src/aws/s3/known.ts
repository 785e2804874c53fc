import { hasCode } from '../failures/errors.ts';
import type { Known } from './types.ts';

/** What `read` returns; 'unknown' where that is denied, or the server does not have the operation. */
export async function knownOf<T>(read: () => Promise<T>): Promise<Known<T>> {
  try {
    return await read();
  } catch (error) {
    if (hasCode(error, 'access-denied') || isNotImplemented(error)) return 'unknown';
    throw error;
  }
}

/** As S3-compatible stores answer what only AWS has. */
export const isNotImplemented = (error: unknown): boolean =>
  hasCode(error, 'service-failed') &&
  (error.facts.status === 501 || error.facts.status === 405 || error.facts.name === 'NotImplemented');

import { pause } from './failures/call.ts';
import { deletionNotSeen, hasCode } from './failures/errors.ts';

const mostLooks = 5;

/** Looks until something is no longer there. Throws 'deletion-not-seen' after several looks, and what a look throws. */
export async function untilGone(
  { kind, name }: { readonly kind: string; readonly name: string },
  isThere: () => Promise<boolean>,
  { signal, pollIntervalMs }: { readonly signal?: AbortSignal | undefined; readonly pollIntervalMs: number },
): Promise<void> {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    if (looks > 0) await pause(pollIntervalMs, signal);
    try {
      if (!(await isThere())) return;
    } catch (error) {
      // Without permission to look, the response to the request has to do.
      if (hasCode(error, 'access-denied')) return;
      throw error;
    }
  }
  throw deletionNotSeen(kind, name);
}

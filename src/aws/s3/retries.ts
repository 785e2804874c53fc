import { pause } from '../failures/call.ts';
import { hasCode } from '../failures/errors.ts';

/** Waits before further attempts, beside those that the SDK makes within a second. */
const usualWaitsMs = [1000, 4000, 15_000];

export interface RetryOptions {
  readonly signal?: AbortSignal | undefined;
  readonly waitsMs?: readonly number[] | undefined;
}

/** Repeats what a network or a busy service made fail. */
export async function withRetries<T>(
  { signal, waitsMs = usualWaitsMs }: RetryOptions,
  run: () => Promise<T>,
): Promise<T> {
  for (const wait of waitsMs) {
    try {
      return await run();
    } catch (error) {
      if (!isPassing(error)) throw error;
      await pause(wait, signal);
    }
  }
  return run();
}

const isPassing = (error: unknown): boolean =>
  hasCode(error, 'network-unreachable') ||
  hasCode(error, 'throttled') ||
  (hasCode(error, 'service-failed') &&
    ((error.facts.status ?? 0) >= 500 ||
      error.facts.name === 'BadDigest' ||
      error.facts.name === 'RequestTimeout') &&
    error.facts.status !== 501);

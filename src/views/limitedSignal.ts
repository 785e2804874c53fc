import { Failure } from '../learner/errors.ts';

/** Time limit of one status bar poll; what has not responded by then is unknown. */
export const longestLookMs = 20_000;

/** Aborts with `signal`, or with a network failure after `limitMs`, unless disposed first. */
export function limitedSignal(signal: AbortSignal, limitMs: number) {
  const limit = new AbortController();
  const facts = { operation: '', awsMessage: '', networkCode: 'ETIMEDOUT' };
  const late = new Failure('network-unreachable', facts, `No answer within ${limitMs} ms`);
  const timer = setTimeout(() => limit.abort(late), limitMs);
  return { signal: AbortSignal.any([signal, limit.signal]), dispose: () => clearTimeout(timer) };
}

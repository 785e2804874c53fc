import { Failure } from '../learner/errors.ts';

/** How long one look of the status bar may take: what has not answered by then is unknown. */
export const longestLookMs = 20_000;

/** Aborts with `signal`, or with a failure of the network after `limitMs`, unless disposed before. */
export function limitedSignal(signal: AbortSignal, limitMs: number) {
  const limit = new AbortController();
  const facts = { operation: '', awsMessage: '', networkCode: 'ETIMEDOUT' };
  const late = new Failure('network-unreachable', facts, `No answer within ${limitMs} ms`);
  const timer = setTimeout(() => limit.abort(late), limitMs);
  return { signal: AbortSignal.any([signal, limit.signal]), dispose: () => clearTimeout(timer) };
}

import type { AwsOperations } from '../../aws/operations.ts';
import type { QuotaSweep } from '../../aws/quotas.ts';

/** Quotas by account and region, each read once an hour. */
export interface QuotaSweeps {
  of(
    aws: Pick<AwsOperations, 'sweepQuotas'>,
    place: { readonly accountId: string; readonly region: string; readonly first: readonly string[] },
    signal: AbortSignal,
  ): Promise<QuotaSweep>;
}

const keptMs = 3_600_000;

interface Kept {
  readonly sweep: Promise<QuotaSweep>;
  readonly at: number;
  readonly stop: AbortController;
  waiting: number;
  isDone: boolean;
}

/** `now`: a monotonic clock in milliseconds. */
export function openQuotaSweeps(now: () => number = () => performance.now()): QuotaSweeps {
  const kept = new Map<string, Kept>();
  const start = (key: string, read: (signal: AbortSignal) => Promise<QuotaSweep>): Kept => {
    const stop = new AbortController();
    const one: Kept = { sweep: read(stop.signal), at: now(), stop, waiting: 0, isDone: false };
    kept.set(key, one);
    void settled(one, () => kept.get(key) === one && kept.delete(key));
    return one;
  };
  return {
    async of(aws, { accountId, region, first }, signal) {
      signal.throwIfAborted();
      const key = `${accountId} ${region}`;
      const known = kept.get(key);
      const isFresh = known !== undefined && now() - known.at < keptMs && !known.stop.signal.aborted;
      const one = isFresh ? known : start(key, (stopped) => aws.sweepQuotas(first, stopped));
      one.waiting += 1;
      try {
        return await unlessAborted(one.sweep, signal);
      } finally {
        one.waiting -= 1;
        // Nobody waits for the rest of it.
        if (one.waiting === 0 && !one.isDone) one.stop.abort();
      }
    },
  };
}

async function settled(one: Kept, forget: () => void): Promise<void> {
  try {
    const { isComplete } = await one.sweep;
    one.isDone = true;
    if (!isComplete) forget();
  } catch {
    // Those who wait for it get the error.
    forget();
  }
}

/** Rejects with the signal's reason when it is aborted first. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

import type { Use } from '../../aws/costs.ts';
import type { InstancesInUse } from '../../aws/instancesInUse.ts';
import type { AwsOperations } from '../../aws/operations.ts';
import type { InstanceQuota, QuotaSweep } from '../../aws/quotas.ts';

interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** Quotas by account and region, each read once an hour, and how many instances are in use, once a minute. */
export interface QuotaSweeps {
  /** Of the types whose codes are known; those of `first` before the others. */
  of(
    aws: Pick<AwsOperations, 'sweepQuotas'>,
    place: Place & { readonly first: readonly string[] },
    signal: AbortSignal,
  ): Promise<QuotaSweep>;
  /** Of all types. */
  byName(
    aws: Pick<AwsOperations, 'listInstanceQuotas'>,
    place: Place,
    signal: AbortSignal,
  ): Promise<readonly InstanceQuota[]>;
  inUse(
    aws: Pick<AwsOperations, 'instancesInUse'>,
    place: Place & { readonly use: Use },
    signal: AbortSignal,
  ): Promise<InstancesInUse>;
}

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** `now`: a monotonic clock in milliseconds. */
export function openQuotaSweeps(now: () => number = () => performance.now()): QuotaSweeps {
  const sweeps = openKept<QuotaSweep>(now, hourMs, ({ isComplete }) => isComplete);
  const names = openKept<readonly InstanceQuota[]>(now, hourMs);
  const counts = openKept<InstancesInUse>(now, minuteMs);
  return {
    of: (aws, { accountId, region, first }, signal) =>
      sweeps(`${accountId} ${region}`, (stopped) => aws.sweepQuotas(first, stopped), signal),
    byName: (aws, { accountId, region }, signal) =>
      names(`${accountId} ${region}`, (stopped) => aws.listInstanceQuotas(stopped), signal),
    inUse: (aws, { accountId, region, use }, signal) =>
      counts(`${accountId} ${region} ${use}`, (stopped) => aws.instancesInUse(use, stopped), signal),
  };
}

interface Kept<T> {
  readonly value: Promise<T>;
  readonly at: number;
  readonly stop: AbortController;
  waiting: number;
  isDone: boolean;
}

/** Reads by key, once for all who wait for it, and keeps what was read; what is not `isWhole` goes to those who wait alone. */
function openKept<T>(now: () => number, keptMs: number, isWhole: (value: T) => boolean = () => true) {
  const kept = new Map<string, Kept<T>>();
  const start = (key: string, read: (signal: AbortSignal) => Promise<T>): Kept<T> => {
    const stop = new AbortController();
    const one: Kept<T> = { value: read(stop.signal), at: now(), stop, waiting: 0, isDone: false };
    kept.set(key, one);
    void settled(one, isWhole, () => kept.get(key) === one && kept.delete(key));
    return one;
  };
  return async (key: string, read: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> => {
    signal.throwIfAborted();
    const known = kept.get(key);
    const isFresh = known !== undefined && now() - known.at < keptMs && !known.stop.signal.aborted;
    const one = isFresh ? known : start(key, read);
    one.waiting += 1;
    try {
      return await unlessAborted(one.value, signal);
    } finally {
      one.waiting -= 1;
      // Nobody waits for the rest of it.
      if (one.waiting === 0 && !one.isDone) one.stop.abort();
    }
  };
}

async function settled<T>(one: Kept<T>, isWhole: (value: T) => boolean, forget: () => void): Promise<void> {
  try {
    const value = await one.value;
    one.isDone = true;
    if (!isWhole(value)) forget();
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

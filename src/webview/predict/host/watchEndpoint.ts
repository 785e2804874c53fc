import type { PredictState } from '../contract.ts';

import { retryAfterMs, shortestRetryMs } from '../../../platform/pace.ts';

interface Watching {
  readonly shown: () => PredictState;
  /** Waits until what is polled after `wantedMs` is due; throws when the page is closed. */
  readonly untilNext: (wantedMs: number) => Promise<void>;
  /** The status of now; undefined when the endpoint does not exist. */
  readonly status: () => Promise<string | undefined>;
  /** Whether more than the status may have changed since all of it was read. */
  readonly isOld: () => boolean;
  readonly onChange: () => void;
  readonly onFailed: (error: unknown) => void;
}

/** Compares an endpoint, which another window or person may delete at any time, with what its page shows. */
export function watchEndpoint({ shown, untilNext, status, isOld, onChange, onFailed }: Watching): {
  /** Looks once. */
  readonly check: () => Promise<void>;
  /** Looks again and again while the page is in view, less often after failures, until it is closed. */
  readonly follow: () => Promise<never>;
} {
  let isChecking = false;
  let failures = 0;
  const check = async () => {
    const before = shown();
    if (isChecking || before.kind !== 'ready') return;
    isChecking = true;
    try {
      const now = await status();
      failures = 0;
      if (now !== before.endpoint.status || before.lost !== undefined || isOld()) onChange();
    } catch (error) {
      failures += 1;
      onFailed(error);
    } finally {
      isChecking = false;
    }
  };
  const follow = async () => {
    for (;;) {
      await untilNext(failures === 0 ? shortestRetryMs : retryAfterMs(failures));
      await check();
    }
  };
  return { check, follow };
}

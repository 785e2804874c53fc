import { billsMoney, connectionId } from '../../../aws/connections/types.ts';
import type { Connection } from '../../../aws/connections/types.ts';
import { checkText, fixText, verdictText } from '../../../platform/explanations/checkWords.ts';
import { explain } from '../../../platform/messages.ts';
import type { Destinations } from '../../../runs/destinations.ts';
import { isOutputConfirmed } from '../../../runs/preflight/confirmedOutput.ts';
import { stopsTraining, unknown } from '../../../runs/preflight/check.ts';
import type { Check, Fix } from '../../../runs/preflight/check.ts';
import type { CheckedParts } from '../../../runs/preflight/context.ts';
import type { QuotaSweeps } from '../../../runs/preflight/quotaSweeps.ts';
import { checkConnection } from '../../../runs/preflight/runChecks.ts';
import type { OpenSession } from '../../../runs/session.ts';
import type { Prices } from '../../../runs/prices/prices.ts';
import type { Trust } from '../../../runs/trust.ts';
import type { ConnectionChecks } from '../contract.ts';

export interface CheckServices {
  readonly connection: () => Connection;
  readonly openSession: OpenSession;
  readonly destinations: Pick<Destinations, 'find'>;
  readonly trust: () => Promise<Pick<Trust, 'isConfirmed'>>;
  readonly quotas: () => Promise<QuotaSweeps>;
  readonly prices: Pick<Prices, 'rates'>;
}

export interface ExperimentCheckList {
  /** What the page shows; undefined where nothing is to be checked. */
  readonly shown: () => ConnectionChecks | undefined;
  /** Checks again where something that the checks depend on has changed, or some have not passed and `retry`. */
  readonly look: (experiment: CheckedParts, how?: { readonly retry: boolean }) => Promise<void>;
  /** The fix of a check by its position; undefined when the list has changed since. */
  readonly fixOf: (check: string, index: number) => Fix | undefined;
  readonly dispose: () => void;
}

const keptMs = 300_000;
const minuteMs = 60_000;
const countedDownMs = 15 * minuteMs;
/** A timer holds at most 24 days. */
const mostTimerMs = 2 ** 31 - 1;

/** The checks of one open experiment: one look at a time, the last one wins. `now`: a monotonic clock in milliseconds. */
export function openExperimentChecks(
  services: CheckServices,
  experimentPath: string,
  onChange: () => void,
  now: () => number = () => performance.now(),
): ExperimentCheckList {
  let checks: readonly Check[] = [];
  let looked: { readonly key: string; readonly at: number } | undefined;
  let looking = new AbortController();
  let isRunning = false;
  let isNeeded = false;
  let clock: NodeJS.Timeout | undefined;
  const reset = () => {
    looking.abort();
    clearTimeout(clock);
    [checks, looked, isRunning] = [[], undefined, false];
  };
  const isKnown = (key: string, retry: boolean) =>
    looked?.key === key &&
    now() - looked.at < keptMs &&
    (!retry || (!isRunning && checks.every(({ state }) => state === 'passed')));
  const run = async (request: Parameters<typeof checkConnection>[1], signal: AbortSignal) => {
    const session = await services.openSession(signal);
    return checkConnection(session, request, {
      quotas: await services.quotas(),
      prices: services.prices,
      signal,
    });
  };
  /** The last minutes of a sign-in are counted down, and its end is checked. */
  const follow = (experiment: CheckedParts) => {
    clearTimeout(clock);
    const credentials = checks.find(({ check }) => check === 'credentials');
    const endsAtMs =
      credentials?.check === 'credentials' && credentials.state === 'passed'
        ? credentials.facts.expiresAtMs
        : undefined;
    if (endsAtMs === undefined) return;
    const leftMs = endsAtMs - Date.now();
    if (leftMs <= 0) {
      looked = undefined;
      clock = setTimeout(() => void list.look(experiment), 0);
      return;
    }
    const afterMs = Math.min(leftMs, Math.max(leftMs - countedDownMs, leftMs % minuteMs) + 1, mostTimerMs);
    clock = setTimeout(() => {
      onChange();
      follow(experiment);
    }, afterMs);
  };
  const list: ExperimentCheckList = {
    shown: () => (isNeeded ? { isRunning, lines: checks.map(lineOf) } : undefined),
    async look({ training, endpoint, output }, { retry } = { retry: false }) {
      const connection = services.connection();
      const id = connectionId(connection);
      isNeeded = billsMoney(connection);
      if (!isNeeded) return reset();
      const experiment = { training, endpoint, output };
      const destination = await services.destinations.find(id);
      const at = { experiment, experimentPath, destination };
      const isConfirmed = await isOutputConfirmed(await services.trust(), { connectionId: id }, at);
      const key = JSON.stringify([id, experiment, destination, isConfirmed]);
      if (isKnown(key, retry)) return;
      looking.abort();
      looking = new AbortController();
      const { signal } = looking;
      // What is known of another connection says nothing of this one.
      if (looked !== undefined && !looked.key.startsWith(JSON.stringify([id]).slice(0, -1))) checks = [];
      [looked, isRunning] = [{ key, at: now() }, true];
      onChange();
      const found = await run({ experiment, destination, isConfirmed }, signal).catch((error: unknown) => [
        unknown('credentials', { kind: 'error', error }, [{ kind: 'switchConnection' }]),
      ]);
      if (signal.aborted) return;
      [checks, isRunning] = [found, false];
      onChange();
      follow({ training, endpoint, output });
    },
    fixOf: (name, index) => {
      const check = checks.find((one) => one.check === name);
      return check === undefined || check.state === 'passed' ? undefined : check.fixes[index];
    },
    dispose: () => {
      looking.abort();
      clearTimeout(clock);
    },
  };
  return list;
}

/** In words. */
export const lineOf = (check: Check): ConnectionChecks['lines'][number] => ({
  check: check.check,
  state: check.state,
  verdict: verdictText(check),
  message: checkText(check, (error) => explain(error).message),
  stopsTraining: stopsTraining(check),
  fixes: check.state === 'passed' ? [] : check.fixes.map(fixText),
});

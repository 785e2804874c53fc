import { findRuns } from '../../../runs/history/catchUp.ts';
import type { OpenSession } from '../../../runs/session.ts';
import { failureMessage } from '../../host/connectPage.ts';
import type { StatePage } from '../../host/statePage.ts';
import type { CatchingUp, RunsContract, RunsReady } from '../contract.ts';
import { catchUpRuns } from './catchUpRuns.ts';
import type { CatchUpServices } from './catchUpRuns.ts';

/** Work that completes the list of runs while it is shown; one at a time, the newer one replaces the one before. */
export interface RunCatchUp {
  readonly catchUp: (connectionIds: readonly string[]) => Promise<void>;
  /** On the current connection. */
  readonly find: () => Promise<void>;
  readonly cancel: () => void;
}

type Report = (progress: CatchingUp) => void;

export function openCatchUp(
  services: CatchUpServices & { readonly openSession: OpenSession },
  page: Pick<StatePage<RunsContract>, 'state' | 'show' | 'signal'>,
): RunCatchUp {
  let working = new AbortController();
  const change = (next: Pick<RunsReady, 'catchingUp' | 'catchUpFailure'>) => {
    const state = page.state();
    if (state.kind !== 'ready') return;
    const { catchingUp: _, catchUpFailure: __, ...rest } = state;
    page.show({ ...rest, ...next });
  };
  const run = async (first: CatchingUp, work: (report: Report, signal: AbortSignal) => Promise<void>) => {
    working.abort();
    working = new AbortController();
    const signal = AbortSignal.any([working.signal, page.signal]);
    const report: Report = (catchingUp) => {
      if (!signal.aborted) change({ catchingUp });
    };
    report(first);
    try {
      await work(report, signal);
      if (!signal.aborted) change({});
    } catch (error) {
      if (!signal.aborted) change({ catchUpFailure: failureMessage(error) });
    }
  };
  return {
    catchUp: (connectionIds) =>
      run({ step: 'describing', done: 0, of: 0 }, (report, signal) =>
        catchUpRuns(services, [...new Set(connectionIds)], signal, report),
      ),
    find: () =>
      run({ step: 'finding', done: 0, of: 0 }, async (report, signal) => {
        const session = await services.openSession(signal);
        const [failed] = await findRuns(session, services, { signal, onProgress: report });
        if (failed !== undefined) throw failed.error;
        await catchUpRuns(services, [session.connectionId], signal, report);
      }),
    cancel() {
      working.abort();
      change({});
    },
  };
}

import { billsMoney, connectionIdBills } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { EndpointLedger } from '../guard/journal/endpointLedger.ts';
import type { JobLedger } from '../guard/journal/jobLedger.ts';
import type { EndedBy } from '../guard/spend/spendLine.ts';

/** What watches over everything that may bill: the items of the status bar, and the leases. */
export interface Guard {
  /** Looks at everything recorded; `by`: who ends what is due. */
  refresh(by: EndedBy): Promise<void>;
  /** Shows the failed deletion in the error colour until the endpoint is gone. */
  deletionFailed(connectionId: string, endpointName: string): void;
  dispose(): void;
}

interface Needs {
  readonly ledger: Pick<EndpointLedger, 'read'>;
  readonly jobs: Pick<JobLedger, 'read'>;
  readonly connection: () => Connection;
  /** Ids of connections that this workspace has used. */
  readonly seenConnections: () => readonly string[];
  readonly onError: (error: unknown) => void;
}

/** How often the journal is read while it is empty: another window may start a training or deploy a model. */
const readAgainAfterMs = 30_000;

/** A guard that is loaded once something is recorded that may bill, or this workspace uses or has used a connection that bills. */
export function guardOnDemand(needs: Needs, open: () => Promise<Guard>): Guard {
  let opened: Promise<Guard> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;
  const isNeeded = async () => {
    if (billsMoney(needs.connection()) || needs.seenConnections().some(connectionIdBills)) return true;
    const read = await Promise.all([needs.ledger.read(), needs.jobs.read()]);
    return read.some(({ entries, unreadable }) => entries.length > 0 || unreadable.length > 0);
  };
  const refresh = async (by: EndedBy): Promise<void> => {
    clearTimeout(timer);
    // A journal that cannot be read may hold something.
    const isWanted = opened !== undefined || (await isNeeded().catch(() => true));
    if (isDisposed) return;
    if (isWanted) {
      opened ??= open();
      return (await opened).refresh(by);
    }
    timer = setTimeout(() => void refresh(by).catch(needs.onError), readAgainAfterMs);
  };
  return {
    refresh,
    deletionFailed(...endpoint) {
      opened?.then((guard) => guard.deletionFailed(...endpoint), needs.onError);
    },
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
      opened?.then((guard) => guard.dispose(), needs.onError);
    },
  };
}

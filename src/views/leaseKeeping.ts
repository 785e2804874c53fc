import type { EndpointLedger } from '../guard/journal/endpointLedger.ts';
import type { EndedBy } from '../guard/spend/spendLine.ts';

/** Keeps leases; loaded when the first one is recorded. */
export interface LeaseKeeping {
  check(by: EndedBy): Promise<void>;
  dispose(): void;
}

export function leaseKeeping(
  ledger: Pick<EndpointLedger, 'read'>,
  open: () => Promise<LeaseKeeping>,
): LeaseKeeping {
  let opened: Promise<LeaseKeeping> | undefined;
  return {
    async check(by) {
      if (opened === undefined && (await ledger.read()).entries.length === 0) return;
      opened ??= open();
      await (await opened).check(by);
    },
    dispose: () => void opened?.then((keeper) => keeper.dispose()),
  };
}

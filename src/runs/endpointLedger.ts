import { join } from 'node:path';
import * as z from 'zod/mini';
import { openLedger, recordedFields } from './ledger.ts';
import type { Ledger, LedgerContents } from './ledger.ts';

/** Version 1 has neither account nor state: its endpoints count as seen. */
const entrySchema = z.object({
  version: z.union([z.literal(1), z.literal(2)]),
  ...recordedFields,
  endpointName: z.string(),
  state: z._default(z.enum(['requested', 'seen']), 'seen'),
});

export type LedgerEntry = Omit<z.infer<typeof entrySchema>, 'version'>;
export type EndpointLedger = Ledger<LedgerEntry>;

/** Name of the newest recorded endpoint of a job; undefined when there is none. */
export function newestOf(
  { entries }: Pick<LedgerContents<LedgerEntry>, 'entries'>,
  run: Pick<LedgerEntry, 'connectionId' | 'trainingJobName'>,
): string | undefined {
  const own = entries.filter(
    ({ connectionId, trainingJobName }) =>
      connectionId === run.connectionId && trainingJobName === run.trainingJobName,
  );
  return own.toSorted((a, b) => b.recordedAt.localeCompare(a.recordedAt))[0]?.endpointName;
}

export const openEndpointLedger = (storageFolder: string): EndpointLedger =>
  openLedger(join(storageFolder, 'endpoints'), entrySchema, { version: 2, keyOf: endpointKey });

/** Identifies an endpoint, also among endpoints of the same name in two accounts. */
export const endpointKey = ({ connectionId, endpointName, account }: LedgerEntry): string =>
  [connectionId, endpointName, ...(account ? [account.accountId, account.region] : [])].join('\n');

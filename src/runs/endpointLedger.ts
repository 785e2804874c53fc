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

/** Names of the recorded endpoints of a job, newest first. */
export function newestFirst(
  { entries }: Pick<LedgerContents<LedgerEntry>, 'entries'>,
  run: Pick<LedgerEntry, 'connectionId' | 'trainingJobName'>,
): readonly string[] {
  const own = entries.filter(
    ({ connectionId, trainingJobName }) =>
      connectionId === run.connectionId && trainingJobName === run.trainingJobName,
  );
  return own
    .toSorted((a, b) => b.recordedAt.localeCompare(a.recordedAt))
    .map(({ endpointName }) => endpointName);
}

export const openEndpointLedger = (storageFolder: string): EndpointLedger =>
  openLedger(join(storageFolder, 'endpoints'), entrySchema, { version: 2, keyOf: endpointKey });

/** Identifies an endpoint, also among endpoints of the same name in two accounts. */
export const endpointKey = ({ connectionId, endpointName, account }: LedgerEntry): string =>
  [connectionId, endpointName, ...(account ? [account.accountId, account.region] : [])].join('\n');

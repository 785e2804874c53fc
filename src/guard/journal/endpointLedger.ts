import * as z from 'zod/mini';
import { endedBySchema } from '../spend/spendLine.ts';
import type { SpendLine } from '../spend/spendLine.ts';
import { lineOfRecord, openLedger, recordedFields } from './ledger.ts';
import type { Ending, Ledger, LedgerContents } from './ledger.ts';

/** A deletion that goes on until everything it names is gone, also in other windows and after a restart. */
const deletionSchema = z.object({
  queuedAtMs: z.number(),
  by: endedBySchema,
  /** The process in which a command works on it, which its user can cancel; `stamp` tells it from a later one with its pid. */
  pid: z.optional(z.number()),
  stamp: z.optional(z.string()),
  /** What is not known to be gone, in the order in which it is deleted; empty when everything is. */
  left: z.array(z.object({ kind: z.enum(['endpoint', 'config', 'model', 'schedule']), name: z.string() })),
  /** When the endpoint was first known to be gone. */
  goneAtMs: z.optional(z.number()),
});

/** Version 1 has neither account nor state: its endpoints count as seen. Before version 3 nothing describes the endpoint. */
const entrySchema = z.object({
  version: z.literal([1, 2, 3]),
  ...recordedFields,
  endpointName: z.string(),
  state: z._default(z.enum(['requested', 'seen']), 'seen'),
  /** Its lease; absent if unknown. */
  lease: z.optional(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('until'), expiresAtMs: z.number() }),
      z.object({ kind: z.literal('none') }),
    ]),
  ),
  /** The schedule that deletes it on AWS when the lease ends. */
  schedule: z.optional(z.object({ name: z.string(), group: z.string() })),
  /** Names of its models and of its config. */
  models: z.optional(z.array(z.string())),
  config: z.optional(z.string()),
  deletion: z.optional(deletionSchema),
});

export type LedgerEntry = Omit<z.infer<typeof entrySchema>, 'version'>;
export type EndpointLedger = Ledger<LedgerEntry>;

/** Names of the recorded endpoints of a job, newest first. */
export function newestFirst(
  { entries }: Pick<LedgerContents<LedgerEntry>, 'entries'>,
  run: Pick<LedgerEntry, 'connectionId' | 'trainingJobName'>,
): readonly string[] {
  const own = entries.filter(
    (entry) =>
      mayLive(entry) &&
      entry.connectionId === run.connectionId &&
      entry.trainingJobName === run.trainingJobName,
  );
  return own
    .toSorted((a, b) => b.recordedAt.localeCompare(a.recordedAt))
    .map(({ endpointName }) => endpointName);
}

/** The endpoints in the journal in `folder`. */
export const openEndpointLedger = (folder: string): EndpointLedger =>
  openLedger(folder, 'endpoints', entrySchema, { version: 3, keyOf: endpointKey, lineOf: endpointLine });

function endpointLine(entry: LedgerEntry, ending: Ending): SpendLine {
  const { endpointName: name, trainingJobName, lease } = entry;
  const leaseUntilMs = lease?.kind === 'until' ? lease.expiresAtMs : undefined;
  return { kind: 'endpoint', name, trainingJobName, leaseUntilMs, ...lineOfRecord(entry, ending) };
}

/** Identifies an endpoint, also among endpoints of the same name in two accounts. */
export const endpointKey = ({ connectionId, endpointName, account }: LedgerEntry): string =>
  [connectionId, endpointName, ...(account ? [account.accountId, account.region] : [])].join('\n');

/** False for an endpoint that is gone, of which a config or a model is still to be deleted. */
const mayLive = ({ deletion }: LedgerEntry): boolean => deletion?.goneAtMs === undefined;

import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { isRecordedOurs } from '../guard/leases/ownership.ts';
import type { EndedBy } from '../guard/spend/spendLine.ts';
import { type Deletion, type DeletionSession, deleteOnRecord } from './deleteOnRecord.ts';
import { callerOf, type SeenFacts } from './standing.ts';

export interface EndNeeds {
  readonly session: DeletionSession;
  readonly ledger: EndpointLedger;
  /** Who ends the endpoint, as recorded in the journal. */
  readonly by: EndedBy;
  readonly signal: AbortSignal;
}

/**
 * Deletes a recorded endpoint automatically if it is ours, by its tags as they are now. Config and models stay, so the endpoint can be
 * deployed again. `owner` as in the tags.
 */
export async function endOurs(
  entry: LedgerEntry,
  { arn, createdAt: createdAtMs }: SeenFacts,
  { session, ledger, by, signal }: EndNeeds,
): Promise<Deletion | { readonly kind: 'not-ours'; readonly owner: string | undefined }> {
  const { owner: callerArn } = await callerOf(session, signal);
  const guard = await session.aws.readEndpointGuard(arn, signal);
  if (!isRecordedOurs({ arn, createdAtMs, guard }, [entry], callerArn))
    return { kind: 'not-ours', owner: guard.owner };
  const { endpointName } = entry;
  const request = { endpointName, also: { config: false, model: false }, by, createdAtMs };
  return deleteOnRecord(session, ledger, request, { signal });
}

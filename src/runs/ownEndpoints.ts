import { billsMoney } from '../aws/connections/types.ts';
import type { EndpointDetails } from '../aws/endpoints.ts';
import type { EndpointLedger } from '../guard/journal/endpointLedger.ts';
import { isRecordedOurs } from '../guard/leases/ownership.ts';
import type { Session } from './session.ts';
import { callerOf } from './standing.ts';

/** Tells the endpoints of this user from those that others have made with our tags. Local has one user. */
export async function ownEndpoints(
  session: Session,
  ledger: Pick<EndpointLedger, 'read'>,
  signal?: AbortSignal,
): Promise<(details: EndpointDetails) => boolean> {
  if (!billsMoney(session.connection)) return () => true;
  const { entries } = await ledger.read();
  const { owner: caller } = await callerOf(session, signal);
  return ({ arn, createdAt: createdAtMs, guard }) =>
    isRecordedOurs({ arn, createdAtMs, guard }, entries, caller);
}

import { isCancelled } from '../../../platform/cancellation.ts';
import { newestFirst } from '../../../guard/journal/endpointLedger.ts';
import type { EndpointLedger, LedgerEntry } from '../../../guard/journal/endpointLedger.ts';
import type { OpenSession } from '../../../runs/session.ts';

interface Needs {
  readonly ledger: Pick<EndpointLedger, 'read'>;
  readonly openSession: OpenSession;
}

/**
 * The newest endpoint of a run, without those that the service reports as gone or being deleted: a record outlives its endpoint
 * until that is confirmed. What cannot be looked up is taken as recorded.
 */
export async function endpointOfRun(
  { ledger, openSession }: Needs,
  run: Pick<LedgerEntry, 'connectionId' | 'trainingJobName'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const recorded = newestFirst(await ledger.read(), run);
  for (const endpointName of recorded)
    if (await mayServe(openSession, endpointName, signal)) return endpointName;
  return undefined;
}

async function mayServe(
  openSession: OpenSession,
  endpointName: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const { aws } = await openSession(signal);
    const sighting = await aws.sightEndpoint(endpointName, signal);
    return sighting.kind === 'found' && sighting.details.status !== 'Deleting';
  } catch (error) {
    if (isCancelled(error)) throw error;
    return true;
  }
}

import type { DeployRequest } from '../aws/deploy.ts';
import type { EndpointLedger, LedgerEntry } from './endpointLedger.ts';
import type { Session } from './session.ts';
import { accountOf } from './standing.ts';

/**
 * Creates model, config and endpoint. The endpoint is recorded before it is requested, and its record removed only if it was certainly
 * not created.
 */
export async function deployOnRecord(
  session: Session,
  ledger: EndpointLedger,
  request: DeployRequest & { readonly origin: { readonly trainingJobName: string } },
  signal: AbortSignal,
): Promise<void> {
  const { aws, connectionId, pollIntervalMs } = session;
  const { endpointName, origin } = request;
  let entry: LedgerEntry | undefined;
  await aws.deploy(request, {
    signal,
    pollIntervalMs,
    onWillCreate: async (announced) => {
      const account = (await accountOf(session, signal)) ?? announced.account;
      entry = {
        connectionId,
        endpointName,
        ...origin,
        recordedAt: new Date().toISOString(),
        account,
        attempt: announced.attempt,
        state: 'requested',
      };
      await ledger.record(entry);
    },
    onNotCreated: async () => {
      if (entry !== undefined) await ledger.forget(entry);
    },
  });
  if (entry !== undefined) await ledger.record({ ...entry, state: 'seen' });
}

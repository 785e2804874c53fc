import type { DeployRequest } from '../aws/deploy.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import type { Session } from './session.ts';
import { callerOf } from './standing.ts';

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
  const { endpointName, origin, instanceType, instanceCount } = request;
  let entry: LedgerEntry | undefined;
  const recordAs = async (state: LedgerEntry['state']) => {
    if (entry !== undefined) await ledger.record({ ...entry, state });
  };
  try {
    await aws.deploy(request, {
      signal,
      pollIntervalMs,
      onWillCreate: async (announced) => {
        const requested: LedgerEntry = {
          ...announced,
          ...(await callerOf(session, signal)),
          connectionId,
          endpointName,
          ...origin,
          recordedAt: new Date().toISOString(),
          instanceType,
          instanceCount,
          models: [endpointName],
          config: endpointName,
          state: 'requested',
        };
        await ledger.record(requested);
        entry = requested;
      },
      onNotCreated: async () => {
        if (entry !== undefined) await ledger.forget(entry);
        entry = undefined;
      },
    });
  } catch (error) {
    // Another window may have given it up meanwhile; if that cannot be recorded, this error is still the one to report.
    await recordAs('requested').catch(() => undefined);
    throw error;
  }
  await recordAs('seen');
}

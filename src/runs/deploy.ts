import type { Rate } from '../aws/costs.ts';
import type { CreateOptions } from '../aws/creation.ts';
import type { DeployRequest } from '../aws/deploy.ts';
import type { Recipe } from '../aws/recipes.ts';
import { type Lease, leaseOf } from '../guard/leases/lease.ts';
import { laterState } from '../guard/journal/ledger.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import type { Session } from './session.ts';
import { scheduled } from './scheduledLease.ts';
import type { Deleter } from './scheduledLease.ts';
import { callerOf } from './standing.ts';

/** An endpoint like one that was deleted, from the config and models that it left. */
interface RecipeDeploy extends Pick<DeployRequest, 'endpointName' | 'instanceType' | 'instanceCount'> {
  readonly recipe: Recipe;
}

export type RecordedDeploy = (DeployRequest | RecipeDeploy) & RecordedTerms;

interface RecordedTerms {
  readonly origin: { readonly trainingJobName: string };
  /** How long the endpoint may live; undefined: no lease. */
  readonly leaseMinutes?: number | undefined;
  /** The role with which AWS itself ends the lease; without it only our own programs do. */
  readonly deleter?: Deleter | undefined;
  /** Called with the reason if AWS will not end the lease; the endpoint is created anyway. */
  readonly onUnscheduled?: (error: unknown) => void;
  /** Of all instances, as the user confirmed it. */
  readonly rate?: Rate | undefined;
  /** Throws if something that other windows have started since leaves no room for it under a spend cap. */
  readonly check?: () => Promise<void>;
}

/**
 * Creates model, config and endpoint, or the endpoint alone where a recipe has the others. The endpoint is recorded with its lease before it is requested, and its record removed only if
 * it was certainly not created.
 */
export async function deployOnRecord(
  session: Session,
  ledger: EndpointLedger,
  request: RecordedDeploy,
  signal: AbortSignal,
): Promise<void> {
  const { aws, connectionId, pollIntervalMs } = session;
  const { endpointName, origin, instanceType, instanceCount, leaseMinutes, rate } = request;
  let entry: LedgerEntry | undefined;
  const recordAs = async (state: LedgerEntry['state']) => {
    if (entry === undefined) return;
    const known = entry;
    // Another window may have extended the lease or put a deletion on record.
    await ledger.change(known, (current = known) => ({
      ...current,
      state: laterState(current, { ...known, state }),
    }));
  };
  try {
    const options: CreateOptions = {
      signal,
      pollIntervalMs,
      onWillCreate: async ({ attempt, account, awsNowMs = Date.now() }) => {
        const caller = await callerOf(session, signal);
        const lease: Lease = leaseMinutes === undefined ? { kind: 'none' } : leaseOf(leaseMinutes, awsNowMs);
        const requested: LedgerEntry = {
          attempt,
          account,
          ...caller,
          lease,
          connectionId,
          endpointName,
          ...origin,
          recordedAt: new Date().toISOString(),
          instanceType,
          instanceCount,
          ...(rate === undefined ? {} : { rate }),
          models: 'recipe' in request ? [...request.recipe.modelNames] : [endpointName],
          config: 'recipe' in request ? request.recipe.configName : endpointName,
          state: 'requested',
        };
        await ledger.admit(requested, async () => request.check?.());
        entry = requested;
        if (lease.kind === 'until' && request.deleter !== undefined)
          entry = await scheduled(
            session,
            ledger,
            { ...request, entry, lease, deleter: request.deleter },
            signal,
          );
        return {
          ownerArn: caller.owner,
          expiresAtMs: lease.kind === 'until' ? lease.expiresAtMs : undefined,
        };
      },
      onNotCreated: async () => {
        if (entry?.schedule !== undefined) await aws.removeSchedule(endpointName).catch(() => undefined);
        if (entry !== undefined) await ledger.forget(entry);
        entry = undefined;
      },
    };
    await ('recipe' in request ? aws.deployRecipe(request, options) : aws.deploy(request, options));
  } catch (error) {
    // Another window may have given it up meanwhile; if that cannot be recorded, this error is still the one to report.
    await recordAs('requested').catch(() => undefined);
    throw error;
  }
  await recordAs('seen');
}

import type { Use } from '../../aws/costs.ts';
import type { InstancesInUse } from '../../aws/instancesInUse.ts';
import { cheapestWithQuota, quotaRequestUrl } from '../../aws/quotaChoices.ts';
import { quotaCodes } from '../../aws/quotaCodes.ts';
import type { InstanceQuota, QuotaSweep } from '../../aws/quotas.ts';
import { failed, passed, unknown } from './check.ts';
import type { Check, Fix } from './check.ts';
import type { CheckContext, RunCheck } from './context.ts';

export const checkTrainingQuota: RunCheck = (context) => checkQuota(context, 'training');
export const checkEndpointQuota: RunCheck = (context) => checkQuota(context, 'hosting');

/** Whether the quota covers the instances of the experiment beside those in use, as far as these are known. */
async function checkQuota(context: CheckContext, use: Use): Promise<Check> {
  const { session, experiment, identity, quotas, prices, signal } = context;
  const { aws, connection, region } = session;
  const check = use === 'training' ? 'training-quota' : 'endpoint-quota';
  const { training, endpoint } = experiment;
  const { instanceType, instanceCount: wanted } = use === 'training' ? training : endpoint;
  const first = [training.instanceType, endpoint.instanceType];
  const place = { accountId: identity.accountId, region };
  const [sweep, inUse] = await Promise.all([
    quotas.of(aws, { ...place, first }, signal),
    useOf(context, use),
  ]);
  const found = await quotaOf(context, sweep, { instanceType, use });
  if (found === 'unread') return unknown(check, { kind: 'throttled' });
  const url = quotaRequestUrl(region, found?.code ?? quotaCodes[instanceType]?.[use]);
  const request: readonly Fix[] = url === undefined ? [] : [{ kind: 'requestQuota', url }];
  if (found === undefined) return unknown(check, { kind: 'no-quota', instanceType }, request);
  const used = inUse === undefined ? undefined : (inUse.get(instanceType) ?? 0);
  const facts = { instanceType, wanted, limit: found.limit, inUse: used };
  if (found.limit >= wanted + (used ?? 0)) return passed(check, facts);
  const rates = await prices.rates();
  const instead = cheapestWithQuota(sweep.quotas, connection, { use, count: wanted, inUse, rates });
  const other: readonly Fix[] =
    instead === undefined ? [] : [{ kind: 'useInstance', use, instanceType: instead.instanceType }];
  // The quota may have been raised since the sweep, and instances given back.
  return failed(check, facts, [...other, ...request], true);
}

/** Undefined where there is none, and 'unread' where throttling kept it from being read. */
async function quotaOf(
  { session: { aws, region }, identity: { accountId }, quotas, signal }: CheckContext,
  sweep: QuotaSweep,
  { instanceType, use }: { readonly instanceType: string; readonly use: Use },
): Promise<InstanceQuota | 'unread' | undefined> {
  const isWanted = (one: InstanceQuota) => one.instanceType === instanceType && one.use === use;
  const swept = sweep.quotas.find(isWanted);
  if (swept !== undefined) return swept;
  if (quotaCodes[instanceType]?.[use] !== undefined) return sweep.isComplete ? undefined : 'unread';
  return (await quotas.byName(aws, { accountId, region }, signal)).find(isWanted);
}

/** Undefined where it may not be looked up, or cannot be now: the quota itself is worth knowing without it. */
async function useOf(
  { session: { aws, region }, identity: { accountId }, quotas, signal }: CheckContext,
  use: Use,
): Promise<InstancesInUse> {
  try {
    return await quotas.inUse(aws, { accountId, region, use }, signal);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

import type { Connection } from './connections/types.ts';
import { endpointPrice, referencePrice, trainingPrice } from './costs.ts';
import type { RateBook, Use } from './costs.ts';
import { consoleUrl } from './connections/partitions.ts';
import { quotaCodes } from './quotaCodes.ts';
import type { InstancesInUse } from './instancesInUse.ts';
import type { InstanceQuota } from './quotas.ts';

/** The console's page on which a higher quota is requested; that of all quotas where its code is unknown. */
export function quotaRequestUrl(region: string, code: string | undefined): string | undefined {
  const base = consoleUrl(region);
  if (base === undefined) return undefined;
  const all = `${base}/servicequotas/home/services/sagemaker/quotas`;
  return `${code === undefined ? all : `${all}/${code}`}?region=${region}`;
}

interface QuotaChoice {
  readonly use: Use;
  readonly count: number;
  readonly inUse: InstancesInUse;
  readonly rates: RateBook;
}

/** The cheapest type whose quota covers `count` instances beside those in use; types without a price in the region come after the others. */
export function cheapestWithQuota(
  quotas: readonly InstanceQuota[],
  connection: Connection,
  { use, count, inUse, rates }: QuotaChoice,
): InstanceQuota | undefined {
  const price = use === 'hosting' ? endpointPrice : trainingPrice;
  const usd = ({ instanceType }: InstanceQuota): readonly [rank: number, usd: number] => {
    const here = price(connection, instanceType, 1, rates);
    if (here.kind === 'known') return [0, here.usdPerHour];
    const elsewhere = referencePrice(use, instanceType, 1, rates);
    return elsewhere.kind === 'known' ? [1, elsewhere.usdPerHour] : [2, 0];
  };
  const [cheapest] = quotas
    .filter((quota) => quota.use === use && quota.limit - (inUse?.get(quota.instanceType) ?? 0) >= count)
    .map((quota) => ({ quota, usd: usd(quota) }))
    .toSorted((a, b) => a.usd[0] - b.usd[0] || a.usd[1] - b.usd[1] || order(a.quota) - order(b.quota));
  return cheapest?.quota;
}

/** As the table of codes lists them: general types before those with a GPU. */
const order = ({ instanceType }: InstanceQuota) => Object.keys(quotaCodes).indexOf(instanceType);

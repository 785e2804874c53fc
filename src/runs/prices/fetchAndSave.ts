import type * as awsBundle from '../../aws/index.ts';
import type { RegionRates } from '../../aws/costs.ts';
import type { Prices } from './prices.ts';

interface FetchNeeds {
  /** Loaded when the first price is fetched. */
  readonly aws: () => Promise<Pick<typeof awsBundle, 'fetchRates'>>;
  readonly prices: Pick<Prices, 'save'>;
}

type FetchOptions = Parameters<(typeof awsBundle)['fetchRates']>[1];

/** Reads the rates of a region from AWS's price list and keeps them. Throws AwsFailure and FileFailure; then those before stay. */
export async function fetchAndSave(
  { aws, prices }: FetchNeeds,
  region: string,
  options: FetchOptions,
): Promise<RegionRates> {
  const { fetchRates } = await aws();
  const rates: RegionRates = { ...(await fetchRates(region, options)), source: 'price-file' };
  await prices.save(region, rates);
  return rates;
}

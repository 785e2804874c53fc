import type { AwsOperations } from '../../aws/operations.ts';
import type * as awsBundle from '../../aws/index.ts';
import type { RegionRates } from '../../aws/costs.ts';
import { isFailure } from '../../learner/errors.ts';
import type { Prices } from './prices.ts';

interface FetchNeeds {
  /** Loaded when the first price is fetched. */
  readonly aws: () => Promise<Pick<typeof awsBundle, 'fetchRates'>>;
  readonly prices: Pick<Prices, 'save'>;
  /** Whose Pricing API is the second source; undefined where the connection has none. */
  readonly session?: () => Promise<{ readonly aws: Pick<AwsOperations, 'publishedRates'> } | undefined>;
  /** Reports why the second source failed as well. */
  readonly onSecondFailed?: (error: unknown) => void;
}

type FetchOptions = NonNullable<Parameters<(typeof awsBundle)['fetchRates']>[1]>;

/**
 * Reads the rates of a region from AWS's public price list, or, where that cannot be read, from its Pricing API, and keeps them. Throws
 * AwsFailure, that of the list if both fail, and FileFailure; then those before stay.
 */
export async function fetchAndSave(
  { aws, prices, session = async () => undefined, onSecondFailed }: FetchNeeds,
  region: string,
  options: FetchOptions,
): Promise<RegionRates> {
  const { fetchRates } = await aws();
  const rates = await fetchRates(region, options).then(
    (read): RegionRates => ({ ...read, source: 'price-file' }),
    async (error: unknown) => {
      options.signal?.throwIfAborted();
      // What AWS does not list there, the Pricing API does not know either.
      if (isFailure(error) && error.code === 'prices-missing') throw error;
      try {
        const opened = await session();
        if (opened === undefined) throw error;
        const read = await opened.aws.publishedRates(region, { signal: options.signal });
        return { ...read, source: 'pricing-api' } satisfies RegionRates;
      } catch (second) {
        options.signal?.throwIfAborted();
        if (second !== error) onSecondFailed?.(second);
        throw error;
      }
    },
  );
  await prices.save(region, rates);
  return rates;
}

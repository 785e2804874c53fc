import type { Connection } from './connections/types.ts';
import { endpointPrice, referencePrice, referenceRegion, trainingPrice } from './costs.ts';
import type { RateBook, Use } from './costs.ts';
import { prices } from './prices/prices.ts';

/** CPU types that linear models are usually trained and hosted on; all of them support both. */
const usual = [
  'ml.m5.large',
  'ml.m5.xlarge',
  'ml.m5.2xlarge',
  'ml.m5.4xlarge',
  'ml.c5.xlarge',
  'ml.c5.2xlarge',
  'ml.c5.4xlarge',
];

/** Choices of a form: the usual types, then the others of the price table. */
export const offeredInstanceTypes = (use: Use): readonly string[] => [
  ...new Set([...usual, ...Object.keys(prices[referenceRegion]?.[use] ?? {})]),
];

/** The usual types with a known price in the connection's region; in the reference region when the connection bills nothing. */
export const pricedInstanceTypes = (connection: Connection, use: Use, rates: RateBook): readonly string[] =>
  usual.filter((type) => {
    const price = (use === 'training' ? trainingPrice : endpointPrice)(connection, type, 1, rates);
    return (price.kind === 'free' ? referencePrice(use, type, 1, rates) : price).kind === 'known';
  });

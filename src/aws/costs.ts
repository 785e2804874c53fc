import { connectionRegion, hasPublishedPrices } from './connections/types.ts';
import type { Connection } from './connections/types.ts';
import { prices, pricesReadOn } from './prices/prices.ts';
import { storageRates, storageRatesReadOn } from './prices/storage.ts';

export type Use = 'hosting' | 'training';

/** Where a rate was read: in the table that we ship, in AWS's public price file or its Pricing API, or typed by the user. */
export type RateSource = 'shipped' | 'price-file' | 'pricing-api' | 'typed';

/** `usdPerHour` is that of all instances together, on demand; `publishedOn` a day, ISO 8601. */
export interface KnownRate {
  readonly kind: 'known';
  readonly usdPerHour: number;
  readonly source: RateSource;
  readonly publishedOn: string;
}

/** 'free' on the embedded server; 'unknown' without a current source: never estimated from another type or region. */
export type Rate = { readonly kind: 'free' } | { readonly kind: 'unknown' } | KnownRate;

/** US dollars per instance-hour by instance type. */
export type RatesByType = Readonly<Record<string, number>>;

/** Rates of one region, read together. */
export interface RegionRates extends Readonly<Record<Use, RatesByType>> {
  readonly source: RateSource;
  readonly publishedOn: string;
}

/** Rates by region; of two that know an instance type, the first counts. */
export type RateBook = Readonly<Record<string, readonly RegionRates[]>>;

/** What we ship. */
export const shippedRates: RateBook = Object.fromEntries(
  Object.entries(prices).map(([region, rates]) => [
    region,
    [{ ...rates, source: 'shipped', publishedOn: pricesReadOn }],
  ]),
);

/** Rate of all instances of an endpoint. */
export const endpointPrice = (
  connection: Connection,
  instanceType: string,
  instanceCount: number,
  rates: RateBook,
): Rate => rateOf(rates, connection, 'hosting', { instanceType, instanceCount });

/** Rate of all instances of a training job. */
export const trainingPrice = (
  connection: Connection,
  instanceType: string,
  instanceCount: number,
  rates: RateBook,
): Rate => rateOf(rates, connection, 'training', { instanceType, instanceCount });

/** US dollars for so many seconds at this rate; undefined when the rate is unknown. */
export function costUsd(rate: Rate, seconds: number): number | undefined {
  switch (rate.kind) {
    case 'free':
      return 0;
    case 'unknown':
      return undefined;
    case 'known':
      return (rate.usdPerHour * seconds) / 3600;
  }
}

interface Instances {
  readonly instanceType: string;
  readonly instanceCount: number;
}

function rateOf(rates: RateBook, connection: Connection, use: Use, instances: Instances): Rate {
  if (connection.kind === 'local') return { kind: 'free' };
  const known = rates[connectionRegion(connection)] ?? [];
  return rateIn(hasPublishedPrices(connection) ? known : known.filter(isTyped), use, instances);
}

const isTyped = ({ source }: RegionRates) => source === 'typed';

function rateIn(known: readonly RegionRates[], use: Use, { instanceType, instanceCount }: Instances): Rate {
  for (const { source, publishedOn, ...rates } of known) {
    const usdPerHour = Object.hasOwn(rates[use], instanceType) ? rates[use][instanceType] : undefined;
    if (usdPerHour !== undefined)
      return { kind: 'known', usdPerHour: usdPerHour * instanceCount, source, publishedOn };
  }
  return { kind: 'unknown' };
}

/** The region whose prices are compared when the connection itself has none. */
export const referenceRegion = 'us-east-1';

/** Rate of all instances in the reference region. */
export const referencePrice = (
  use: Use,
  instanceType: string,
  instanceCount: number,
  rates: RateBook,
): Rate => rateIn(rates[referenceRegion] ?? [], use, { instanceType, instanceCount });

/** `usdPerMonth` for so many bytes; `usdPerGb` its rate, per GB (2³⁰ bytes) and month, read on a day, ISO 8601. */
export type StorageCost =
  | { readonly kind: 'free' }
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'known';
      readonly usdPerMonth: number;
      readonly usdPerGb: number;
      readonly readOn: string;
    };

/** What objects cost in S3 Standard. */
export function storageCost(connection: Connection, bytes: number): StorageCost {
  if (connection.kind === 'local') return { kind: 'free' };
  const region = connectionRegion(connection);
  const usdPerGb = Object.hasOwn(storageRates, region) ? storageRates[region] : undefined;
  if (usdPerGb === undefined || !hasPublishedPrices(connection)) return { kind: 'unknown' };
  return {
    kind: 'known',
    usdPerMonth: (bytes / 2 ** 30) * usdPerGb,
    usdPerGb,
    readOn: storageRatesReadOn,
  };
}

import * as z from 'zod/mini';
import { jsonEntries } from './jsonEntries.ts';
import { hourlyUsdOf, instanceOf, openRates } from './priceRecords.ts';
import type { PricedInstance } from './priceRecords.ts';

/** Rates of one region, in US dollars per instance-hour on demand, and the day on which they were published. */
export interface ReadRates {
  readonly publishedOn: string;
  readonly hosting: Readonly<Record<string, number>>;
  readonly training: Readonly<Record<string, number>>;
}

/** A region's file has about 4 MB. */
const limits = { totalBytes: 256 * 1024 * 1024, valueLength: 1024 * 1024 };
const mostProducts = 500_000;

const isWanted = (path: readonly string[]): boolean => {
  const [first, second] = path;
  if (path.length === 1) return first === 'publicationDate';
  if (path.length === 2) return first === 'products';
  return path.length === 3 && first === 'terms' && second === 'OnDemand';
};

/**
 * Reads the rates out of a region's file of AWS's public price list, piece by piece: products say what is priced, terms at what
 * price. Throws a SyntaxError for another file, or a part of one.
 */
export async function readPriceFile(chunks: AsyncIterable<Uint8Array>): Promise<ReadRates> {
  const instances = new Map<string, PricedInstance>();
  const usd = new Map<string, number>();
  let publishedOn: string | undefined;
  for await (const { path, value } of jsonEntries(chunks, isWanted, limits)) {
    const sku = path.at(-1) ?? '';
    if (path.length === 1) publishedOn = dayOf(value);
    else if (path[0] === 'products') {
      const instance = instanceOf(value);
      if (instance !== undefined) instances.set(sku, instance);
    } else {
      const rate = hourlyUsdOf(value);
      if (rate !== undefined) usd.set(sku, rate);
    }
    if (Math.max(instances.size, usd.size) > mostProducts)
      throw new SyntaxError(`more than ${mostProducts} products`);
  }
  const rates = openRates();
  for (const [sku, instance] of instances) {
    const rate = usd.get(sku);
    if (rate !== undefined) rates.add(instance, rate);
  }
  if (publishedOn === undefined) throw new SyntaxError('no publicationDate');
  return { publishedOn, ...rates.collected() };
}

/** The day of a time in ISO 8601; undefined for anything else. */
export function dayOf(time: unknown): string | undefined {
  const day = z.iso.date().safeParse(typeof time === 'string' ? time.slice(0, 10) : undefined);
  return day.success ? day.data : undefined;
}

const indexSchema = z.object({
  regions: z.record(
    z.string(),
    z.object({ currentVersionUrl: z.string().check(z.regex(/^\/offers\/[\w./-]+\.json$/)) }),
  ),
});

const longestIndex = 1024 * 1024;

/** The path of a region's file, by the index of all; undefined for a region without one. Throws a SyntaxError for another text. */
export async function regionPathIn(
  chunks: AsyncIterable<Uint8Array>,
  region: string,
): Promise<string | undefined> {
  const regions = jsonEntries(chunks, (path) => path.length === 1 && path[0] === 'regions', {
    totalBytes: longestIndex,
    valueLength: longestIndex,
  });
  for await (const { value } of regions) {
    const index = indexSchema.safeParse({ regions: value });
    if (!index.success) throw new SyntaxError('no index of regions');
    const { regions: known } = index.data;
    return Object.hasOwn(known, region) ? known[region]?.currentVersionUrl : undefined;
  }
  throw new SyntaxError('no index of regions');
}

import * as z from 'zod/mini';
import { mostUsdPerHour } from './bounds.ts';

/** What a product of AWS's price list is a rate of; undefined for everything but instances that host or train. */
export interface PricedInstance {
  readonly use: 'hosting' | 'training';
  readonly instanceType: string;
  readonly region: string | undefined;
}

const productSchema = z.object({
  attributes: z.object({
    component: z.optional(z.string()),
    instanceName: z.optional(z.string()),
    instanceType: z.optional(z.string()),
    regionCode: z.optional(z.string()),
  }),
});

const uses: Readonly<Record<string, PricedInstance['use']>> = { Hosting: 'hosting', Training: 'training' };

export function instanceOf(product: unknown): PricedInstance | undefined {
  const attributes = productSchema.safeParse(product).data?.attributes;
  const { component = '', instanceName, instanceType = '', regionCode } = attributes ?? {};
  const use = Object.hasOwn(uses, component) ? uses[component] : undefined;
  // The type alone carries the component as a suffix: ml.c4.xlarge-Hosting.
  const name = instanceName ?? instanceType.replace(`-${component}`, '');
  if (use === undefined || !/^ml\.[a-z0-9-]+\.[a-z0-9-]+$/.test(name)) return undefined;
  return { use, instanceType: name, region: regionCode };
}

const offersSchema = z.record(
  z.string(),
  z.object({
    priceDimensions: z.record(
      z.string(),
      z.object({ unit: z.string(), pricePerUnit: z.object({ USD: z.optional(z.string()) }) }),
    ),
  }),
);

/** US dollars per hour of on-demand offers for one product; the highest, so that no cost is understated. Undefined without any. */
export function hourlyUsdOf(offers: unknown): number | undefined {
  const dimensions = Object.values(offersSchema.safeParse(offers).data ?? {}).flatMap(({ priceDimensions }) =>
    Object.values(priceDimensions),
  );
  let highest: number | undefined;
  for (const { unit, pricePerUnit } of dimensions) {
    const usd = Number(pricePerUnit.USD);
    const isRate = /^(?:hrs?|hours?)$/i.test(unit) && usd > 0 && usd <= mostUsdPerHour;
    if (isRate && usd > (highest ?? 0)) highest = usd;
  }
  return highest;
}

const recordSchema = z.object({
  product: z.unknown(),
  terms: z.optional(z.object({ OnDemand: z.unknown() })),
  publicationDate: z.unknown(),
});

const longestRecord = 1024 * 1024;

/** A product with its terms, as the Pricing API has it: JSON within JSON. Undefined for any other text. */
export function parsePriceRecord(text: string): z.infer<typeof recordSchema> | undefined {
  if (text.length > longestRecord) return undefined;
  try {
    return recordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Rates as they are collected: of two for one instance type the higher counts. */
export function openRates() {
  const rates = { hosting: new Map<string, number>(), training: new Map<string, number>() };
  return {
    add({ use, instanceType }: Pick<PricedInstance, 'use' | 'instanceType'>, usdPerHour: number): void {
      const known = rates[use].get(instanceType) ?? 0;
      if (usdPerHour > known) rates[use].set(instanceType, usdPerHour);
    },
    collected: () => ({
      hosting: Object.fromEntries(rates.hosting),
      training: Object.fromEntries(rates.training),
    }),
  };
}

import { paginateGetProducts } from '@aws-sdk/client-pricing';
import type { AwsClients } from '../connections/clients.ts';
import { call } from '../failures/call.ts';
import { priceFileUnusable, pricesMissing } from '../failures/errors.ts';
import { dayOf } from './priceFile.ts';
import type { ReadRates } from './priceFile.ts';
import { hourlyUsdOf, instanceOf, openRates, parsePriceRecord } from './priceRecords.ts';

/** Of one component: SageMaker has about 300 instance types, and a page up to 100 products. */
const mostPages = 100;

interface PricingOptions {
  readonly signal?: AbortSignal | undefined;
  /** Products read so far. */
  readonly onProgress?: (products: number) => void;
}

/**
 * Reads the rates of a region from AWS's Pricing API, whose records are those of the public price file. Throws AwsFailure:
 * 'prices-missing', 'price-file-unusable', 'access-denied', the network's.
 */
export async function publishedRates(
  clients: AwsClients,
  region: string,
  { signal, onProgress }: PricingOptions = {},
): Promise<ReadRates> {
  const rates = openRates();
  const unusable = (found: string) => priceFileUnusable(region, 'pricing:GetProducts', found);
  let publishedOn = '';
  let products = 0;
  await call('GetProducts', signal, async (options) => {
    for (const component of ['Hosting', 'Training']) {
      const request = { ServiceCode: 'AmazonSageMaker', FormatVersion: 'aws_v1', MaxResults: 100 };
      const Filters = [match('regionCode', region), match('component', component)];
      const pages = paginateGetProducts({ client: clients.pricing() }, { ...request, Filters }, options);
      let count = 0;
      for await (const { PriceList = [] } of pages) {
        for (const text of PriceList) {
          // The SDK makes an object of it, which is parsed lazily.
          const record = parsePriceRecord(String(text));
          if (record === undefined) throw unusable('no record of a product');
          const [instance, usd] = [instanceOf(record.product), hourlyUsdOf(record.terms?.OnDemand)];
          const day = dayOf(record.publicationDate) ?? '';
          if (day > publishedOn) publishedOn = day;
          if (instance?.region === region && usd !== undefined) rates.add(instance, usd);
        }
        products += PriceList.length;
        onProgress?.(products);
        count += 1;
        if (count >= mostPages) throw unusable(`more than ${mostPages} pages`);
      }
    }
  });
  const { hosting, training } = rates.collected();
  if (products === 0) throw pricesMissing(region);
  if (Object.keys(hosting).length + Object.keys(training).length === 0)
    throw unusable('no rates of instances');
  if (publishedOn === '') throw unusable('no publicationDate');
  return { publishedOn, hosting, training };
}

const match = (Field: string, Value: string) => ({ Type: 'TERM_MATCH' as const, Field, Value });

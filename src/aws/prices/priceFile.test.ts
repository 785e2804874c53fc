import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonEntries } from './jsonEntries.ts';
import { readPriceFile, regionPathIn } from './priceFile.ts';

const fixture = (name: string) =>
  join(import.meta.dirname, '..', '..', '..', 'test', 'fixtures', 'prices', name);
const text = async () => readFile(fixture('AmazonSageMaker.json'), 'utf8');

async function* pieces(content: string, size = 1000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const expected = {
  publishedOn: '2026-09-22',
  hosting: {
    'ml.t2.medium': 0.056,
    'ml.m4.xlarge': 0.24,
    'ml.c4.xlarge': 0.239,
    'ml.m5.large': 0.115,
    'ml.m5.xlarge': 0.23,
  },
  training: { 'ml.m4.xlarge': 0.24, 'ml.c4.xlarge': 0.239, 'ml.m5.large': 0.115, 'ml.m5.xlarge': 0.23 },
};

test('price file yields the hourly rates of hosting and training, and the day', async () => {
  expect(await readPriceFile(createReadStream(fixture('AmazonSageMaker.json')))).toEqual(expected);
});

test.each([1, 7, 4096])('price file in pieces of %i bytes yields the same', async (size) => {
  expect(await readPriceFile(pieces(await text(), size))).toEqual(expected);
});

test('price file whose terms come before its products yields the same', async () => {
  const { products, terms, ...rest } = JSON.parse(await text());
  const turned = JSON.stringify({ terms, ...rest, products });
  expect(await readPriceFile(pieces(turned))).toEqual(expected);
});

test('the higher of two prices for an instance type is used', async () => {
  const other = (await text())
    .replace('"USD": "0.0464000000"', '"USD": "0.9"')
    .replaceAll('"Notebook"', '"Hosting"');
  expect((await readPriceFile(pieces(other))).hosting['ml.t2.medium']).toBe(0.9);
});

/** The excerpt with other terms of one product that hosts ml.m5.large. */
async function withTermsOf(change: (offers: Record<string, unknown>, sku: string) => void): Promise<string> {
  const file = JSON.parse(await text());
  const [sku = ''] = Object.entries<{ attributes: Record<string, string> }>(file.products)
    .filter(([, { attributes }]) => attributes['usagetype'] === 'USE1-Host:ml.m5.large')
    .map(([key]) => key);
  change(file.terms.OnDemand[sku], sku);
  file.terms.Reserved = {
    [sku]: { r: { priceDimensions: { d: { unit: 'Hrs', pricePerUnit: { USD: '9' } } } } },
  };
  return JSON.stringify(file);
}
const offer = (effectiveDate: string, ...usd: readonly string[]) => ({
  effectiveDate,
  priceDimensions: Object.fromEntries(
    usd.map((USD, tier) => [
      tier,
      {
        beginRange: `${tier * 100}`,
        endRange: tier === usd.length - 1 ? 'Inf' : `${(tier + 1) * 100}`,
        unit: 'Hrs',
        pricePerUnit: { USD },
      },
    ]),
  ),
});

test('of the tiers of a price, and of prices of several dates, the highest is used; reserved ones do not count', async () => {
  const tiers = await withTermsOf((offers, sku) => {
    offers[`${sku}.JRTCKXETXF`] = offer('2026-09-01T00:00:00Z', '0.1200000000', '0.1150000000', '0');
  });
  expect((await readPriceFile(pieces(tiers))).hosting['ml.m5.large']).toBe(0.12);
  const dates = await withTermsOf((offers, sku) => {
    offers[`${sku}.A`] = offer('2026-12-24T00:00:00Z', '0.1300000000');
    offers[`${sku}.B`] = offer('2024-01-01T00:00:00Z', '0.1100000000');
  });
  const read = await readPriceFile(pieces(dates));
  expect(read.hosting['ml.m5.large']).toBe(0.13);
  expect(read.training['ml.m5.large']).toBe(0.115);
});

test('a price per second or per gigabyte is no rate of instances', async () => {
  const other = await withTermsOf((offers, sku) => {
    offers[`${sku}.JRTCKXETXF`] = {
      priceDimensions: { d: { unit: 'GB-Mo', pricePerUnit: { USD: '0.14' } } },
    };
  });
  expect((await readPriceFile(pieces(other))).hosting).not.toHaveProperty(['ml.m5.large']);
});

test.each([
  ['that is cut off', async () => (await text()).slice(0, -20)],
  ['of a proxy', async () => '<html><body>Sign in</body></html>'],
  ['that is an array', async () => '[]'],
  ['without a date', async () => (await text()).replace('publicationDate', 'published')],
  ['that is empty', async () => ''],
  ['with more after its end', async () => `${await text()}{}`],
])('price file %s is refused', async (_, content) => {
  await expect(readPriceFile(pieces(await content()))).rejects.toThrow(SyntaxError);
});

test('index yields the path of a region, and nothing for a region without prices', async () => {
  const index = await readFile(fixture('region_index.json'), 'utf8');
  expect(await regionPathIn(pieces(index), 'us-east-1')).toBe(
    '/offers/v1.0/aws/AmazonSageMaker/20260922230750/us-east-1/index.json',
  );
  expect(await regionPathIn(pieces(index), 'xx-nowhere-1')).toBeUndefined();
  expect(await regionPathIn(pieces(index), 'constructor')).toBeUndefined();
});

test('index that leads to another server is refused', async () => {
  const regions = { 'us-east-1': { currentVersionUrl: 'https://elsewhere.test/offers/x.json' } };
  await expect(regionPathIn(pieces(JSON.stringify({ regions })), 'us-east-1')).rejects.toThrow(SyntaxError);
});

test('entries at a path are those that JSON.parse finds there, however the text is cut', async () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
  await fc.assert(
    fc.asyncProperty(object, fc.integer({ min: 1, max: 40 }), async (value, size) => {
      const found: [string, unknown][] = [];
      const limits = { totalBytes: 1e6, valueLength: 1e6 };
      const entries = jsonEntries(
        pieces(JSON.stringify(value, null, 1), size),
        (path) => path.length === 1,
        limits,
      );
      for await (const entry of entries) found.push([entry.path[0] ?? '', entry.value]);
      const all = Object.entries(value).map(([key, one]) => [key, JSON.parse(JSON.stringify(one))]);
      expect(found).toEqual(all);
    }),
    { numRuns: 200 },
  );
});

test('a text or a value above its size limit is rejected', async () => {
  const content = JSON.stringify({ a: 'x'.repeat(100) });
  const read = async (limits: { totalBytes: number; valueLength: number }) => {
    for await (const _ of jsonEntries(pieces(content), () => true, limits));
  };
  await expect(read({ totalBytes: 50, valueLength: 1000 })).rejects.toThrow('more than 50 bytes');
  await expect(read({ totalBytes: 1000, valueLength: 50 })).rejects.toThrow('more than 50 characters');
});

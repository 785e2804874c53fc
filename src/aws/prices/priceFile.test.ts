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

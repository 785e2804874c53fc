import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endpointPrice, trainingPrice } from '../../aws/costs.ts';
import type { RegionRates } from '../../aws/costs.ts';
import { openPrices } from './prices.ts';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'll-prices-'))));
afterEach(() => rm(folder, { recursive: true }));

const virginia = { kind: 'aws', profile: 'me', region: 'us-east-1' } as const;
const now = () => Date.UTC(2026, 11, 1);
const published = (usdPerHour: number, publishedOn = '2026-09-22'): RegionRates => ({
  source: 'price-file',
  publishedOn,
  hosting: { 'ml.m4.xlarge': usdPerHour },
  training: {},
});

test('without files the shipped rates are used', async () => {
  const rates = await openPrices(folder).rates();
  expect(trainingPrice(virginia, 'ml.m5.large', 1, rates)).toMatchObject({ source: 'shipped' });
});

test('saved rates take precedence over shipped ones, in every window and after a restart', async () => {
  const other = openPrices(folder, { now });
  await other.rates();
  await openPrices(folder, { now }).save('us-east-1', published(0.24));
  const rates = await other.rates();
  expect(endpointPrice(virginia, 'ml.m4.xlarge', 1, rates)).toEqual({
    kind: 'known',
    usdPerHour: 0.24,
    source: 'price-file',
    publishedOn: '2026-09-22',
  });
  expect(endpointPrice(virginia, 'ml.m5.large', 1, rates)).toMatchObject({ source: 'shipped' });
});

test('an entered rate takes precedence over a published one for its use and instance type only, and can be replaced', async () => {
  const prices = openPrices(folder, { now });
  await prices.save('us-east-1', published(0.24));
  const typed = { region: 'us-east-1', use: 'hosting', instanceType: 'ml.m4.xlarge' } as const;
  await prices.setRate({ ...typed, usdPerHour: 0.2 });
  await prices.setRate({ ...typed, usdPerHour: 0.1 });
  await prices.setRate({ ...typed, instanceType: 'ml.x9.huge', usdPerHour: 9 });
  const rates = await prices.rates();
  expect(endpointPrice(virginia, 'ml.m4.xlarge', 1, rates)).toEqual({
    kind: 'known',
    usdPerHour: 0.1,
    source: 'typed',
    publishedOn: '2026-12-01',
  });
  expect(trainingPrice(virginia, 'ml.m4.xlarge', 1, rates)).toEqual({ kind: 'unknown' });
  expect(endpointPrice(virginia, 'ml.x9.huge', 1, rates)).toMatchObject({ usdPerHour: 9 });
});

test('a rate entered for a server other than AWS applies there, and a published one does not', async () => {
  const prices = openPrices(folder, { now });
  const emulator = { kind: 'custom', endpointUrl: 'http://localhost:1' } as const;
  await prices.save('us-east-1', published(0.24));
  expect(endpointPrice(emulator, 'ml.m4.xlarge', 1, await prices.rates())).toEqual({ kind: 'unknown' });
  await prices.setRate({ region: 'us-east-1', use: 'hosting', instanceType: 'ml.m4.xlarge', usdPerHour: 2 });
  expect(endpointPrice(emulator, 'ml.m4.xlarge', 1, await prices.rates())).toMatchObject({ usdPerHour: 2 });
});

test("the latest published rates of several editors are used, and other editors' files are left alone", async () => {
  const [own, other] = [join(folder, 'own'), join(folder, 'other')];
  await openPrices(own).save('us-east-1', published(0.24));
  await openPrices(other).save('us-east-1', published(0.25, '2026-10-01'));
  const before = await readdir(join(other, 'prices'));
  const rates = await openPrices(own, { others: [other] }).rates();
  expect(endpointPrice(virginia, 'ml.m4.xlarge', 1, rates)).toMatchObject({ usdPerHour: 0.25 });
  expect(await readdir(join(other, 'prices'))).toEqual(before);
});

test('an unreadable file counts as missing', async () => {
  const prices = openPrices(folder);
  await prices.save('us-east-1', published(0.24));
  await writeFile(join(folder, 'prices', 'us-east-1.json'), '{"version":1');
  expect(endpointPrice(virginia, 'ml.m4.xlarge', 1, await prices.rates())).toEqual({ kind: 'unknown' });
});

test('a refresh is due for a region without published rates and 30 days after the last, at most once a day', async () => {
  let time = now();
  const [first, second] = [0, 1].map(() => openPrices(folder, { now: () => time }));
  expect(await first?.takeRefresh('us-east-1')).toBe(true);
  expect(await first?.takeRefresh('us-east-1')).toBe(false);
  expect(await first?.takeRefresh('eu-west-1')).toBe(true);
  await first?.save('us-east-1', published(0.24));
  expect(await second?.takeRefresh('us-east-1')).toBe(false);
  time += 31 * 24 * 3600_000;
  expect(await second?.takeRefresh('us-east-1')).toBe(true);
});

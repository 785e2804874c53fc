import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import * as aws from '../../../src/aws/index.ts';
import { endpointPrice } from '../../../src/aws/costs.ts';
import { fetchAndSave } from '../../../src/runs/prices/fetchAndSave.ts';
import { openPrices } from '../../../src/runs/prices/prices.ts';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAccount } from '../../fakeAws/identity/account.ts';
import { retryAtOnce } from '../../fakeAws/retries.ts';
import { first } from './fakeClients.ts';

let fake: FakeAws;
let folder = '';
beforeAll(async () => void (fake = await openFakeAws({ accounts: [first] })));
afterAll(() => fake.stop());
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'll-prices-'))));
afterEach(async () => {
  fake.release();
  fake.setFaults();
  await rm(folder, { recursive: true });
});

const virginia = { kind: 'aws', profile: 'me', region: 'us-east-1' } as const;
const refresh = async (region = 'us-east-1', signal?: AbortSignal) => {
  const prices = openPrices(folder);
  await fetchAndSave({ aws: async () => aws, prices }, region, { baseUrl: fake.url, signal });
  return prices.rates();
};

test('rates of a region are read from the public price list without credentials, and saved', async () => {
  const rates = await refresh();
  expect(endpointPrice(virginia, 'ml.m4.xlarge', 2, rates)).toEqual({
    kind: 'known',
    usdPerHour: 0.48,
    source: 'price-file',
    publishedOn: '2026-09-22',
  });
  expect(await openPrices(folder).rates()).toEqual(rates);
  expect(fake.log.map(({ principal }) => principal)).toEqual(['', '']);
});

test('a region without prices fails with its name', async () => {
  await expect(refresh('eu-west-9')).rejects.toMatchObject({
    code: 'prices-missing',
    facts: { region: 'eu-west-9' },
  });
});

test.each(['lost before', 'cut off', 'internal error', '{}', 'empty answer'] as const)(
  'when the price list meets "%s", the refresh fails and the rates before stay',
  async (name) => {
    const before = await refresh();
    fake.setFaults({ name, service: 'pricelist' });
    await expect(refresh()).rejects.toHaveProperty('code');
    expect(await openPrices(folder).rates()).toEqual(before);
  },
);

const viaApi = async (policies?: Parameters<FakeAccount['addUser']>[1], region = 'us-east-1') => {
  const keys = fake.account(first).addUser(`user-${(users += 1)}`, policies);
  const clients = aws.createClients(aws.localConnection, { ...fake.access(first, region), ...keys });
  retryAtOnce(clients);
  onTestFinished(() => clients.destroy());
  const prices = openPrices(folder);
  const session = async () => ({ aws: aws.bindOperations(clients) });
  await fetchAndSave({ aws: async () => aws, prices, session }, region, { baseUrl: fake.url });
  return prices.rates();
};
let users = 0;

test('where the price list is cut off, GetProducts gives the same rates, page by page', async () => {
  const fromFile = await refresh();
  fake.setFaults({ name: 'cut off', service: 'pricelist' });
  const allowed = { Statement: { Effect: 'Allow', Action: 'pricing:GetProducts', Resource: '*' } } as const;
  const rates = await viaApi({ policies: [allowed] });
  const [read] = rates['us-east-1'] ?? [];
  expect(read).toEqual({ ...fromFile['us-east-1']?.[0], source: 'pricing-api', savedAt: expect.anything() });
  const calls = fake.log.filter(({ service }) => service === 'pricing');
  expect(calls.map(({ operation, region, actions }) => [operation, region, actions])).toEqual(
    // Six products that host, in pages of three, and four that train.
    [1, 2, 3, 4].map(() => ['GetProducts', 'us-east-1', ['pricing:GetProducts']]),
  );
});

test('without the right to GetProducts, the failure is that of the price list', async () => {
  fake.setFaults({ name: 'internal error', service: 'pricelist' });
  await expect(viaApi({ policies: [] })).rejects.toMatchObject({ code: 'price-file-unusable' });
  expect(fake.log.map(({ service }) => service)).toContain('pricing');
});

test('GetProducts is called in the nearest region that has it', async () => {
  for (const region of ['eu-west-1', 'ap-northeast-1', 'sa-east-1']) {
    fake.setFaults({ name: 'internal error', service: 'pricelist' });
    await expect(viaApi(undefined, region)).rejects.toMatchObject({ code: 'price-file-unusable' });
    const called = fake.log.find(({ service }) => service === 'pricing');
    const nearest = { e: 'eu-central-1', a: 'ap-south-1', s: 'us-east-1' }[region.slice(0, 1)];
    expect(called?.region).toBe(nearest);
  }
});

test.each(['lost before', 'empty answer', '{}', 'denied', 'throttled'] as const)(
  'when both sources fail, GetProducts with "%s", the rates before stay',
  async (name) => {
    const before = await refresh();
    fake.setFaults({ name: 'cut off', service: 'pricelist' }, { name, service: 'pricing' });
    await expect(viaApi()).rejects.toHaveProperty('code');
    expect(await openPrices(folder).rates()).toEqual(before);
  },
);

test('offline, the previous rates are kept, and the failure names the host', async () => {
  const options = { baseUrl: 'http://127.0.0.1:9' };
  await expect(aws.fetchRates('us-east-1', options)).rejects.toMatchObject({
    code: 'network-unreachable',
    facts: { host: '127.0.0.1' },
  });
});

test('a refresh can be cancelled while it waits for the response', async () => {
  fake.setFaults({ name: 'held before', service: 'pricelist' });
  const cancelling = new AbortController();
  const refreshing = refresh('us-east-1', cancelling.signal);
  refreshing.catch(() => undefined);
  await fake.met();
  cancelling.abort(new Error('cancelled'));
  await expect(refreshing).rejects.toThrow('cancelled');
});

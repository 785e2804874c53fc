import { beforeEach, expect, test, vi } from 'vitest';
import { forgetShown, shown } from '../../test/fakeVscode.ts';
import { shippedRates } from '../aws/costs.ts';
import type { RegionRates } from '../aws/costs.ts';
import type { Session } from '../runs/session.ts';
import type { TypedRate } from '../runs/prices/prices.ts';
import { refreshMonthly, refreshPrices, setRate } from './prices.ts';
import type { PriceServices } from './prices.ts';

let isAllowed = true;
vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
vi.mock('./settings.ts', () => ({ proxySettings: () => ({}), refreshesPricesMonthly: () => isAllowed }));
beforeEach(() => {
  forgetShown();
  isAllowed = true;
});

const published = { publishedOn: '2026-09-22', hosting: { 'ml.m4.xlarge': 0.24 }, training: {} };
const connection = { kind: 'aws', profile: 'me', region: 'eu-west-1' } as const;
const dearer = { publishedOn: '2026-09-23', hosting: { 'ml.m4.xlarge': 0.3 }, training: {} };

/** A session whose Pricing API knows a price, or which may not call it. */
function sessionWith({ isAllowed: mayPrice = true } = {}): Session {
  const publishedRates = async () => {
    if (!mayPrice) throw new Error('denied');
    return dearer;
  };
  const given = { connection, configuredEndpoints: {}, region: 'eu-west-1', aws: { publishedRates } };
  // SAFETY: nothing else of a session is used here.
  return given as unknown as Session;
}
const session = sessionWith({ isAllowed: false });

function openServices({ isDue = true, isOffline = false, opened = session } = {}) {
  const warned: string[] = [];
  const saved: [string, RegionRates][] = [];
  const typed: TypedRate[] = [];
  const fetchRates = async () => {
    if (isOffline) throw new Error('offline');
    return published;
  };
  const services = {
    prices: {
      rates: async () => shippedRates,
      save: async (region: string, rates: RegionRates) => void saved.push([region, rates]),
      setRate: async (rate: TypedRate) => void typed.push(rate),
      takeRefresh: async () => isDue,
    },
    // SAFETY: nothing else of the bundle is used here.
    aws: async () => ({ fetchRates }) as unknown as ReturnType<PriceServices['aws']>,
    changed: () => undefined,
    connection: () => connection,
    openSession: async () => opened,
    log: { warn: (text: string) => void warned.push(text) },
  };
  return { services, saved, typed, warned };
}

test("Refresh Prices saves AWS's prices for the current region, and reports their number and date", async () => {
  const { services, saved } = openServices();
  expect(await refreshPrices(services)).toEqual({
    region: 'eu-west-1',
    prices: 1,
    publishedOn: '2026-09-22',
  });
  expect(saved).toEqual([['eu-west-1', { ...published, source: 'price-file' }]]);
  expect(shown.at(-1)?.message).toMatch(/1 prices for eu-west-1, published on .*2026/);
});

test('where the price list cannot be read, the Pricing API is the second source', async () => {
  const { services, saved } = openServices({ isOffline: true, opened: sessionWith() });
  expect(await refreshPrices(services)).toMatchObject({ prices: 1, publishedOn: '2026-09-23' });
  expect(saved).toEqual([['eu-west-1', { ...dearer, source: 'pricing-api' }]]);
});

test('where both sources fail, the first failure is shown, the second logged, and nothing saved', async () => {
  const { services, saved, warned } = openServices({ isOffline: true });
  await expect(refreshPrices(services)).rejects.toThrow('offline');
  expect(warned).toEqual([expect.stringContaining('denied')]);
  expect(saved).toEqual([]);
});

test('Set Rate prompts for missing values and saves the rate', async () => {
  const { services, typed } = openServices();
  forgetShown('Training', 'm5', 'ml.m5.xlarge', '0.25');
  await setRate(services);
  expect(typed).toEqual([
    { region: 'eu-west-1', use: 'training', instanceType: 'ml.m5.xlarge', usdPerHour: 0.25 },
  ]);
  forgetShown();
  await setRate(services, { region: 'us-east-1', use: 'hosting', instanceType: 'ml.x', usdPerHour: 1 });
  expect(typed).toHaveLength(2);
  expect(shown).toEqual([]);
});

test('prices that are due are refreshed silently', async () => {
  const { services, saved } = openServices();
  await refreshMonthly(services, session);
  expect(saved).toHaveLength(1);
  expect(shown).toEqual([]);
});

test.each([
  ['they are not due', { isDue: false }, session, true],
  ['the setting forbids it', {}, session, false],
  [
    'the profile leads to another server',
    {},
    { ...session, configuredEndpoints: { sagemaker: 'http://x' } },
    true,
  ],
  ['nothing is billed', {}, { ...session, connection: { kind: 'local' } as const }, true],
] as const)('prices are not refreshed where %s', async (_, options, place, allowed) => {
  isAllowed = allowed;
  const { services, saved } = openServices(options);
  await refreshMonthly(services, place);
  expect(saved).toEqual([]);
});

test('an automatic refresh takes the Pricing API as well', async () => {
  const { services, saved } = openServices({ isOffline: true });
  await refreshMonthly(services, sessionWith());
  expect(saved).toMatchObject([['eu-west-1', { source: 'pricing-api' }]]);
});

test('an automatic refresh fails offline and saves nothing', async () => {
  const { services, saved } = openServices({ isOffline: true });
  await expect(refreshMonthly(services, session)).rejects.toThrow('offline');
  expect(saved).toEqual([]);
});

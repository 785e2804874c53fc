import { beforeEach, expect, test, vi } from 'vitest';
import { executed, forgetShown, shown } from '../../test/fakeVscode.ts';
import type { Connection } from '../aws/connections/types.ts';
import { shippedRates } from '../aws/costs.ts';
import type { RateBook } from '../aws/costs.ts';
import type { TypedRate } from '../runs/prices/prices.ts';
import { confirmEndpointCost, confirmTraining } from './confirmCost.ts';
import type { PriceServices } from './prices.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
beforeEach(() => forgetShown());

const onAws: Connection = { kind: 'aws', profile: 'default', region: 'us-east-1' };
const published = { publishedOn: '2026-09-22', hosting: { 'ml.m4.xlarge': 0.24 }, training: {} };

/** Prices in memory; AWS publishes one that we do not ship. */
function pricesOf() {
  let book: RateBook = shippedRates;
  const add = (region: string, rates: RateBook[string][number]) => {
    book = { ...book, [region]: [rates, ...(book[region] ?? [])] };
  };
  const services: PriceServices = {
    prices: {
      rates: async () => book,
      save: async (region, rates) => add(region, rates),
      setRate: async ({ region, use, instanceType, usdPerHour }: TypedRate) =>
        add(region, {
          source: 'typed',
          publishedOn: '2026-12-01',
          hosting: {},
          training: {},
          [use]: { [instanceType]: usdPerHour },
        }),
      savedAtMs: async () => undefined,
    },
    // SAFETY: of the bundle nothing else is loaded here.
    aws: async () => ({ fetchRates: async () => published }) as unknown as ReturnType<PriceServices['aws']>,
    changed: () => undefined,
  };
  return services;
}

const deploying = (instanceType: string, connection: Connection = onAws) =>
  confirmEndpointCost(pricesOf(), { connection }, { endpoint: { instanceType, instanceCount: 2 } });

test('the confirmation of an endpoint shows rate and count, source and day of the price', async () => {
  forgetShown('Deploy');
  await deploying('ml.m5.large');
  expect(shown).toEqual([expect.objectContaining({ choices: ['Deploy', 'Refresh Prices', 'Type a Rate…'] })]);
  expect(shown[0]?.detail).toMatch(/2 × ml\.m5\.large × \$0\.115 = \$0\.230 per hour/);
  expect(shown[0]?.detail).toMatch(/Price: read by the authors of this extension, .*2026/);
});

test('the confirmation of a training shows the most that it can cost', async () => {
  forgetShown('Train');
  const training = { instanceType: 'ml.m5.large', instanceCount: 2, maxRuntimeSeconds: 1800 };
  const output = { s3Uri: 's3://bucket/prefix', isNew: false };
  await confirmTraining(pricesOf(), { connection: onAws }, { training }, output);
  expect(shown[0]?.detail).toMatch(/The data goes to s3:\/\/bucket\/prefix\.\n/);
  expect(shown[0]?.detail).toMatch(/At most \$0\.115: it is stopped after 30 minutes\./);
});

test('the confirmation of an unknown price opens the price list and asks again', async () => {
  forgetShown('Open Prices', undefined);
  await expect(deploying('ml.future.xlarge')).rejects.toThrow('Cancelled');
  expect(executed).toEqual([
    { command: 'openExternal', given: ['https://aws.amazon.com/sagemaker/pricing/'] },
  ]);
  expect(shown).toHaveLength(2);
});

test('Refresh Prices finds the price that was unknown, and the confirmation shows it with its day', async () => {
  forgetShown('Refresh Prices', 'Deploy');
  await deploying('ml.m4.xlarge');
  expect(shown[0]?.detail).toMatch(/The price of ml\.m4\.xlarge is unknown here/);
  expect(shown[1]?.detail).toMatch(/× \$0\.240 = \$0\.480 per hour[^]*Price: published by AWS, .*22.*2026/);
});

test('Type a Rate asks for it, refuses what is no number, and the confirmation shows it as typed', async () => {
  forgetShown('Type a Rate…', 'much', '0,30', 'Deploy');
  await deploying('ml.future.xlarge');
  expect(shown.map(({ kind }) => kind)).toEqual(['warning', 'input', 'input', 'warning']);
  expect(shown.at(-1)?.detail).toMatch(/= \$0\.600 per hour[^]*Price: typed by you/);
});

test('a server that is not AWS has no prices to refresh, only a rate to type', async () => {
  await expect(
    deploying('ml.m5.large', { kind: 'custom', endpointUrl: 'http://localhost:1' }),
  ).rejects.toThrow('Cancelled');
  expect(shown[0]?.choices).toEqual(['Deploy', 'Type a Rate…', 'Open Prices']);
});

test('no confirmation appears where nothing is billed', async () => {
  await deploying('ml.m4.xlarge', { kind: 'local' });
  expect(shown).toEqual([]);
});

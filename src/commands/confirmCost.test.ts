import { beforeEach, expect, test, vi } from 'vitest';
import { executed, forgetShown, shown } from '../../test/fakeVscode.ts';
import type { Connection } from '../aws/connections/types.ts';
import { shippedRates } from '../aws/costs.ts';
import type { RateBook } from '../aws/costs.ts';
import type { LedgerEntry } from '../guard/journal/endpointLedger.ts';
import type { SpendCaps } from '../guard/spend/caps.ts';
import type { SpendLine } from '../guard/spend/spendLine.ts';
import type { TypedRate } from '../runs/prices/prices.ts';
import { confirmEndpointCost, confirmTraining, requireExtensionWithinCaps } from './confirmCost.ts';
import type { BillingServices } from './confirmCost.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
let caps: SpendCaps = {};
vi.mock('./settings.ts', () => ({ spendCaps: () => caps, proxySettings: () => ({}) }));
beforeEach(() => {
  forgetShown();
  caps = {};
});

const onAws: Connection = { kind: 'aws', profile: 'default', region: 'us-east-1' };
const published = { publishedOn: '2026-09-22', hosting: { 'ml.m4.xlarge': 0.24 }, training: {} };

/** Prices in memory, with a published one that we do not ship. */
function servicesWith(
  endpoints: readonly Partial<LedgerEntry>[] = [],
  lines: readonly SpendLine[] = [],
): BillingServices {
  let book: RateBook = shippedRates;
  const add = (region: string, rates: RateBook[string][number]) => {
    book = { ...book, [region]: [rates, ...(book[region] ?? [])] };
  };
  const entry = {
    connectionId: 'aws:me@us-east-1',
    trainingJobName: 'job',
    state: 'seen',
    instanceCount: 1,
  } as const;
  const recordedAt = new Date().toISOString();
  return {
    ledger: {
      read: async () => ({
        entries: endpoints.map((one, index) => ({
          ...entry,
          endpointName: `ep-${index}`,
          recordedAt,
          ...one,
        })),
        unreadable: [],
      }),
    },
    jobs: { read: async () => ({ entries: [], unreadable: [] }) },
    spend: { read: async () => ({ lines, unreadable: 0 }) },
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
      takeRefresh: async () => false,
    },
    // SAFETY: nothing else of the bundle is used here.
    aws: async () => ({ fetchRates: async () => published }) as unknown as ReturnType<BillingServices['aws']>,
    changed: () => undefined,
    connection: () => onAws,
    openSession: async () => expect.fail('no session is needed'),
    log: { warn: () => undefined },
  };
}

const deploying = (
  instanceType: string,
  connection: Connection = onAws,
  { leaseMinutes = 60, confirmed = false, services = servicesWith() } = {},
) =>
  confirmEndpointCost(
    services,
    { connection },
    { endpoint: { instanceType, instanceCount: 2 } },
    { trainingJobName: 'job', leaseMinutes, confirmed },
  );

const training = (instanceType: string, maxRuntimeSeconds: number, confirmed = false) =>
  confirmTraining(
    servicesWith(),
    { connection: onAws },
    { training: { instanceType, instanceCount: 2, maxRuntimeSeconds } },
    { s3Uri: 's3://bucket/prefix', isNew: false, confirmed },
  );

test('confirming an endpoint shows rate and count, and source and date of the price', async () => {
  forgetShown('Deploy');
  await deploying('ml.m5.large');
  expect(shown).toEqual([expect.objectContaining({ choices: ['Deploy', 'Refresh Prices', 'Set Rate…'] })]);
  expect(shown[0]?.detail).toMatch(/2 × ml\.m5\.large × \$0\.115 = \$0\.230 per hour/);
  expect(shown[0]?.detail).toMatch(/Price: shipped with this extension, .*2026/);
});

test('confirming a training shows the most it can cost', async () => {
  forgetShown('Train');
  const agreed = await training('ml.m5.large', 1800);
  expect(agreed).toMatchObject({ rate: { usdPerHour: 0.23, source: 'shipped' }, seconds: 1800 });
  expect(shown[0]?.detail).toMatch(/The data goes to s3:\/\/bucket\/prefix\.\n/);
  expect(shown[0]?.detail).toMatch(/At most \$0\.115 in total\.\nIt is stopped after 30 minutes\./);
});

test('the confirmation of an unknown price opens the price list and asks again', async () => {
  forgetShown('Open Prices', undefined);
  await expect(deploying('ml.future.xlarge')).rejects.toThrow('Cancelled');
  expect(executed).toEqual([
    { command: 'openExternal', given: ['https://aws.amazon.com/sagemaker/pricing/'] },
  ]);
  expect(shown).toHaveLength(2);
});

test('Refresh Prices finds an unknown price, and the confirmation then shows it with its date', async () => {
  forgetShown('Refresh Prices', 'Deploy');
  await deploying('ml.m4.xlarge');
  expect(shown[0]?.detail).toMatch(/The price of ml\.m4\.xlarge is unknown here/);
  expect(shown[1]?.detail).toMatch(/× \$0\.240 = \$0\.480 per hour[^]*Price: published by AWS, .*22.*2026/);
});

test('Set Rate requests a rate, refuses what is not a number, and the confirmation shows it as entered', async () => {
  forgetShown('Set Rate…', 'much', '0,30', 'Deploy');
  await deploying('ml.future.xlarge');
  expect(shown.map(({ kind }) => kind)).toEqual(['warning', 'input', 'input', 'warning']);
  expect(shown.at(-1)?.detail).toMatch(/= \$0\.600 per hour[^]*Price: entered by you/);
});

test('a server other than AWS offers Set Rate but not Refresh Prices', async () => {
  await expect(
    deploying('ml.m5.large', { kind: 'custom', endpointUrl: 'http://localhost:1' }),
  ).rejects.toThrow('Cancelled');
  expect(shown[0]?.choices).toEqual(['Deploy', 'Set Rate…', 'Open Prices']);
});

test('no confirmation appears where nothing is billed', async () => {
  await deploying('ml.m4.xlarge', { kind: 'local' });
  expect(shown).toEqual([]);
});

test('confirming an endpoint shows the most its lease can cost', async () => {
  forgetShown('Deploy');
  expect(await deploying('ml.m5.large', onAws, { leaseMinutes: 120 })).toMatchObject({ seconds: 7200 });
  expect(shown[0]?.detail).toMatch(/At most \$0\.460 in total\.\nIts lease ends after 120 minutes/);
});

test('a spend cap shortens a training, says so, and returns the new time limit', async () => {
  caps = { runUsd: 0.1 };
  forgetShown('Train');
  const { seconds } = await training('ml.m5.large', 3600);
  expect(seconds).toBe(Math.floor((0.1 / 0.23) * 3600));
  expect(shown[0]?.detail).toMatch(
    /It is stopped after 26 minutes[^]*within the spend cap per run, \$0\.100/,
  );
  expect((await training('ml.m5.large', 3600, true)).seconds).toBe(seconds);
});

test('an endpoint whose lease exceeds what a cap leaves is refused with the arithmetic, even if confirmed', async () => {
  caps = { monthUsd: 1 };
  const lease = { kind: 'until', expiresAtMs: Date.now() + 8 * 3600_000 } as const;
  const services = servicesWith([{ instanceType: 'ml.m5.large', lease }]);
  for (const confirmed of [false, true])
    await expect(deploying('ml.m5.large', onAws, { services, confirmed })).rejects.toMatchObject({
      code: 'spend-cap',
      facts: {
        cap: 'month',
        capUsd: 1,
        committedUsd: expect.closeTo(0.92, 2),
        arithmetic: '2 × ml.m5.large × $0.115 per hour × 60 minutes = $0.230',
      },
    });
  expect(shown).toEqual([]);
});

test('an endpoint without a lease is refused under a cap', async () => {
  caps = { monthUsd: 1000 };
  const asking = confirmEndpointCost(
    servicesWith(),
    { connection: onAws },
    { endpoint: { instanceType: 'ml.m5.large', instanceCount: 1 } },
    { trainingJobName: 'job', leaseMinutes: undefined, confirmed: true },
  );
  const facts = { arithmetic: expect.stringMatching(/with no end/) };
  await expect(asking).rejects.toMatchObject({ code: 'spend-cap', facts });
});

test('under a cap an unknown price cannot be confirmed, only refreshed or set', async () => {
  caps = { monthUsd: 10 };
  await expect(deploying('ml.m4.xlarge', onAws, { confirmed: true })).rejects.toMatchObject({
    code: 'spend-unpriced',
    facts: { instanceType: 'ml.m4.xlarge', region: 'us-east-1' },
  });
  forgetShown('Refresh Prices', 'Deploy');
  await deploying('ml.m4.xlarge');
  expect(shown.map(({ choices }) => choices)).toEqual([
    ['Refresh Prices', 'Set Rate…', 'Open Prices'],
    ['Deploy', 'Refresh Prices', 'Set Rate…'],
  ]);
});

test('a running resource of unknown price is named, as it cannot be counted against the cap', async () => {
  caps = { monthUsd: 10 };
  const services = servicesWith([{ instanceType: 'ml.x9.huge' }]);
  await expect(deploying('ml.m5.large', onAws, { services })).rejects.toMatchObject({
    code: 'spend-unpriced',
    facts: { name: 'ep-0', instanceType: 'ml.x9.huge', region: 'us-east-1' },
  });
});

const endsAt = Date.now() + 4 * 3600_000;
const extending = (services: BillingServices, minutes: number, instanceType = 'ml.m5.large') =>
  requireExtensionWithinCaps(
    services,
    { connection: onAws, connectionId: 'aws:me@us-east-1' },
    {
      details: {
        endpointName: 'ep-0',
        arn: 'arn:ep-0',
        status: 'InService',
        createdAt: 0,
        endpointConfigName: 'ep-0',
        variantNames: ['AllTraffic'],
        failureReason: undefined,
        instanceType,
        instanceCount: 1,
        modelNames: [],
        origin: { trainingJobName: 'job' },
        guard: undefined,
      },
      fromMs: endsAt,
      toMs: endsAt + minutes * 60_000,
    },
  );

test('a longer lease is refused with the arithmetic if a cap does not leave as much, and counts its endpoint once', async () => {
  const lease = { kind: 'until', expiresAtMs: endsAt } as const;
  const services = servicesWith([{ instanceType: 'ml.m5.large', lease }]);
  await extending(services, 600);
  for (const cap of ['month', 'run'] as const) {
    caps = { [`${cap}Usd`]: 0.6 };
    await extending(services, 60);
    await expect(extending(services, 120)).rejects.toMatchObject({
      code: 'spend-cap',
      facts: {
        cap,
        committedUsd: expect.closeTo(0.46, 2),
        wantedUsd: expect.closeTo(0.23),
        arithmetic: '1 × ml.m5.large × $0.115 per hour × 120 minutes = $0.230',
      },
    });
  }
});

test('the lease that another machine made longer counts as it is, whatever the record says', async () => {
  caps = { monthUsd: 0.6 };
  const lease = { kind: 'until', expiresAtMs: endsAt - 3 * 3600_000 } as const;
  await expect(extending(servicesWith([{ instanceType: 'ml.m5.large', lease }]), 120)).rejects.toMatchObject({
    facts: { committedUsd: expect.closeTo(0.46, 2) },
  });
});

test('under a cap the lease of an endpoint of unknown price is not extended', async () => {
  await extending(servicesWith(), 60, 'ml.x9.huge');
  caps = { monthUsd: 10 };
  await expect(extending(servicesWith(), 60, 'ml.x9.huge')).rejects.toMatchObject({
    code: 'spend-unpriced',
    facts: { instanceType: 'ml.x9.huge', region: 'us-east-1' },
  });
});

test('what was agreed is refused once another window has started something that leaves no room for it', async () => {
  caps = { monthUsd: 0.3 };
  const started: Partial<LedgerEntry>[] = [];
  const agreed = await deploying('ml.m5.large', onAws, { services: servicesWith(started), confirmed: true });
  await expect(agreed.requireStillWithinCaps()).resolves.toBeUndefined();
  const lease = { kind: 'until', expiresAtMs: Date.now() + 3600_000 } as const;
  started.push({ instanceType: 'ml.m5.large', lease });
  await expect(agreed.requireStillWithinCaps()).rejects.toMatchObject({ code: 'spend-cap' });
});

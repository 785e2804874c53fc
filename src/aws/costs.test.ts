import { expect, test } from 'vitest';
import { costUsd, endpointPrice, shippedRates, storageCost, trainingPrice } from './costs.ts';
import type { RateBook } from './costs.ts';

const aws = (region: string) => ({ kind: 'aws', profile: 'default', region }) as const;
const unknown = { kind: 'unknown' };

test('embedded server is free, whatever the instance type', () => {
  expect(endpointPrice({ kind: 'local' }, 'ml.m4.xlarge', 1, shippedRates)).toEqual({ kind: 'free' });
});

test('price depends on region, use and number of instances, and says where and when it was read', () => {
  const shipped = { kind: 'known', source: 'shipped', publishedOn: '2026-11-23' };
  expect(endpointPrice(aws('us-east-1'), 'ml.m5.xlarge', 2, shippedRates)).toEqual({
    ...shipped,
    usdPerHour: 0.46,
  });
  expect(trainingPrice(aws('eu-west-1'), 'ml.m5.xlarge', 1, shippedRates)).toEqual({
    ...shipped,
    usdPerHour: 0.257,
  });
});

test('price without a current source is unknown', () => {
  expect(endpointPrice(aws('us-east-1'), 'ml.m4.xlarge', 1, shippedRates)).toEqual(unknown);
  expect(trainingPrice(aws('us-east-1'), 'ml.c4.xlarge', 1, shippedRates)).toEqual(unknown);
  expect(trainingPrice(aws('us-east-1'), 'ml.m5.xlarge', 1, shippedRates)).toEqual(unknown);
  expect(endpointPrice(aws('ap-south-1'), 'ml.m5.xlarge', 1, shippedRates)).toEqual(unknown);
  expect(endpointPrice(aws('us-east-1'), 'constructor', 1, shippedRates)).toEqual(unknown);
  const emulator = { kind: 'custom', endpointUrl: 'http://localhost:1' } as const;
  expect(endpointPrice(emulator, 'ml.m5.xlarge', 1, shippedRates)).toEqual(unknown);
});

test('the first source that knows the instance type gives its price', () => {
  const rates: RateBook = {
    'us-east-1': [
      { source: 'typed', publishedOn: '2026-12-01', hosting: { 'ml.m5.large': 0.1 }, training: {} },
      ...(shippedRates['us-east-1'] ?? []),
    ],
  };
  expect(endpointPrice(aws('us-east-1'), 'ml.m5.large', 1, rates)).toMatchObject({
    usdPerHour: 0.1,
    source: 'typed',
  });
  expect(trainingPrice(aws('us-east-1'), 'ml.m5.large', 1, rates)).toMatchObject({
    usdPerHour: 0.115,
    source: 'shipped',
  });
});

test('cost is rate times time, zero where it is free, and unknown without a rate', () => {
  const rate = { kind: 'known', usdPerHour: 0.23, source: 'shipped', publishedOn: '2026-11-23' } as const;
  expect(costUsd(rate, 1800)).toBeCloseTo(0.115);
  expect(costUsd({ kind: 'free' }, 1800)).toBe(0);
  expect(costUsd({ kind: 'unknown' }, 1800)).toBeUndefined();
});

test('storage costs its share of a gigabyte per month, is free on Local, and unknown without a dated rate', () => {
  expect(storageCost(aws('us-east-1'), 2 ** 31)).toEqual({
    kind: 'known',
    usdPerMonth: 0.046,
    usdPerGb: 0.023,
    readOn: '2025-10-28',
  });
  expect(storageCost(aws('ap-south-1'), 2 ** 31)).toEqual(unknown);
  expect(storageCost({ kind: 'custom', endpointUrl: 'http://localhost:1' }, 1)).toEqual(unknown);
  expect(storageCost({ kind: 'local' }, 2 ** 31)).toEqual({ kind: 'free' });
});

import { expect, test } from 'vitest';
import { endpointPrice, maximumTrainingCostUsd, trainingPrice } from './costs.ts';

const aws = (region: string) => ({ kind: 'aws', profile: 'default', region }) as const;

test('the embedded server is free, whatever the type', () => {
  expect(endpointPrice({ kind: 'local' }, 'ml.m4.xlarge', 1)).toBe('free');
});

test('a price is of its region, its use and all of its instances', () => {
  expect(endpointPrice(aws('us-east-1'), 'ml.m5.xlarge', 2)).toEqual({ usdPerHour: 0.46 });
  expect(trainingPrice(aws('eu-west-1'), 'ml.m5.xlarge', 1)).toEqual({ usdPerHour: 0.257 });
});

test('what no current source bears out is unknown', () => {
  expect(endpointPrice(aws('us-east-1'), 'ml.m4.xlarge', 1)).toBe('unknown');
  expect(trainingPrice(aws('us-east-1'), 'ml.c4.xlarge', 1)).toBe('unknown');
  expect(trainingPrice(aws('us-east-1'), 'ml.m5.xlarge', 1)).toBe('unknown');
  expect(endpointPrice(aws('ap-south-1'), 'ml.m5.xlarge', 1)).toBe('unknown');
  expect(endpointPrice({ kind: 'custom', endpointUrl: 'http://localhost:1' }, 'ml.m5.xlarge', 1)).toBe(
    'unknown',
  );
});

test('a training job costs at most its price until its own limit', () => {
  expect(maximumTrainingCostUsd({ usdPerHour: 0.23 }, 1800)).toBeCloseTo(0.115);
  expect(maximumTrainingCostUsd('unknown', 1800)).toBeUndefined();
});

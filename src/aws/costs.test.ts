import { expect, test } from 'vitest';
import { endpointPrice, maximumTrainingCostUsd, trainingPrice } from './costs.ts';

const aws = (region: string) => ({ kind: 'aws', profile: 'default', region }) as const;

test('embedded server is free, whatever the instance type', () => {
  expect(endpointPrice({ kind: 'local' }, 'ml.m4.xlarge', 1)).toBe('free');
});

test('price depends on region, use and number of instances', () => {
  expect(endpointPrice(aws('us-east-1'), 'ml.m5.xlarge', 2)).toEqual({ usdPerHour: 0.46 });
  expect(trainingPrice(aws('eu-west-1'), 'ml.m5.xlarge', 1)).toEqual({ usdPerHour: 0.257 });
});

test('price without a current source is unknown', () => {
  expect(endpointPrice(aws('us-east-1'), 'ml.m4.xlarge', 1)).toBe('unknown');
  expect(trainingPrice(aws('us-east-1'), 'ml.c4.xlarge', 1)).toBe('unknown');
  expect(trainingPrice(aws('us-east-1'), 'ml.m5.xlarge', 1)).toBe('unknown');
  expect(endpointPrice(aws('ap-south-1'), 'ml.m5.xlarge', 1)).toBe('unknown');
  expect(endpointPrice({ kind: 'custom', endpointUrl: 'http://localhost:1' }, 'ml.m5.xlarge', 1)).toBe(
    'unknown',
  );
});

test('maximum cost of a training job is its price until its time limit', () => {
  expect(maximumTrainingCostUsd({ usdPerHour: 0.23 }, 1800)).toBeCloseTo(0.115);
  expect(maximumTrainingCostUsd('unknown', 1800)).toBeUndefined();
});

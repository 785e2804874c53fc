import { expect, test } from 'vitest';
import type { Connection } from '../aws/connections/types.ts';
import { shippedRates } from '../aws/costs.ts';
import * as cost from './cost.ts';

const requireAffordable = (place: Connection, needs: Needs, yesUpToUsd: number | undefined) =>
  cost.requireAffordable(place, needs, yesUpToUsd, shippedRates);
type Needs = Parameters<typeof cost.requireAffordable>[1];
const virginia = { kind: 'aws', profile: 'me', region: 'us-east-1' } as const;
const taking = (instanceType: string, instanceCount: number, maxRuntimeSeconds: number) => ({
  training: { instanceType, instanceCount, maxRuntimeSeconds },
});

test('training on this machine is free', () => {
  expect(requireAffordable({ kind: 'local' }, taking('ml.m5.large', 1, 3600), undefined)).toBe(0);
});

test('the most that a training costs is its rate for all instances until its time limit', () => {
  expect(requireAffordable(virginia, taking('ml.m5.large', 2, 1800), 0.115)).toBeCloseTo(0.115, 12);
});

test('a training that may cost more than --yes-up-to is refused with its arithmetic', () => {
  expect(() => requireAffordable(virginia, taking('ml.m5.large', 2, 3600), 0.2)).toThrow(
    expect.objectContaining({
      code: 'cost-limit',
      facts: expect.objectContaining({ usdPerHour: 0.23, mostUsd: 0.23, yesUpToUsd: 0.2 }),
      message: expect.stringMatching(/2 × ml\.m5\.large at \$0\.115 an hour.*at most 3600 seconds: \$0\.23/),
    }),
  );
});

test('passing the cost shown in a refusal is enough', () => {
  const needs = taking('ml.m5.large', 1, 1000);
  const message = (() => {
    try {
      return String(requireAffordable(virginia, needs, undefined));
    } catch (error) {
      return String(error);
    }
  })();
  const [, shown] = /--yes-up-to ([\d.]+) to allow it/.exec(message) ?? [];
  expect(requireAffordable(virginia, needs, Number(shown))).toBeCloseTo(0.115 / 3.6, 12);
});

test.each([
  ['an instance type', virginia, 'ml.x9.huge'],
  ['a region', { ...virginia, region: 'ap-south-1' }, 'ml.m5.large'],
] as const)('an unknown price of %s is refused, whatever --yes-up-to is', (_, connection, instanceType) => {
  expect(() => requireAffordable(connection, taking(instanceType, 1, 1), 1e9)).toThrow(
    expect.objectContaining({ code: 'price-unknown' }),
  );
});

import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { CheckName } from '../../src/runs/preflight/check.ts';
import type { Fault, FaultName } from '../fakeAws/faults.ts';
import { openChecks } from './checksOfFake.ts';
import type { Checks } from './checksOfFake.ts';

let checks: Checks;
beforeAll(async () => {
  checks = await openChecks();
});
afterAll(() => checks.stop());
afterEach(() => checks.clear());

/** The calls without whose answers a check is not known, of an account that has everything. */
const needs: Readonly<Record<Exclude<CheckName, 'image' | 'batch-size'>, string>> = {
  credentials: 'GetCallerIdentity',
  bucket: 'HeadBucket',
  'bucket-access': 'SimulatePrincipalPolicy',
  role: 'GetRole',
  'role-access': 'SimulatePrincipalPolicy',
  'pass-role': 'SimulatePrincipalPolicy',
  'create-job': 'SimulatePrincipalPolicy',
  'training-quota': 'GetServiceQuota',
  'endpoint-quota': 'GetServiceQuota',
  names: 'DescribeTrainingJob',
};
/** What may fail without a check becoming unknown. */
const optional = ['ListTrainingJobs', 'ListEndpoints', 'GetAWSDefaultServiceQuota', 'ListServiceQuotas'];
const called = [...new Set(Object.values(needs)), ...optional];

const withoutAnswer: readonly FaultName[] = [
  'denied',
  'throttled',
  'expired',
  'internal error',
  'lost before',
  'cut off',
  'empty answer',
  '{}',
];

/** HeadBucket has its whole answer in its status. */
const isAnswer = ({ operation, name }: Fault) =>
  operation === 'HeadBucket' && ['empty answer', '{}', 'cut off'].includes(name);

const faultOf = fc
  .record({ operation: fc.constantFrom(...called), name: fc.constantFrom(...withoutAnswer) })
  .filter((fault) => !isAnswer(fault));
const faults = fc.uniqueArray(faultOf, {
  minLength: 1,
  maxLength: 4,
  selector: ({ operation }) => operation,
});

test('whatever call fails, no check of a complete account fails, and none passes without its response', async () => {
  const whole = await checks.look();
  await fc.assert(
    fc.asyncProperty(faults, async (given) => {
      const { states, of } = await checks.look({ faults: given });
      const isHit = (operation: string) => given.some((fault) => fault.operation === operation);
      const expired = given.some(
        ({ operation, name }) => operation === 'GetCallerIdentity' && name === 'expired',
      );
      for (const [name, state] of Object.entries(states)) {
        // SAFETY: the keys of the states are names of checks.
        const check = name as keyof typeof needs | 'image';
        const needed = check === 'image' ? [] : ['GetCallerIdentity', needs[check]];
        const known = check === 'image' ? !isHit('GetCallerIdentity') : !needed.some(isHit);
        const expected = known ? 'passed' : check === 'credentials' && expired ? 'failed' : 'unknown';
        expect(state, name).toBe(expected);
        const found = of(check);
        if (found?.state === 'passed') expect(found).toMatchObject(sure(whole.of(check)));
      }
    }),
    { numRuns: 30, examples: [[[{ operation: 'SimulatePrincipalPolicy', name: 'empty answer' }]]] },
  );
}, 120_000);

/** The check without what depends on a call that may fail, or on the time. */
function sure(check: ReturnType<Awaited<ReturnType<Checks['look']>>['of']>): object {
  const facts: Readonly<Record<string, unknown>> = check?.state === 'passed' ? { ...check.facts } : {};
  const kept = Object.entries(facts).filter(([key]) => key !== 'inUse' && key !== 'trainingJobName');
  return { state: 'passed', facts: Object.fromEntries(kept) };
}

test('calls that are slow change nothing', async () => {
  const slow = called.map((operation) => ({ name: 'none' as const, operation, delayMs: 20 }));
  const { states } = await checks.look({ faults: slow });
  expect(states).toEqual((await checks.look()).states);
});

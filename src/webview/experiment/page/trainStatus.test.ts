import { expect, test } from 'vitest';
import type { ExperimentReady } from '../contract.ts';
import type { Refusals } from './refusals.ts';
import { trainStatus } from './trainStatus.ts';

type State = Pick<ExperimentReady, 'preflight' | 'cost' | 'dataset'>;

const stateWith = (...severities: readonly string[]): State => {
  const items = severities.map((severity) => ({ kind: 'few-test-rows', severity, facts: {} }));
  // SAFETY: of the preflight only the severities are read, of the cost only the kind.
  return {
    preflight: { kind: 'known', items },
    cost: { training: { kind: 'free' } },
    dataset: { kind: 'known', breakingCount: 0 },
  } as unknown as State;
};
const refusals: Refusals = new Map([
  ['split.test', { path: ['split', 'test'], label: 'Test', key: 'split.test', found: '2.5', expected: '' }],
]);

test('warnings are counted and hold nothing back', () => {
  expect(trainStatus(stateWith('pass'), new Map())).toMatchObject({
    failureCount: 0,
    ready: 'Starts a training job. Nothing is billed.',
  });
  expect(trainStatus(stateWith('warning', 'pass'), new Map())).toMatchObject({
    failureCount: 0,
    ready: 'Ready, 1 warning · Starts a training job. Nothing is billed.',
  });
  expect(trainStatus(stateWith('warning', 'warning'), new Map()).ready).toMatch(/^Ready, 2 warnings · /);
});

test('a refused value holds Train back like a failure, even before the preflight is there', () => {
  expect(trainStatus(stateWith('failure', 'warning'), refusals)).toMatchObject({
    failureCount: 2,
    hint: 'Fix 2 failures first.',
  });
  const loading = { ...stateWith(), preflight: { kind: 'loading' } } as const;
  expect(trainStatus(loading, refusals).hint).toBe('Fix 1 failure first.');
});

test('each column that the table does not have holds Train back', () => {
  const dataset = { kind: 'known', breakingCount: 3 };
  const failed = { kind: 'failed', failure: { code: 'column-unknown', message: '', actions: [] } };
  // SAFETY: as above.
  const state = { ...stateWith(), dataset, preflight: failed } as unknown as State;
  expect(trainStatus(state, new Map()).hint).toBe('Fix 3 failures first.');
  // SAFETY: as above.
  const unread = { ...stateWith(), dataset: failed, preflight: failed } as unknown as State;
  expect(trainStatus(unread, new Map()).hint).toBe('Fix 1 failure first.');
});

import { expect, test, vi } from 'vitest';
import { shippedRates } from '../../../aws/costs.ts';
import { openCalls } from '../../../data/engine/calls.ts';
import { openTables } from '../../../data/engine/tables.ts';
import type { ExperimentReady } from '../contract.ts';
import { describeExperiment } from './describe.ts';
import type { Described } from './describe.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

const experiment = {
  version: 1,
  dataset: 'salary.csv',
  target: 'Salary',
  split: { test: 0.33 },
  training: { instanceType: 'ml.m5.large' },
  endpoint: { instanceType: 'ml.m5.large' },
};

/** What a text leads to, after `before`. */
async function statesOf(change: object, before: Described): Promise<readonly Described[]> {
  const text = JSON.stringify({ ...experiment, ...change });
  const document = {
    fileName: 'examples/salary.linear.json',
    getText: () => text,
    isDirty: true,
    lineCount: 1,
    lineAt: () => ({ text }),
  };
  const services = {
    engine: openCalls(openTables()),
    openSession: () => Promise.reject(new Error('no session is needed')),
    s3Tables: { fetch: () => Promise.reject(new Error('no table is in S3')) },
    trust: async () => ({ tableOf: async (_: string, dataset: string) => `examples/${dataset}` }),
    connection: () => ({ kind: 'local' }) as const,
    destinations: { find: async () => undefined },
    records: { newestOf: async () => undefined },
    prices: { rates: async () => shippedRates },
  };
  const states: Described[] = [];
  const show = (described: Described) => void states.push(described);
  await describeExperiment(services, document, before, show, new AbortController().signal);
  return states;
}

const loading: Described = { state: { kind: 'loading', fileName: 'salary.linear.json' } };
const ready = ({ state }: Described = loading): ExperimentReady => {
  if (state.kind !== 'ready') throw new Error(`The state is ${state.kind}`);
  return state;
};

test('an experiment is shown at once, and again when its table has been checked', async () => {
  const [first, last] = (await statesOf({}, loading)).map(ready);
  expect(first).toMatchObject({
    isChecking: true,
    dataset: { kind: 'loading' },
    preflight: { kind: 'loading' },
  });
  expect(last).toMatchObject({ isChecking: false, dataset: { kind: 'known' }, preflight: { kind: 'known' } });
});

test('checks of the text before a change are marked until the new text has been checked', async () => {
  const before = (await statesOf({}, loading)).at(-1) ?? loading;
  const [first, last] = (await statesOf({ hyperparameters: { mini_batch_size: 1000 } }, before)).map(ready);
  const { preflight } = ready(before);
  expect(first).toMatchObject({ isChecking: true, preflight });
  expect(last).toMatchObject({ isChecking: false });
  expect(last?.preflight).not.toEqual(preflight);
});

test('another target keeps the columns but not their correlation with the old one', async () => {
  const before = (await statesOf({}, loading)).at(-1) ?? loading;
  expect(JSON.stringify(before.columns)).toContain('"correlation"');
  const [first] = await statesOf({ target: 'YearsExperience' }, before);
  expect(ready(first).dataset).toMatchObject({ kind: 'known', rowCount: 30, hasCorrelations: false });
  expect(first?.columns?.facts.map(({ name }) => name)).toEqual(['YearsExperience', 'Salary']);
  expect(JSON.stringify(first?.columns)).not.toContain('"correlation"');
});

test('columns of one table are not shown for another', async () => {
  const before = (await statesOf({}, loading)).at(-1) ?? loading;
  const [first] = await statesOf({ dataset: 'customers.csv', target: 'Left' }, before);
  expect(ready(first).dataset).toEqual({ kind: 'loading' });
});

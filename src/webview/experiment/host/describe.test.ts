import { expect, test, vi } from 'vitest';
import { openCalls } from '../../../data/engine/calls.ts';
import { openTables } from '../../../data/engine/tables.ts';
import type { ExperimentReady, ExperimentState } from '../contract.ts';
import { describeExperiment } from './describe.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

const experiment = {
  version: 1,
  dataset: 'salary.csv',
  target: 'Salary',
  split: { test: 0.33 },
  training: { instanceType: 'ml.m5.large' },
  endpoint: { instanceType: 'ml.m5.large' },
};

/** The states that a text leads to, after the state `before`. */
async function statesOf(change: object, before: ExperimentState): Promise<readonly ExperimentState[]> {
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
    trust: async () => ({ tableOf: async (_: string, dataset: string) => `examples/${dataset}` }),
    connection: () => ({ kind: 'local' }) as const,
    destinations: { find: async () => undefined },
    records: { newestOf: async () => undefined },
  };
  const states: ExperimentState[] = [];
  const show = (state: ExperimentState) => void states.push(state);
  await describeExperiment(services, document, before, show, new AbortController().signal);
  return states;
}

const loading: ExperimentState = { kind: 'loading', fileName: 'salary.linear.json' };
const ready = (state: ExperimentState | undefined): ExperimentReady => {
  if (state?.kind !== 'ready') throw new Error(`The state is ${state?.kind}`);
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
  const before = ready((await statesOf({}, loading)).at(-1));
  const [first, last] = await statesOf({ hyperparameters: { mini_batch_size: 1000 } }, before);
  expect(first).toMatchObject({ isChecking: true, preflight: before.preflight });
  expect(last).toMatchObject({ isChecking: false });
  expect(ready(last).preflight).not.toEqual(before.preflight);
});

test('another target keeps the columns but not their correlation with the old one', async () => {
  const before = ready((await statesOf({}, loading)).at(-1));
  expect(JSON.stringify(before.dataset)).toContain('"correlation"');
  const [first] = await statesOf({ target: 'YearsExperience' }, before);
  expect(ready(first).dataset).toMatchObject({ kind: 'known', rowCount: 30 });
  expect(JSON.stringify(ready(first).dataset)).not.toContain('"correlation"');
});

test('columns of one table are not shown for another', async () => {
  const before = ready((await statesOf({}, loading)).at(-1));
  const [first] = await statesOf({ dataset: 'customers.csv', target: 'Left' }, before);
  expect(ready(first).dataset).toEqual({ kind: 'loading' });
});

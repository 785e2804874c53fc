import { beforeEach, expect, test, vi } from 'vitest';
import { executed, forgetShown, shown, Uri } from '../../test/fakeVscode.ts';
import { watchInterruptedTrainings } from './interruptedTrainings.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

beforeEach(() => forgetShown());

const path = '/tables/salary.linear.json';
const startsWith = (mayRun: boolean) => ({
  look: async () => ({ interrupted: [path], othersAreStarting: false }),
  forget: vi.fn(async () => undefined),
  stateOf: () => ({ kind: 'interrupted', mayRun }) as const,
});
const log = { error: vi.fn() };

test('an interrupted training is reported, and Train again starts it', async () => {
  forgetShown('Train again');
  const starts = startsWith(false);
  watchInterruptedTrainings(starts, log).dispose();
  await expect.poll(() => starts.forget.mock.calls).toEqual([[path]]);
  expect(shown.map(({ message }) => message)).toEqual([
    'Training salary.linear.json was interrupted before its job was created.',
  ]);
  expect(executed).toEqual([{ command: 'linearLearner.train', given: [Uri.file(path)] }]);
});

test('an interruption that may have created the job sends the user to Training jobs first', async () => {
  const starts = startsWith(true);
  watchInterruptedTrainings(starts, log).dispose();
  await expect.poll(() => shown).toHaveLength(1);
  expect(shown[0]?.message).toMatch(/Check under Training jobs/);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { statusBarItems } from '../../test/fakeVscode.ts';
import { runFailure } from '../runs/errors.ts';
import type { Session } from '../runs/session.ts';
import { createTrainingItem } from './trainingItem.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const run = (title: string) => ({ connectionId: 'local', trainingJobName: `${title}-1`, title });
const shownText = () => {
  const item = statusBarItems.get('linearLearner.training');
  return item?.isVisible === true ? item.text : undefined;
};

test('a training is shown until it has ended, whatever a look at it meets', async () => {
  const ended = new Set<string>();
  let lost = false;
  const aws = {
    describeTrainingJob: async (_: unknown, name: string) => {
      if (lost) throw new Error('offline');
      return ended.has(name) ? { endedAt: 1 } : {};
    },
  };
  // SAFETY: nothing else of a session is used.
  const session = { aws, clients: {}, connectionId: 'local', pollIntervalMs: 500 } as unknown as Session;
  const item = createTrainingItem(async () => session);
  void item.watch(run('salary'));
  expect(shownText()).toBe('$(loading~spin) Training salary');
  expect(statusBarItems.get('linearLearner.training')?.accessibilityInformation).toEqual({
    label: 'Linear Learner: training, Training salary',
  });
  void item.watch(run('loans'));
  expect(shownText()).toBe('$(loading~spin) 2 trainings');
  lost = true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(shownText()).toBe('$(loading~spin) 2 trainings');
  lost = false;
  ended.add('salary-1');
  await vi.advanceTimersByTimeAsync(4000);
  expect(shownText()).toBe('$(loading~spin) Training loans');
  ended.add('loans-1');
  await vi.advanceTimersByTimeAsync(1000);
  expect(shownText()).toBeUndefined();
  item.dispose();
});

test('a training of a connection that is no longer in use is not shown', async () => {
  const item = createTrainingItem(async () => {
    throw runFailure('other-connection', { label: 'Local' }, 'elsewhere');
  });
  await item.watch(run('salary'));
  expect(shownText()).toBeUndefined();
  item.dispose();
});

import { expect, test, vi } from 'vitest';

const shown: Promise<unknown>[] = [];
vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  ProgressLocation: { Window: 10 },
  window: {
    withProgress: (_: unknown, task: () => Promise<unknown>) => {
      const running = task();
      shown.push(running);
      return running;
    },
  },
}));

const { createTreeMessage } = await import('./treeMessage.ts');

test('slow calls share one notice, which disappears with the last of them', async () => {
  const view: { message?: string | undefined } = {};
  const message = createTreeMessage(view);
  const [one, another] = [{}, {}];
  message.setSlow(one, true);
  message.setSlow(another, true);
  expect(view.message).toMatch(/^AWS is slowing requests down/);
  expect(shown).toHaveLength(1);
  message.setSlow(one, false);
  expect(view.message).toBeDefined();
  message.setSlow(another, false);
  expect(view.message).toBeUndefined();
  await shown[0];
});

test('the reason why nothing is listed is shown again once calls are no longer slow', () => {
  const view: { message?: string | undefined } = {};
  const message = createTreeMessage(view);
  const call = {};
  message.setBlocked('No connection to example.com.');
  expect(view.message).toBe('No connection to example.com.');
  message.setSlow(call, true);
  message.setBlocked('Your sign-in has expired.');
  expect(view.message).toMatch(/^AWS is slowing requests down/);
  message.setSlow(call, false);
  expect(view.message).toBe('Your sign-in has expired.');
  message.setBlocked(undefined);
  expect(view.message).toBeUndefined();
});

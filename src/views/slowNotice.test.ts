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

const { createSlowNotice } = await import('./slowNotice.ts');

test('slow calls share one notice, which disappears with the last of them', async () => {
  const view: { message?: string | undefined } = {};
  const notice = createSlowNotice(view);
  const [one, another] = [{}, {}];
  notice.set(one, true);
  notice.set(another, true);
  expect(view.message).toMatch(/^AWS is slowing requests down/);
  expect(shown).toHaveLength(1);
  notice.set(one, false);
  expect(view.message).toBeDefined();
  notice.set(another, false);
  expect(view.message).toBeUndefined();
  await shown[0];
});

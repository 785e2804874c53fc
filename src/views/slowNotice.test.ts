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

test('slow connections are one notice, which goes with the last of them', async () => {
  const view: { message?: string | undefined } = {};
  const notice = createSlowNotice(view);
  notice.set('aws:a@eu-west-1', true);
  notice.set('aws:b@eu-west-1', true);
  expect(view.message).toMatch(/^AWS is slowing requests down/);
  expect(shown).toHaveLength(1);
  notice.set('aws:a@eu-west-1', false);
  expect(view.message).toBeDefined();
  notice.set('aws:b@eu-west-1', false);
  expect(view.message).toBeUndefined();
  await shown[0];
});

import { expect, test, vi } from 'vitest';
import { CancellationTokenSource, forgetShown, shown, window } from '../../test/fakeVscode.ts';
import { dataFailure } from '../data/shapes/failures.ts';
import { showFailure } from './background.ts';
import { withProgress } from './progress.ts';
import { offer, tell } from './prompts.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const link = '[Fix it](command:workbench.action.quit)';
/** How VS Code recognises a link in a notification. */
const linkPattern = /\[[^\]]+\]\((https?:\/\/|command:|file:)/;
const facts = { file: '/home/me/salary.csv', column: link, suggestion: '' };
const log = { error: () => undefined };

test.each<[string, () => void]>([
  ['a failure', () => showFailure(log, dataFailure('column-unknown', facts, ''))],
  ['a message', () => tell(link)],
  ['an offer', () => void offer(link, { label: 'Fix', run: async () => undefined })],
])('a name of a file or a column is no link in %s', async (_, show) => {
  forgetShown();
  show();
  await vi.waitFor(() => expect(shown).toHaveLength(1));
  expect(shown[0]?.message).toContain('Fix it');
  expect(shown[0]?.message).not.toMatch(linkPattern);
});

test('a name of a file is no link in a notification of progress', async () => {
  const texts: (string | undefined)[] = [];
  const { token } = new CancellationTokenSource();
  const report = ({ message }: { readonly message: string }) => void texts.push(message);
  const shownProgress = vi.spyOn(window, 'withProgress').mockImplementation(async (options, task) => {
    texts.push(JSON.stringify(options));
    // SAFETY: this is what a task reports.
    return task({ report: report as () => void }, token);
  });
  await withProgress(link, async (_, say) => say({ message: link }));
  shownProgress.mockRestore();
  expect(texts).toHaveLength(2);
  for (const text of texts) expect(text).not.toMatch(linkPattern);
});

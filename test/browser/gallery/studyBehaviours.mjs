import assert from 'node:assert/strict';
import { openEntry } from './open.mjs';
import { becomes } from '../becomes.mjs';

async function openState(host, entries, name) {
  const entry = entries.find((one) => one.name === name);
  assert.ok(entry, `the gallery has no ${name}`);
  await openEntry(host, entry);
}

/** The body of the last request of that name that the page made. */
const lastRequest = async ({ page }, name) =>
  (await page.evaluate(() => globalThis.posted)).findLast((message) => message.name === name)?.body;

const startRow = ({ page }) => page.locator('.start-row');
const button = (host, name) => host.page.getByRole('button', { name, exact: true });

/** What the Study page does, each by its name. */
export const studyBehaviours = {
  'the kind of study is switched by the arrow keys': async (host, entries) => {
    await openState(host, entries, 'study-form');
    await host.page.getByRole('group', { name: 'What to do' }).getByRole('button').first().focus();
    await host.page.keyboard.press('ArrowRight');
    await host.page.keyboard.press('Enter');
    await becomes(() => lastRequest(host, 'show'), { kind: 'variations' });
  },
  'a cross-validation says how many trainings it is, and starts from the keyboard': async (host, entries) => {
    await openState(host, entries, 'study-form');
    const folds = host.page.getByRole('textbox', { name: 'Folds' });
    await folds.fill('1');
    await host.page.getByText('a whole number from 2 to 100').waitFor();
    await becomes(() => folds.getAttribute('aria-invalid'), 'true');
    await folds.press('Enter');
    assert.equal(await lastRequest(host, 'start'), undefined);
    await folds.fill('10');
    await host.page.getByRole('textbox', { name: 'Repeats' }).fill('3');
    await startRow(host).getByText('30 trainings, 3 at a time: about 2.4 s').waitFor();
    await folds.press('Enter');
    const plan = { kind: 'cross-validation', folds: 10, repeats: 3, seed: 0 };
    await becomes(() => lastRequest(host, 'start'), { plan });
  },
  'a grid is counted as it is typed, and one that is empty or too large is refused with the number': async (
    host,
    entries,
  ) => {
    await openState(host, entries, 'study-variations-form');
    await startRow(host).getByText('12 trainings').waitFor();
    await host.page.getByRole('textbox', { name: 'Values of wd' }).fill('0, 0.5');
    await startRow(host).getByText('6 trainings').waitFor();
    await button(host, 'Do not vary learning_rate').click();
    await startRow(host).getByText('2 trainings').waitFor();
    await button(host, 'Try variations').last().click();
    const vary = [{ path: ['hyperparameters', 'wd'], values: [0, 0.5] }];
    await becomes(() => lastRequest(host, 'start'), {
      plan: { kind: 'variations', method: 'grid', vary, seed: 0 },
    });
    await button(host, 'Do not vary wd').click();
    await startRow(host).getByText('There is nothing to vary yet').waitFor();
    await openState(host, entries, 'study-variations-too-large');
    await startRow(host).getByText('65,536 trainings are too many: at most 10,000.').waitFor();
    const start = startRow(host).locator('vscode-button');
    await becomes(() => start.getAttribute('aria-disabled'), 'true');
  },
  'words are chosen by boxes, and a range is for random search': async (host, entries) => {
    await openState(host, entries, 'study-variations-invalid');
    await host.page.getByText('A range is for random search: list the values.').waitFor();
    await host.page.getByText('much is not a value it takes').waitFor();
    const boxes = host.page.getByRole('group', { name: 'Values of optimizer' });
    await boxes.getByRole('checkbox', { name: 'sgd' }).press('Space');
    await boxes.getByRole('checkbox', { name: 'adam' }).press('Space');
    await openState(host, entries, 'study-variations-form-random');
    await startRow(host).getByText('50 trainings').waitFor();
    await button(host, 'Try variations').last().click();
    const vary = [{ path: ['hyperparameters', 'learning_rate'], low: 0.001, high: 1, scale: 'log' }];
    await becomes(() => lastRequest(host, 'start'), {
      plan: { kind: 'variations', method: 'random', vary, trials: 50, seed: 0 },
    });
  },
  '“Use this one” names the trial, and the page says what changed': async (host, entries) => {
    await openState(host, entries, 'study-variations-grid');
    const first = host.page.getByTestId('ranking').locator('tbody tr').first();
    await first.getByRole('button', { name: /^Use this one/ }).press('Enter');
    await becomes(() => lastRequest(host, 'use'), { studyId: 'study-1', index: 11 });
    await host.page
      .getByRole('status')
      .getByText('salary.linear.json now has wd: 0.01 instead of default.')
      .waitFor();
  },
  'a study is stopped, resumed, and started again where the experiment has changed': async (
    host,
    entries,
  ) => {
    await openState(host, entries, 'study-folds-running');
    await button(host, 'Stop').click();
    await becomes(() => lastRequest(host, 'stop'), {});
    await openState(host, entries, 'study-folds-interrupted');
    await button(host, 'Resume').click();
    await becomes(() => lastRequest(host, 'resume'), { studyId: 'study-1' });
    await openState(host, entries, 'study-folds-data-changed');
    await becomes(() => button(host, 'Resume').count(), 0);
    await button(host, 'Start again as it is now').click();
    const plan = { kind: 'cross-validation', folds: 5, repeats: 1, seed: 0 };
    await becomes(() => lastRequest(host, 'start'), { plan });
  },
  'trainings that failed are tried again on request': async (host, entries) => {
    await openState(host, entries, 'study-folds-failed');
    await button(host, 'Try the failed ones again').click();
    await becomes(() => lastRequest(host, 'resume'), { studyId: 'study-1' });
  },
  'more of a long ranking is loaded as it is wanted': async (host, entries) => {
    await openState(host, entries, 'study-variations-random');
    const rows = host.page.getByTestId('ranking').locator('tbody tr');
    await becomes(() => rows.count(), 20);
    await button(host, 'Show more of 2,000').click();
    await rows.nth(199).waitFor();
    await button(host, 'Show more of 2,000').click();
    await host.page.waitForFunction(() => globalThis.posted.some(({ name }) => name === 'ranked'));
    await becomes(() => lastRequest(host, 'ranked'), { studyId: 'study-1', from: 200 });
  },
};

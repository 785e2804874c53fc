import assert from 'node:assert/strict';
import { openEntry } from './open.mjs';
import { becomes } from '../becomes.mjs';

const entryNamed = (entries, name) => {
  const found = entries.find((entry) => entry.name === name);
  assert.ok(found, `the gallery has no ${name}`);
  return found;
};

/** The body of the last request of that name that the page made. */
const lastRequest = async ({ page }, name) =>
  (await page.evaluate(() => globalThis.posted)).findLast((message) => message.name === name)?.body;

/** What pages do, beyond how they look; each by its name. */
export const behaviours = {
  'the Target list shows the target before the table is read, and after': async (host, entries) => {
    const list = host.page.locator('vscode-single-select[label="Target"]');
    const shownIn = () => list.evaluate(async (element) => (await element.updateComplete, element.value));
    await openEntry(host, entryNamed(entries, 'experiment-salary-reading'));
    assert.equal(await shownIn(), 'Salary');
    await host.push('state', entryNamed(entries, 'experiment-salary').state);
    await host.page.getByTestId('columns').waitFor();
    assert.equal(await shownIn(), 'Salary');
    await becomes(() => list.locator('.text').innerText(), 'Salary');
  },
  'a page that is opened has the focus in it, and a title': async (host, entries) => {
    for (const name of ['data-salary', 'experiment-salary', 'run-done']) {
      const entry = entryNamed(entries, name);
      await openEntry(host, entry);
      assert.equal(await host.page.title(), entry.heading);
      assert.equal(await host.page.evaluate(() => document.activeElement?.id), 'app', name);
    }
    // A question can be typed at once.
    await openEntry(host, entryNamed(entries, 'predict-ready'));
    assert.equal(await host.page.evaluate(() => document.activeElement?.id), 'feature-0');
  },
  'records of a viewer are paged, and one is found by its number': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'viewer-records'));
    const first = host.page.getByTestId('records').locator('tbody td').first();
    await host.page.getByRole('button', { name: 'Next records' }).click();
    await first.filter({ hasText: /^101$/ }).waitFor();
    const field = host.page.getByRole('textbox', { name: 'Go to record' });
    await field.fill('999950');
    await field.press('Enter');
    await first.filter({ hasText: /^999,950$/ }).waitFor();
    await host.page.getByText('999,950 to 1,000,000 of 1,000,000').waitFor();
    await becomes(() => lastRequest(host, 'records'), { from: 999_950, count: 100 });
    await field.fill('1,000,001');
    await field.press('Enter');
    await host.page.getByText('Records are numbered from 1 to 1,000,000.').waitFor();
  },
  'metrics, checks of the preflight and hyperparameters explain themselves under the pointer and at the keyboard’s focus':
    async (host, entries) => {
      const tip = host.page.locator('#tip');
      const explained = (text) => host.page.locator('.explained', { hasText: text }).first();
      await openEntry(host, entryNamed(entries, 'run-done'));
      for (const metric of await host.page.locator('dl.metrics .explained').all()) {
        await metric.focus();
        assert.match(await tip.innerText(), /\w.*\. .*\w\.$/);
        assert.equal(await metric.getAttribute('aria-description'), await tip.innerText());
      }
      await host.page.keyboard.press('Escape');
      await tip.waitFor({ state: 'hidden' });
      await explained('mini_batch_size').hover();
      assert.match(await tip.innerText(), /^Rows .*Small batches/);
      await openEntry(host, entryNamed(entries, 'experiment-fails'));
      await explained('more than the 20 training rows').hover();
      assert.match(await tip.innerText(), /^Training takes a step per full batch/);
      await explained('mini_batch_size').hover();
      assert.match(await tip.innerText(), /Values: a whole number from 1\.$/);
    },
  'a column of another page is found by its name': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'data-wide'));
    const field = host.page.getByRole('textbox', { name: 'Find a column' });
    await field.fill('12');
    await host.page.getByRole('group', { name: 'Columns found' }).getByText('and 28 more').waitFor();
    await field.press('Enter');
    assert.deepEqual((await lastRequest(host, 'turn')).firstColumn, 120);
    await becomes(() => field.inputValue(), '');
  },
  'an option of reading is changed by the keyboard alone, and taken back': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'data-exported'));
    await host.page.getByRole('button', { name: 'Change Skipped lines…' }).press('Enter');
    const field = host.page.getByRole('textbox', { name: 'At the start' });
    await field.fill('three');
    await field.press('Enter');
    await becomes(() => field.inputValue(), '2');
    await field.fill('3');
    await field.press('Enter');
    await becomes(() => lastRequest(host, 'edit'), {
      edits: { read: { encoding: 'windows-1252', skipLines: 3 } },
    });
    await field.press('Escape');
    await host.page.locator('.change:focus[aria-label="Change Skipped lines…"]').waitFor();
    await host.page.getByRole('button', { name: 'Reset to detected' }).press('Enter');
    await becomes(() => lastRequest(host, 'edit'), { edits: {} });
  },
  'a menu of a column moves by arrow keys, and gives the focus back': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'data-dates'));
    const button = host.page.getByRole('button', { name: 'due: date' });
    const focused = () => host.page.evaluate(() => document.activeElement?.textContent);
    await button.press('ArrowDown');
    await host.page.getByRole('menuitemradio', { name: 'date' }).waitFor();
    assert.equal(await focused(), 'date');
    await host.page.keyboard.press('End');
    assert.equal(await focused(), 'Leave out of the features');
    await host.page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'integer');
    await host.page.keyboard.press('Escape');
    await host.page.getByRole('menu').waitFor({ state: 'detached' });
    assert.equal(await button.evaluate((element) => element === document.activeElement), true);
    await button.press('Enter');
    await host.page.getByRole('menuitem', { name: 'Day before month' }).press('Enter');
    assert.deepEqual((await lastRequest(host, 'edit')).edits.columns, {
      due: { meaning: 'date', format: '%d/%m/%Y' },
    });
  },
  'progress of a table is shown beside what is known, until all of it is': async (host, entries) => {
    const { state } = entryNamed(entries, 'data-sample');
    await openEntry(host, entryNamed(entries, 'data-sample'));
    await host.page.getByText('Reading: 83.9 MiB of 225.7 MiB').waitFor();
    await host.push('update', { progress: { ...state.progress, done: 177_525_000, secondsLeft: 1.4 } });
    await host.page.getByText('about 1 s left').waitFor();
    await host.page.getByText('75\u00a0% read').waitFor({ state: 'attached' });
    await host.push('state', entryNamed(entries, 'data-decimals').state);
    await host.page.getByRole('progressbar').waitFor({ state: 'detached' });
    await becomes(() => host.page.getByText('≈').count(), 0);
  },
  'a cost is called an estimate only where a price is known': async (host, entries) => {
    const estimate = host.page.getByText(/^Estimate from the on-demand prices/);
    await openEntry(host, entryNamed(entries, 'experiment-aws'));
    await host.page.getByText('price unknown').first().waitFor();
    await becomes(() => estimate.count(), 0);
    await openEntry(host, entryNamed(entries, 'experiment-classes'));
    await estimate.waitFor();
  },
  'the losses of a finished job are never awaited': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'run-without-log'));
    await host.page.getByText('The log of this job has no losses.').waitFor();
    await becomes(() => host.page.getByText('0 epochs').count(), 0);
    await openEntry(host, entryNamed(entries, 'run-starting'));
    await host.page.getByText('The first epoch has not finished yet.').waitFor();
  },
  'a job of which nothing is known says what that rules out, and offers no Deploy that would fail': async (
    host,
    entries,
  ) => {
    await openEntry(host, entryNamed(entries, 'run-elsewhere'));
    await host.page.getByText('This job was not trained by Linear Learner').waitFor();
    await becomes(() => host.page.getByRole('button', { name: 'Deploy…' }).count(), 0);
    await openEntry(host, entryNamed(entries, 'run-done'));
    await host.page.getByRole('button', { name: 'Deploy…' }).waitFor();
  },
  'a run whose rows are evaluated is shown as ended': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'run-evaluating'));
    await host.page.getByText('Evaluating 3,000,000 held-out rows…').waitFor();
    await host.page.getByText('Completed').first().waitFor();
    for (const text of ['InProgress', 'Left', 'Stop Training Job'])
      await becomes(() => host.page.getByText(text, { exact: true }).count(), 0);
  },
  'a page with a part of the rows says so': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'run-many'));
    await host.page.getByText('3,000 of 3,000,000 rows shown', { exact: true }).waitFor();
    await host.page
      .getByText(/2,000 of 3,000,000 rows shown\.$/)
      .first()
      .waitFor();
  },
  'checks of the text before a change are marked as such': async (host, entries) => {
    const { state } = entryNamed(entries, 'experiment-fails');
    await openEntry(host, {
      ...entryNamed(entries, 'experiment-fails'),
      state: { ...state, isChecking: true },
    });
    await host.page.getByText('Checking…').waitFor();
    await host.page.locator('.findings.old').waitFor();
    await host.push('state', state);
    await host.page.locator('.findings.old').waitFor({ state: 'detached' });
  },
  'a column has a control for its values, and says what becomes of others': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'predict-mixed'));
    const select = (name, value) =>
      host.page.locator(`vscode-single-select[label^="${name}"]`).evaluate((list, chosen) => {
        list.value = chosen;
        list.dispatchEvent(new Event('change'));
      }, value);
    const said = (text) => host.page.locator('.remark').getByText(text, { exact: true }).waitFor();
    await said('Missing: filled with the median, 39.');
    await host.page.getByRole('textbox', { name: 'age' }).fill('70');
    await said('Outside the training range.');
    await host.page.getByRole('button', { name: 'Predict', exact: true }).click();
    await host.page.getByRole('alert').getByText('4 fields need a value. smoker needs a value.').waitFor();
    await host.page.getByRole('textbox', { name: 'age' }).fill('thirty');
    await host.page.getByText('thirty is not a number.').first().waitFor();
    await host.page.getByRole('textbox', { name: 'age' }).fill('30');
    await select('smoker', '=yes');
    await select('region', 'other:');
    await said('Not in the training rows: counts as “other”.');
    await host.page.getByRole('textbox', { name: 'Other value of region' }).fill('mars');
    await select('profession', 'missing');
    await said('Missing: its share is 0.');
    await host.page.getByLabel('since').fill('2026-01-31');
    await said('Outside the training range.');
    await host.page.getByText('Sent as DD.MM.YYYY.').waitFor();
    await host.page.getByRole('button', { name: 'Predict', exact: true }).click();
    const sent = await host.page.evaluate(() => globalThis.posted.find(({ name }) => name === 'predict'));
    assert.deepEqual(sent.body.rows, [
      { age: 30, smoker: 'yes', region: 'mars', profession: '', since: '31.01.2026', note: '' },
    ]);
  },
  'a long list of values is searched by typing': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'predict-mixed'));
    const list = host.page.locator('vscode-single-select[label="profession"]');
    await list.locator('.combobox-input').click();
    await host.page.keyboard.press('ControlOrMeta+A');
    await host.page.keyboard.insertText('profession 37');
    await host.page.keyboard.press('ArrowDown');
    await host.page.keyboard.press('Enter');
    await host.page.waitForFunction(
      (select) => select.value === '=profession 37',
      await list.elementHandle(),
    );
  },
  'an endpoint says how much of its lease is left and who ends it, and its lease can be extended': async (
    host,
    entries,
  ) => {
    const linesOf = async (name) => {
      await openEntry(host, entryNamed(entries, name));
      await host.page.locator('.endpoint').waitFor();
      return host.page.locator('.endpoint-keepers li').allInnerTexts();
    };
    const trimmed = async (name) => (await linesOf(name)).map((line) => line.trim());
    assert.deepEqual(await trimmed('predict-ready'), [
      'VS Code, while it is open and signed in',
      'VS Code, when it starts',
      'AWS, even while VS Code is closed: no, it has no schedule',
    ]);
    await host.page.getByText(/^5[12] min of the lease left$/).waitFor();
    await host.page.getByRole('button', { name: 'Extend Lease…' }).click();
    const asked = () => globalThis.posted.some(({ name }) => name === 'extendLease');
    assert.ok(await host.page.evaluate(asked));
    assert.deepEqual(await trimmed('predict-lease-others'), [
      'VS Code, while it is open and signed in: no, it may be somebody else’s',
      'VS Code, when it starts: no, it may be somebody else’s',
      'AWS, even while VS Code is closed: unknown, its schedule cannot be read',
    ]);
    assert.deepEqual(await trimmed('predict-lease-none'), []);
    await host.page.getByText('no lease: it exists until someone deletes it').waitFor();
  },
  'a file that is being predicted shows how far it is, and can be cancelled': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'predict-ready'));
    const bar = host.page.getByRole('progressbar', { name: 'Predicting a.csv' });
    await host.push('update', { fileWork: { fileName: 'a.csv' } });
    await host.page.getByText('Reading the file', { exact: true }).waitFor();
    const rows = { done: 120_000, of: 400_000 };
    await host.push('update', { fileWork: { fileName: 'a.csv', share: 0.3, rows, remainingMs: 42_000 } });
    await host.page.getByText('120,000 of 400,000 rows · about 42 s left', { exact: true }).waitFor();
    await becomes(() => bar.getAttribute('aria-valuenow'), '30');
    await host.page.getByRole('button', { name: 'Cancel' }).click();
    const sent = await host.page.evaluate(() => globalThis.posted.map(({ name }) => name));
    assert.ok(sent.includes('cancelFile'));
    await host.push('update', { fileWork: undefined });
    await bar.waitFor({ state: 'detached' });
    await host.page.getByRole('button', { name: 'Choose a file…' }).waitFor();
  },
  'a gone endpoint promises no model': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'predict-gone-asked'));
    await host.page
      .getByText('This endpoint no longer exists; nothing is billed for it.', { exact: true })
      .waitFor();
    await host.page.getByRole('button', { name: 'Deploy again…' }).waitFor();
  },
  'nothing moves when workbench.reduceMotion is on': async (host, entries) => {
    const moving = () =>
      host.page.evaluate(
        () => document.getAnimations().filter(({ animationName }) => animationName !== 'appear').length,
      );
    for (const name of ['run-live', 'data-loading', 'run-evaluating']) {
      await openEntry(host, entryNamed(entries, name));
      assert.ok((await moving()) > 0, `${name} has nothing that moves`);
      await openEntry(host, entryNamed(entries, name), { reduceMotion: true });
      assert.equal(await moving(), 0, name);
    }
  },
};

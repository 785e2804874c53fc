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

const table = ({ page }) => page.getByTestId('runs');
const headsOf = async (host) =>
  (await table(host).getByRole('columnheader').allInnerTexts()).map((text) => text.trim());
const titlesOf = (host) => table(host).locator('tbody .run-title .link').allInnerTexts();
const focusedRow = ({ page }) =>
  page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('aria-rowindex'));

/** What the Runs page does, beyond how it looks; each by its name. */
export const runsBehaviours = {
  'runs show only what differs, until the rest is wanted as columns': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'runs-experiment'));
    const heads = await headsOf(host);
    assert.ok(heads.includes('epochs') && heads.includes('learning_rate'), heads.join());
    assert.ok(!heads.includes('Target'), heads.join());
    const same = host.page.getByTestId('same');
    assert.match(
      await same.innerText(),
      /^Same for all: mini_batch_size 5 · target Salary · regression · .* · Seed of the split 0/,
    );
    await same.getByRole('button', { name: 'Show as columns' }).click();
    await table(host).getByRole('columnheader', { name: 'Rows' }).waitFor();
    await becomes(() => same.count(), 0);
    assert.ok(!(await headsOf(host)).includes('learning_rate'));
  },
  'runs of several problems name their metric each, and the picture says which it leaves out': async (
    host,
    entries,
  ) => {
    await openEntry(host, entryNamed(entries, 'runs-mixed'));
    await table(host).getByText('R² 0.960').waitFor();
    await table(host).getByText('AUC 0.810').waitFor();
    await host.page.getByText(/5 runs that are not measured by (AUC|R²) are left out\./).waitFor();
  },
  'the title and its head stay in front however far the table is scrolled': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'runs-mixed'));
    await table(host).locator('tbody .box').first().check();
    const inFront = await table(host).evaluate((element) => {
      element.parentElement.scrollLeft = 130;
      const heads = [element.querySelector('thead th'), element.querySelector('tbody th')];
      return heads.map((head) => {
        const { right, top, height } = head.getBoundingClientRect();
        return head.contains(document.elementFromPoint(right - 4, top + height / 2));
      });
    });
    assert.deepEqual(inFront, [true, true]);
    const [title, cell] = await table(host)
      .locator('tr[aria-selected="true"]')
      .evaluate((row) => [...row.children].slice(0, 2).map((one) => getComputedStyle(one).backgroundImage));
    assert.equal(title, cell);
    assert.notEqual(cell, 'none');
  },
  'runs are sorted by a click on a head, by the keyboard, and back': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'runs-experiment'));
    const head = table(host).getByRole('columnheader', { name: 'R²' });
    await head.getByRole('button').click();
    await table(host).locator('th[aria-sort="descending"]', { hasText: 'R²' }).waitFor();
    await host.page
      .getByRole('row', { name: /salary, more epochs/ })
      .and(host.page.locator('[aria-rowindex="2"]'))
      .waitFor();
    await head.getByRole('button').press('Enter');
    await table(host).locator('th[aria-sort="ascending"]', { hasText: 'R²' }).waitFor();
    await table(host).locator('tr[aria-rowindex="2"]', { hasText: '0.823' }).waitFor();
    assert.deepEqual((await lastRequest(host, 'view')).query.sort, {
      column: 'metric',
      direction: 'ascending',
    });
  },
  'a run whose table has changed or is gone says so, and is found by it': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'runs-checking-tables'));
    await table(host).getByText('table changed').waitFor();
    await table(host).getByText('table gone').waitFor();
    await becomes(() => table(host).locator('tbody .run-title').count(), 2);
    await host.page.getByText(/^Looking whether the tables of runs have changed/).waitFor();
  },
  'a filter of runs narrows them, explains what it does not understand, and is cleared': async (
    host,
    entries,
  ) => {
    await openEntry(host, entryNamed(entries, 'runs-experiment'));
    const field = host.page.getByRole('textbox', { name: 'Filter runs' });
    await field.fill('failed');
    await host.page.getByText('1 of 12 runs').waitFor();
    await field.fill('rmsee < 5000');
    await host.page.getByText('“rmsee” is not known. Did you mean rmse?').waitFor();
    await becomes(() => field.getAttribute('aria-invalid'), 'true');
    await field.fill('rmse < 1');
    await host.page.getByText('The filter matches none of the 12 runs.').waitFor();
    await host.page.getByRole('button', { name: 'Clear the filter' }).last().click();
    await host.page.getByText('12 runs', { exact: true }).waitFor();
    await host.page.getByRole('button', { name: 'Examples of filters' }).click();
    await host.page.getByRole('menuitem', { name: 'local', exact: true }).click();
    await host.page.getByText('10 of 12 runs').waitFor();
    await becomes(() => field.inputValue(), 'local');
  },
  'two to ten runs are compared, and the button says what is missing': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'runs-experiment'));
    const compare = host.page.locator('vscode-button', { hasText: 'Compare' });
    const boxes = table(host).getByRole('checkbox');
    await becomes(() => compare.getAttribute('title'), 'Select two to ten runs to compare them.');
    await boxes.nth(0).click();
    await boxes.nth(3).click();
    await host.page.locator('vscode-button:not([disabled])', { hasText: 'Compare 2' }).click();
    const { runs } = await lastRequest(host, 'compare');
    assert.deepEqual(
      runs.map(({ trainingJobName }) => trainingJobName.slice(15, 25)),
      ['2026-11-24', '2026-11-21'],
    );
    await host.page.getByRole('button', { name: 'Clear the selection (2)' }).click();
    await host.page.locator('vscode-button[disabled]', { hasText: 'Compare' }).waitFor();
  },
  'a run is opened, selected and given its menu by the keyboard alone': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'runs-experiment'));
    await table(host).locator('tr[tabindex="0"]').focus();
    await host.page.keyboard.press('ArrowDown');
    assert.equal(await focusedRow(host), '3');
    await host.page.keyboard.press('Enter');
    assert.equal(
      (await lastRequest(host, 'openRun')).trainingJobName,
      'linear-learner-2026-11-23-21-31-00-000',
    );
    await host.page.keyboard.press('Space');
    await table(host).locator('tr[aria-selected="true"][aria-rowindex="3"]').waitFor();
    await host.page.keyboard.press('End');
    assert.equal(await focusedRow(host), '13');
    await host.page.keyboard.press('Shift+F10');
    await host.page.getByRole('menuitem', { name: 'Train again', exact: true }).press('Enter');
    await becomes(() => lastRequest(host, 'runCommand'), {
      command: 'trainAgain',
      run: { connectionId: 'local', trainingJobName: 'linear-learner-2026-11-13-21-31-00-000' },
    });
  },
  'a pinned run can be unpinned, and another one pinned': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'runs-experiment'));
    const menuOf = (row) =>
      table(host).locator(`tr[aria-rowindex="${row}"]`).getByRole('button', { name: /^More/ });
    await menuOf(5).click();
    await host.page.getByRole('menuitem', { name: 'Unpin' }).click();
    assert.equal((await lastRequest(host, 'runCommand')).command, 'unpinRun');
    await menuOf(2).click();
    await host.page.getByRole('menuitem', { name: 'Pin', exact: true }).click();
    assert.equal((await lastRequest(host, 'runCommand')).command, 'pinRun');
  },
  'of ten thousand runs those in view are drawn, and the last one is reached': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'runs-huge'));
    await becomes(() => table(host).getAttribute('aria-rowcount'), '10001');
    assert.ok((await table(host).locator('tbody tr').count()) < 100);
    await table(host).locator('tr[tabindex="0"]').focus();
    await host.page.keyboard.press('End');
    await table(host).locator('tr[aria-rowindex="10001"]', { hasText: 'run 1' }).waitFor();
    assert.equal(await focusedRow(host), '10001');
    assert.equal((await lastRequest(host, 'lines')).from, 9900);
    await host.page.keyboard.press('Home');
    await table(host).locator('tr[aria-rowindex="2"]', { hasText: 'run 10000' }).waitFor();
  },
  'columns are chosen, and reset': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'runs-experiment'));
    await host.page.getByRole('button', { name: 'Columns', exact: true }).click();
    const chooser = host.page.getByRole('dialog', { name: 'Columns' });
    await chooser.getByRole('checkbox', { name: 'RMSE' }).check();
    await table(host).getByRole('columnheader', { name: 'RMSE' }).waitFor();
    await chooser.getByRole('checkbox', { name: 'Status' }).uncheck();
    await table(host).getByRole('columnheader', { name: 'Status' }).waitFor({ state: 'detached' });
    await chooser.getByRole('button', { name: 'Reset columns' }).click();
    await table(host).getByRole('columnheader', { name: 'Status' }).waitFor();
    await host.page.keyboard.press('Escape');
    await becomes(() => table(host).getByRole('columnheader', { name: 'RMSE' }).count(), 0);
  },
  'runs are grouped by experiment': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'runs-grouped'));
    assert.deepEqual(await table(host).locator('tr.group .group-name').allInnerTexts(), [
      'loans\n5 runs',
      'salary\n6 runs',
    ]);
    assert.deepEqual(new Set((await titlesOf(host)).slice(0, 5)), new Set(['loans']));
  },
  'records that cannot be used are listed with their reasons': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'runs-unreadable'));
    await host.page.getByText('12 run records cannot be used.').waitFor();
    await host.page.getByRole('button', { name: 'Show details' }).click();
    await host.page.getByText('marks.jsonl is damaged at line 2.').waitFor();
    await host.page.getByText('and 10 more').waitFor();
    await host.page.getByRole('button', { name: 'Look up', exact: true }).click();
    await becomes(() => lastRequest(host, 'catchUp'), {});
  },
  'a page without runs says how to get one': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'runs-empty'));
    await host.page.getByRole('button', { name: 'Open the experiment' }).click();
    await becomes(() => lastRequest(host, 'openExperiment'), {});
    await openEntry(host, entryNamed(entries, 'runs-nothing'));
    await host.page.getByRole('button', { name: 'Open the sample…' }).click();
    await becomes(() => lastRequest(host, 'openSample'), {});
  },
  'the last runs of an experiment are a sparkline that opens them': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'experiment-trained'));
    const line = host.page.getByRole('button', {
      name: /^R² 0\.916: R² of the last 5 runs, oldest first: 0\.831 .*Show runs$/,
    });
    await line.click();
    await becomes(() => lastRequest(host, 'showRuns'), {});
  },
};

import assert from 'node:assert/strict';
import { figureIn, rowsOf, textOf } from '../figures.mjs';
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

/** What the Compare page does, beyond how it looks. */
export const compareBehaviours = {
  'a run becomes the base, is opened and is read again by the keyboard': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'compare-run-gone'));
    const button = (name) => host.page.getByRole('button', { name });
    await button(/^Try again: linear-learner-2026/).press('Enter');
    await becomes(() => lastRequest(host, 'tryAgain'), { run: 0 });
    await button(/^Make it the base: /).press('Enter');
    await becomes(() => lastRequest(host, 'chooseBase'), { run: 2 });
    await button(/: open the run$/)
      .first()
      .press('Enter');
    await becomes(() => lastRequest(host, 'openRun'), { run: 1 });
    await host.page.getByText('is no longer among the runs of this machine').waitFor();
    await host.page.getByText('not comparable: it is not evaluated').waitFor();
  },
  'what differs is a column per run, the base first, and features are in words': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'compare-three-binary'));
    assert.deepEqual(await rowsOf(host.page.getByTestId('settings')), [
      ['Feature age', 'number', 'powers up to 2; gaps get the median', 'number'],
      ['Feature blood_pressure', 'number', 'number', 'not used'],
      ['Row rules', 'none', 'none', 'age is at least 18 and is at most 90'],
    ]);
    assert.match(
      await textOf(host.page.getByTestId('learned-B')),
      /About 12,300 rows added and 1,000 removed: an estimate from samples, ± 300\./,
    );
    await host.page.getByText('No losses are on record for C').waitFor();
  },
  'losses by other functions, targets and metrics are not set against each other': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'compare-other-problem'));
    await host.page.getByRole('heading', { name: /^The losses are not comparable: logistic for / }).waitFor();
    await host.page.getByText('B against A, not comparable: another target').waitFor();
    const metrics = (await rowsOf(host.page.getByTestId('runs'))).map((row) => row[5]);
    assert.match(metrics[0] ?? '', /^AUC 0/);
    assert.match(metrics[1] ?? '', /^R² 0/);
    assert.equal(await host.page.getByText(/^target /).count(), 0);
  },
  'a difference on a few rows is not more than chance': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'compare-few-rows'));
    await host.page
      .getByText(/^B against A: 0\.\d+ better R², on too few common held-out rows to rule out chance: 2$/)
      .waitFor();
    const verdicts = (await rowsOf(host.page.getByTestId('common-metrics'))).map((row) => row.at(-1));
    assert.deepEqual(verdicts, ['better, on too few rows', 'better, on too few rows']);
  },
  'the rows of another run are shown when it is chosen': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'compare-three-binary'));
    await host.page.getByRole('heading', { name: 'B against A on common held-out rows' }).waitFor();
    const list = host.page.locator('vscode-single-select[label="Run beside the base"]');
    await list.click();
    await list.locator('li', { hasText: 'C disease without pressure' }).click();
    await host.page.getByRole('heading', { name: 'C against A on common held-out rows' }).waitFor();
    assert.equal((await host.page.evaluate(() => globalThis.kept)).choices.run, 'job-3');
    await host.page.getByRole('button', { name: 'Only A right: 14' }).press('Enter');
    const rows = host.page.getByRole('table', { name: 'Rows that only A gets right' });
    const [first] = await rowsOf(rows);
    assert.equal(first?.[1], first?.[2]);
  },
  'lines of ten runs differ in more than their color, and each picture has its numbers': async (
    host,
    entries,
  ) => {
    await openEntry(host, entryNamed(entries, 'compare-ten'), { theme: 'hc' });
    const marks = host.page.getByTestId('runs').locator('.run-mark svg');
    const looks = await marks.evaluateAll((all) =>
      all.map((svg) => [
        svg.querySelector('line')?.getAttribute('stroke-dasharray'),
        svg.querySelector('path')?.getAttribute('d'),
      ]),
    );
    assert.equal(new Set(looks.map(([dash]) => dash)).size, 10);
    for (const name of ['loss-curves', 'roc', 'precision-recall', 'calibration']) {
      const figure = figureIn(host.page.locator('#app'), name);
      await figure.isDrawn();
      assert.ok((await figure.rows()).length >= 10, name);
    }
  },
  'the same model is said to be the same, and other held-out rows not to be comparable': async (
    host,
    entries,
  ) => {
    const verdict = host.page.getByTestId('verdict');
    await openEntry(host, entryNamed(entries, 'compare-same-model'));
    assert.match(await textOf(verdict), /^B against A: the same model/);
    await openEntry(host, entryNamed(entries, 'compare-not-comparable'));
    assert.match(await textOf(verdict), /^B against A, not comparable: other held-out rows/);
  },
};

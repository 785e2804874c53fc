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

/** What the Spending page does, beyond how it looks; each by its name. */
export const spendBehaviours = {
  'spending says what is unknown beside the total, and offers ways to learn it': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'spend-month'));
    const { page } = host;
    assert.match(
      await page.getByTestId('spend-total').innerText(),
      /^\$\d+\.\d\d, and 2 training jobs of unknown price$/,
    );
    await page.getByText(/^At least \d+\s%/).waitFor();
    await page.getByRole('button', { name: 'Refresh prices' }).click();
    assert.deepEqual(await lastRequest(host, 'refreshPrices'), {});
  },
  'spending is drawn in dollars or as time, and what AWS billed is requested by its button alone': async (
    host,
    entries,
  ) => {
    await openEntry(host, entryNamed(entries, 'spend-no-cap'));
    const { page } = host;
    const title = page.getByTestId('spend-days').getByRole('heading');
    assert.match(await title.innerText(), /^The costliest day was .*\$/);
    await page.getByRole('button', { name: 'Time' }).click();
    await becomes(async () => /^Most ran on .* min in total$/.test(await title.innerText()), true);
    assert.equal(await lastRequest(host, 'readBill'), undefined);
    await page.getByText('Read for $0.01').click();
    assert.deepEqual(await lastRequest(host, 'readBill'), { month: '2026-12' });
  },
  'spending shows another month, more rows, and saves all of them': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'spend-thousands'));
    const { page } = host;
    await page.getByText('The costliest 50 of').first().waitFor();
    await page.getByRole('button', { name: 'Show 500' }).nth(1).click();
    assert.deepEqual(await lastRequest(host, 'showMore'), { table: 'endpoints' });
    await page.getByText('Save as CSV').first().click();
    assert.deepEqual(await lastRequest(host, 'saveLines'), { month: '2026-12' });
    await openEntry(host, entryNamed(entries, 'spend-before'));
    const month = page.locator('vscode-single-select[label="Month"]');
    await month.click();
    await month.locator('li', { hasText: 'December 2026' }).click();
    assert.deepEqual(await lastRequest(host, 'showMonth'), { month: '2026-12' });
  },
};

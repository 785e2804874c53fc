import { becomes } from '../becomes.mjs';
// Behaviours of the grid with mouse, keyboard and screen reader.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { rowGridIn } from '../rowGrid.mjs';
import { openEntry } from './open.mjs';

const entryNamed = (entries, name) => {
  const found = entries.find((entry) => entry.name === name);
  assert.ok(found, `the gallery has no ${name}`);
  return found;
};

async function openGrid(host, entries, name, options) {
  await openEntry(host, entryNamed(entries, name), options);
  const rows = rowGridIn(host.page.locator('#app'));
  await rows.grid.getByRole('rowheader').first().waitFor();
  return rows;
}

const posted = ({ page }, name) =>
  page.evaluate((wanted) => globalThis.posted.filter((message) => message.name === wanted), name);
const said = (host, text) => host.page.getByRole('status').getByText(text, { exact: true }).waitFor();
const press = async ({ page }, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** Opens a column's menu with the keyboard and chooses an item. */
async function choose(host, rows, column, item) {
  await rows.header(column).click({ position: { x: 4, y: 60 } });
  await press(host, 'Shift+F10');
  await host.page.getByRole('menu').getByText(item, { exact: true }).click();
}
const chips = ({ page }) => page.getByRole('list', { name: 'Sort order and filters' }).getByRole('listitem');

async function nothingForAxe({ page }) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () =>
    (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations.flatMap(
      ({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
    ),
  );
  assert.deepEqual(found, []);
}

export const gridBehaviours = {
  'ten million rows are scrolled row by row, by share and to both ends, with few of them drawn': async (
    host,
    entries,
  ) => {
    const { grid, row, enter, focused } = await openGrid(host, entries, 'table-huge');
    await becomes(() => grid.getAttribute('aria-rowcount'), '10000001');
    const drawn = () => grid.getByRole('row').count();
    assert.ok((await drawn()) < 60);
    await enter();
    await host.page.mouse.wheel(0, 26 * 100);
    assert.deepEqual((await row(101)).slice(0, 2), ['101', '101.00']);
    await grid.locator('.rg-scroll').evaluate((element) => {
      element.scrollTop = (element.scrollHeight - element.clientHeight) / 2;
    });
    await grid.locator('[role=row][aria-rowindex^="5000"]').first().waitFor();
    const before = await grid
      .locator('.rg-body [role=row]')
      .evaluateAll((all) =>
        Math.min(...all.map((one) => Number(one.ariaRowIndex)).filter((index) => index > 1e6)),
      );
    await host.page.mouse.wheel(0, 26 * 3);
    await grid.locator(`[role=row][aria-rowindex="${before}"]`).waitFor({ state: 'detached' });
    assert.equal((await row(before + 20))[1], `${(before + 20).toLocaleString('en')}.00`);
    await press(host, 'Control+End');
    assert.equal((await row(10_000_000))[0], '10,000,000');
    assert.deepEqual(await focused(), { row: 9_999_999, column: 12 });
    await press(host, 'Control+Home');
    assert.deepEqual((await row(1))[0], '1');
    assert.ok((await drawn()) < 60);
  },
  'rows are shown before the values of their columns are counted': async (host, entries) => {
    const { row, header } = await openGrid(host, entries, 'table-outline');
    await header('age').getByText('integer …', { exact: true }).waitFor();
    assert.deepEqual((await row(1)).slice(2, 4), ['18', '−300.00']);
  },
  'rows that are scrolled past before they come are given up': async (host, entries) => {
    const { grid } = await openGrid(host, entries, 'table-waiting');
    await grid.locator('[aria-busy=true]').first().waitFor();
    const [first] = await posted(host, 'gridRows');
    await grid.locator('.rg-scroll').evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
    await host.page.waitForFunction(
      (id) => globalThis.posted.some((message) => message.type === 'abort' && message.id === id),
      first.id,
    );
  },
  'the grid is one tab stop, and its cells are walked through and selected by keys': async (
    host,
    entries,
  ) => {
    const { grid, enter, focused } = await openGrid(host, entries, 'table-ready', { width: 1280 });
    await enter();
    await press(host, 'ArrowDown', 'ArrowDown', 'ArrowRight');
    assert.deepEqual(await focused(), { row: 2, column: 2 });
    await press(host, 'Home', 'PageDown', 'PageUp', 'End');
    assert.deepEqual(await focused(), { row: 2, column: 8 });
    await press(host, 'Home', 'ArrowRight', 'Shift+ArrowDown', 'Shift+ArrowRight');
    const selected = () => grid.locator('[role=gridcell][aria-selected=true]').count();
    assert.equal(await selected(), 4);
    await press(host, 'Space');
    assert.equal(await selected(), 16);
    await becomes(() => grid.locator('[role=rowheader][aria-selected=true]').count(), 2);
    await press(host, 'Escape');
    assert.equal(await selected(), 0);
    await press(host, 'Control+ArrowUp', 'ArrowUp');
    assert.equal((await focused()).row, -1);
    await press(host, 'Tab');
    await becomes(() => grid.locator(':focus').count(), 0);
    await press(host, 'Shift+Tab');
    assert.equal((await focused()).row, -1);
  },
  'a selection is copied, with the names of its columns on request': async (host, entries) => {
    const { enter } = await openGrid(host, entries, 'table-ready');
    await enter();
    await press(host, 'ArrowRight', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Control+c');
    await said(host, 'Copied 3 × 2 cells.');
    const [{ body }] = await posted(host, 'gridCopy');
    assert.deepEqual([body.from, body.count, body.names, body.withHeader], [0, 3, ['age', 'balance'], false]);
    await press(host, 'Shift+F10');
    await host.page.getByRole('menuitem', { name: 'Copy with column names' }).click();
    await host.page.waitForFunction(() => globalThis.posted.at(-1)?.body?.withHeader === true);
  },
  'rows are sorted by several columns, which is announced and can be undone': async (host, entries) => {
    const { row, header, grid } = await openGrid(host, entries, 'table-ready');
    await header('city').locator('.rg-name').click();
    await said(host, 'Sorted by city, ascending. 240 of 240 rows');
    await header('age').click({ position: { x: 4, y: 60 } });
    await press(host, 'Shift+Enter', 'Shift+Enter');
    await said(host, 'Sorted by city, ascending; age, descending. 240 of 240 rows');
    assert.deepEqual((await row(1)).slice(2, 5), ['76', '392.40', 'Berlin']);
    await becomes(() => grid.locator('[aria-sort=ascending]').count(), 1);
    await becomes(() => header('city').getAttribute('aria-sort'), 'ascending');
    await chips(host).first().getByRole('button').click();
    await said(host, 'Sorted by age, descending. 240 of 240 rows');
    await choose(host, { header }, 'age', 'Remove from sort order');
    await said(host, 'In file order. 240 of 240 rows');
  },
  'rows are filtered by a bar, levels, what is missing and a typed condition': async (host, entries) => {
    const rows = await openGrid(host, entries, 'table-ready');
    const filterOf = async (column) => {
      await choose(host, rows, column, 'Filter…');
      return host.page.getByRole('dialog', { name: `Filter by ${column}` });
    };
    await rows.header('age').locator('.rg-bar').nth(2).click();
    await chips(host).getByText('age at least 25 and below 30', { exact: true }).waitFor();
    await rows.has(18);
    await nothingForAxe(host);
    const bars = await filterOf('age');
    await bars.getByRole('button', { name: '30 to 35: 18 rows' }).waitFor();
    await nothingForAxe(host);
    await press(host, 'End', 'Enter');
    await chips(host)
      .getByText(/^age from 75 to 80$/)
      .waitFor();
    const levels = await filterOf('city');
    await levels.getByRole('checkbox', { name: 'Berlin' }).check();
    await levels.getByRole('button', { name: 'Exclude selected' }).click();
    await chips(host).getByText('city is not Berlin', { exact: true }).waitFor();
    const typed = await filterOf('since');
    await typed.getByRole('textbox').fill('> 2026-06-30');
    await typed.getByText('since above 2026-06-30', { exact: true }).waitFor();
    await press(host, 'Enter');
    await chips(host).nth(2).waitFor();
    await choose(host, rows, 'age', 'Only rows without a value');
    await chips(host).getByText('age is missing', { exact: true }).waitFor();
    await host.page.getByRole('button', { name: 'Clear filters' }).first().click();
    await rows.has(240);
    await becomes(() => chips(host).count(), 0);
  },
  'a bar of a picture on the Data page shows its rows': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'data-salary'));
    const canvas = host.page.getByTestId('distribution-Salary').locator('canvas').first();
    await canvas.scrollIntoViewIfNeeded();
    const { width, height } = await canvas.boundingBox();
    await canvas.click({ position: { x: width * 0.35, y: height - 32 } });
    await chips(host)
      .getByText(/^Salary at least \d\d,000 and below \d\d,000$/)
      .waitFor();
    assert.equal(await host.page.evaluate(() => document.activeElement?.textContent), 'Rows');
  },
  'a filter that nothing matches says so, with the way back': async (host, entries) => {
    const rows = await openGrid(host, entries, 'table-ready');
    await choose(host, rows, 'age', 'Filter…');
    await host.page.getByRole('dialog').getByRole('textbox').fill('> 900');
    await press(host, 'Enter');
    await host.page.getByText('No rows match: age above 900.', { exact: true }).waitFor();
    await rows.has(0);
    await nothingForAxe(host);
    await becomes(() => host.page.getByRole('button', { name: 'Save rows as…' }).count(), 0);
    await host.page.getByRole('button', { name: 'Clear filters' }).last().click();
    await rows.has(240);
  },
  'rows are saved as they are shown': async (host, entries) => {
    const rows = await openGrid(host, entries, 'table-ready');
    await choose(host, rows, 'age', 'Sort descending');
    await choose(host, rows, 'note', 'Hide');
    await host.page.getByRole('button', { name: 'Save rows as…' }).click();
    const [{ body }] = await posted(host, 'gridSave');
    assert.deepEqual(body.view.sort, [{ column: 'age', descending: true }]);
    assert.deepEqual(body.names.slice(-3), ['is_member', 'since', 'address']);
  },
  'filters become rules of an experiment, those by text do not': async (host, entries) => {
    const rows = await openGrid(host, entries, 'table-ready');
    await choose(host, rows, 'age', 'Only rows with a value');
    await host.page.getByRole('button', { name: 'Use these rows in the experiment…' }).click();
    const [{ body }] = await posted(host, 'gridUse');
    assert.deepEqual(body.rules, [{ column: 'age', isMissing: false }]);
    await host.page.getByRole('textbox', { name: 'Find in rows' }).fill('note 3');
    await host.page.getByRole('button', { name: 'Show only matching rows' }).click();
    await host.page.getByText('Text filters cannot be used as rules in an experiment.').waitFor();
  },
  'a text is searched forwards and backwards, and a row or a column is gone to': async (host, entries) => {
    const { focused, enter, row } = await openGrid(host, entries, 'table-ready');
    await enter();
    await press(host, 'Control+f');
    await host.page.keyboard.insertText('STREET 17');
    await press(host, 'Enter');
    await said(host, 'address, row 2');
    await press(host, 'Enter');
    await said(host, 'address, row 11');
    await press(host, 'Shift+Enter');
    await said(host, 'address, row 2');
    await host.page.getByRole('textbox', { name: 'Find in rows' }).fill('nowhere');
    await press(host, 'Enter');
    await said(host, 'No cell contains “nowhere”');
    const go = host.page.getByRole('textbox', { name: 'Go to row or column' });
    await go.fill('200');
    await press(host, 'Enter');
    assert.equal((await row(200))[0], '200');
    assert.equal((await focused()).row, 199);
    await go.fill('NOTE');
    await press(host, 'Enter');
    assert.deepEqual(await focused(), { row: 199, column: 7 });
    await go.fill('241');
    await press(host, 'Enter');
    await host.page.getByRole('alert').getByText('Rows are numbered 1 to 240.').waitFor();
  },
  'a long cell is shown whole, and the keyboard comes back to it': async (host, entries) => {
    const { grid, focused } = await openGrid(host, entries, 'table-ready');
    await grid.locator('[data-cell="2 7"]').click();
    await press(host, 'F2');
    const whole = host.page.getByRole('region', { name: 'note, row 3' });
    assert.match(
      await whole.locator('pre').innerText(),
      /^A long note\. (It goes on and on, as notes do\. ){20}$/,
    );
    await press(host, 'Escape');
    assert.deepEqual(await focused(), { row: 2, column: 7 });
  },
  'columns are pinned, hidden and widened by keys, and so again after a reload': async (host, entries) => {
    const rows = await openGrid(host, entries, 'table-ready');
    const { grid, header } = rows;
    await choose(host, rows, 'city', 'Pin left');
    await becomes(() => header('city').getAttribute('aria-colindex'), '2');
    await choose(host, rows, 'person_id', 'Hide');
    await becomes(() => grid.getAttribute('aria-colcount'), '8');
    const width = async () => (await header('age').boundingBox()).width;
    const before = await width();
    await choose(host, rows, 'age', 'Wider');
    assert.equal(await width(), before + 40);
    const kept = await host.page.evaluate(() => globalThis.kept.choices);
    const again = await openGrid(
      host,
      [{ ...entryNamed(entries, 'table-ready'), choices: kept }],
      'table-ready',
    );
    await becomes(() => again.header('city').getAttribute('aria-colindex'), '2');
    await becomes(() => again.grid.getAttribute('aria-colcount'), '8');
    await host.page.getByRole('button', { name: 'Hidden columns' }).click();
    await host.page.getByRole('menuitem', { name: 'Show person_id' }).click();
    await again.header('person_id').waitFor();
  },
  'a column is made wider by dragging its edge': async (host, entries) => {
    const { header } = await openGrid(host, entries, 'table-ready');
    const { x, y, width } = await header('age').boundingBox();
    await host.page.mouse.move(x + width - 3, y + 20);
    await host.page.mouse.down();
    await host.page.mouse.move(x + width + 57, y + 20);
    await host.page.mouse.up();
    await host.page.waitForFunction(
      ([element, wide]) => Math.abs(element.getBoundingClientRect().width - wide) < 2,
      [await header('age').elementHandle(), width + 60],
    );
  },
};

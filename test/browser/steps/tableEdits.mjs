import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figureIn, rowsOf, textOf } from '../figures.mjs';
import { becomes } from '../becomes.mjs';

/** No header, semicolons, a sign of missing values, days, a class, and two rows that are too short. */
const rows = Array.from({ length: 300 }, (_, row) => {
  const day = new Date(Date.UTC(2026, 0, 1 + (row % 200))).toISOString().slice(0, 10);
  const level = row % 25 === 3 ? -999 : 20 + (row % 40) / 4;
  return [level, ['low', 'middle', 'high'][row % 3], day, row % 2 === 0 ? 'yes' : 'no', row + 7].join(';');
});
const lines = [...rows.slice(0, 90), '12;low', ...rows.slice(90, 200), '5', ...rows.slice(200)];

const describe = (w) => w.content.getByTestId('describe');
const columnRow = (w, name) => describe(w).getByRole('row').filter({ hasText: name });
const experimentOf = (w, name) => JSON.parse(readFileSync(join(w.workspace, name), 'utf8'));

/** What is changed on the Data page of how a table is read and used, up to the experiment. */
export const tableEdits = {
  'the Data page shows how a table was read, with dates and categories in pictures': async (w) => {
    writeFileSync(join(w.workspace, 'stations.csv'), `${lines.join('\n')}\n`);
    await w.showFiles();
    await w.menu(w.explorerRow('stations.csv'), 'Explore Data');
    await w.content.getByText('300 rows × 5 columns').waitFor();
    await w.content.getByText('semicolon, UTF-8, no header row').waitFor();
    await w.content.getByText('The file has no header').waitFor();
    const days = figureIn(w.content, 'distribution-column3');
    await days.isDrawn();
    assert.match(await days.title(), /^column3: Jan 1, 2026 to Jul 19, 2026/);
    assert.deepEqual((await days.rows())[0], ['Jan 2026', '62']);
    await w.picture('table-edits');
  },
  'a first row becomes the header with a click, and data again with another': async (w) => {
    const findings = w.content.getByRole('list', { name: 'Findings' });
    await findings.getByRole('button', { name: 'Row 1 is the header' }).click();
    await w.content.getByText('299 rows × 5 columns').waitFor();
    await w.content.getByText('changed on this page').waitFor();
    await w.content.getByRole('button', { name: 'Reset to detected' }).click();
    await w.content.getByText('300 rows × 5 columns').waitFor();
    await becomes(() => w.content.getByText('changed on this page').count(), 0);
  },
  'another delimiter shows at once what it makes of the file, and is taken back': async (w) => {
    await w.content.getByRole('button', { name: 'Change Delimiter…' }).click();
    await w.select('Delimiter', 'tab');
    await w.content.getByText('301 rows × 1 column').waitFor();
    await w.picture('table-edits-delimiter');
    await w.content.getByRole('button', { name: 'Reset to detected' }).click();
    await w.content.getByText('300 rows × 5 columns').waitFor();
  },
  'rows that were set aside are saved beside the table': async (w) => {
    await w.content.getByText('Rows set aside: 2').waitFor();
    await w.content.getByText('91  12;low').waitFor();
    await w.content.locator('#reading').getByRole('button', { name: 'Save as a file' }).click();
    await w.page.locator('.tabs-container .tab', { hasText: 'stations.wrong.csv' }).waitFor();
    assert.equal(readFileSync(join(w.workspace, 'stations.wrong.csv'), 'utf8'), '12;low\n5\n');
    await w.command('View: Close Editor');
    await w.tab('Data: stations.csv');
  },
  'a sign of missing values becomes missing with a click': async (w) => {
    await w.content.getByRole('button', { name: 'Treat −999 as missing' }).click();
    await columnRow(w, 'column1').getByText('12', { exact: true }).waitFor();
    const [first] = await rowsOf(describe(w));
    assert.deepEqual([first[2], first[3], first[7]], ['288', '12', '20.00']);
  },
  'a class is chosen as the target, and relations stay those of numbers': async (w) => {
    await w.select('Column to predict', 'column4');
    await columnRow(w, 'column4').getByText('target').waitFor();
    await w.content.getByText(/^column4 is not a number: shown with column\d$/).waitFor();
  },
  'what a column is, and why, is changed from the keyboard': async (w) => {
    const menu = w.content.getByRole('button', { name: 'column2: category' });
    await becomes(() => menu.getAttribute('aria-description'), 'Its values are words that repeat.');
    await menu.press('Enter');
    await w.content.getByRole('menuitemradio', { name: 'category' }).waitFor();
    await w.page.keyboard.press('ArrowDown');
    await w.page.keyboard.press('Enter');
    await w.content.getByRole('button', { name: 'column2: text' }).press('ArrowDown');
    await w.content.getByRole('menuitem', { name: 'Reset to detected' }).press('Enter');
    await w.content.getByRole('button', { name: 'column2: category' }).waitFor();
    await w.content.getByRole('button', { name: 'column5: ' }).press('Enter');
    await w.content.getByRole('menuitem', { name: 'Leave out of the features' }).press('Enter');
    await columnRow(w, 'column5').getByText('left out').waitFor();
  },
  'a reload of the window keeps what was changed': async (w) => {
    w.isLeaving = true;
    await w.reload();
    w.isLeaving = false;
    await w.tab('Data: stations.csv');
    await columnRow(w, 'column5').getByText('left out').waitFor();
    const [first] = await rowsOf(describe(w));
    assert.equal(first[3], '12');
    await w.picture('table-edits-reloaded');
  },
  'Train opens an experiment that reads and uses the table so': async (w) => {
    await w.content.getByRole('button', { name: 'Train Linear Learner…' }).click();
    await w.page.locator('.tabs-container .tab.active', { hasText: 'stations.linear.json' }).waitFor();
    const { read, columns, target, features } = experimentOf(w, 'stations.linear.json');
    assert.equal(read.header, false);
    assert.deepEqual(columns, { column1: { missing: ['-999'] } });
    assert.equal(target, 'column4');
    assert.ok(!features.some(({ column }) => column === 'column5'));
  },
  'the Data page of an experiment edits the experiment': async (w) => {
    await w.content.getByRole('button', { name: 'Explore Data' }).click();
    await w.content.getByText('set in stations.linear.json').first().waitFor();
    await w.content.getByRole('button', { name: 'column2: category' }).press('Enter');
    await w.content.getByRole('menuitemradio', { name: 'text' }).press('Enter');
    await w.content.getByRole('button', { name: 'column2: text' }).waitFor();
    const { columns } = experimentOf(w, 'stations.linear.json');
    assert.deepEqual(columns.column2, { meaning: 'text' });
    assert.match(await textOf(w.content.locator('.meta')), /no header row/);
    // This page, the experiment, and the page of the table.
    for (let opened = 0; opened < 3; opened += 1) await w.command('View: Close Editor');
    for (const name of ['stations.linear.json', 'stations.wrong.csv', 'stations.csv']) {
      rmSync(join(w.workspace, name));
      await w.explorerRow(name).waitFor({ state: 'detached' });
    }
  },
};

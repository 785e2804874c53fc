import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowGridIn } from '../rowGrid.mjs';

const rowCount = 5000;

/** Orders, the same in every run. */
function orders() {
  const rows = Array.from({ length: rowCount }, (_, row) => ({
    order: row + 1,
    price: (row * 7919) % 1009,
    city: row % 10 === 3 ? null : `town ${row % 4}`,
  }));
  return rows.map((row) => JSON.stringify(row)).join('\n');
}

const chip = (w, words) => w.content.getByRole('listitem').getByText(words, { exact: true });

/** All rows of a table in an editor of their own. */
export const tableEditor = {
  'a JSON Lines file opens in the Table editor, and is gone through by keys': async (w) => {
    writeFileSync(join(w.workspace, 'orders.jsonl'), orders());
    await w.showFiles();
    await w.explorerRow('orders.jsonl').dblclick();
    const rows = rowGridIn(w.content);
    await rows.has(rowCount);
    assert.deepEqual(await rows.row(1), ['1', '1', '0', 'town 0']);
    await rows.enter();
    await w.page.keyboard.press('Control+End');
    assert.deepEqual(await rows.row(rowCount), ['5,000', '5,000', String((4999 * 7919) % 1009), 'town 3']);
    await w.page.keyboard.press('Control+Home');
    await w.page.keyboard.press('Shift+ArrowDown');
    await w.page.keyboard.press('Control+c');
    await w.content.getByText('Copied 2 × 3 cells.').waitFor();
    assert.equal(
      await w.page.evaluate(() => navigator.clipboard.readText()),
      `1\t0\ttown 0\n2\t${7919 % 1009}\ttown 1\n`,
    );
    await w.picture('table-editor');
  },
  'rows are sorted and filtered in the Table editor, and so again after a reload': async (w) => {
    const rows = rowGridIn(w.content);
    await rows.header('city').hover();
    await rows.header('city').getByRole('button').click();
    await w.content.getByRole('menuitem', { name: 'Only rows with a value' }).click();
    await rows.has(4500);
    await rows.header('price').locator('.rg-name').click();
    await chip(w, 'price, ascending').waitFor();
    await w.picture('table-editor-filtered');
    await w.reload();
    await w.tab('orders.jsonl');
    await chip(w, 'city is not missing').waitFor();
    await chip(w, 'price, ascending').waitFor();
    await rows.has(4500);
  },
  'the rows that are shown are saved as a new file': async (w) => {
    await w.content.getByRole('button', { name: 'Save rows as…' }).click();
    await w.saveAs(join(w.workspace, 'cities.csv'), 'orders.rows.csv');
    await w.toast('Wrote 4,500 rows to cities.csv.').waitFor();
    const saved = join(w.workspace, 'cities.csv');
    const lines = readFileSync(saved, 'utf8').trimEnd().split('\n');
    assert.deepEqual(
      [lines.length, ...lines.slice(0, 3)],
      [4501, 'order,price,city', '1,0,town 0', '1010,0,town 1'],
    );
    rmSync(saved);
  },
  'filtered rows become rules of a new experiment': async (w) => {
    await w.content.getByRole('button', { name: 'Use these rows in the experiment…' }).click();
    await w.choose('New: predicts price');
    await w.tab('orders.linear.json');
    await w.content.getByRole('group', { name: 'Rule about city' }).waitFor();
    await w.command('View: Close Editor');
    rmSync(join(w.workspace, 'orders.linear.json'));
    await w.tab('orders.jsonl');
  },
  'the Table editor says when its file changes, and shows it as it is on request': async (w) => {
    writeFileSync(join(w.workspace, 'orders.jsonl'), `${orders()}\n{"order":5001,"price":1,"city":"x"}\n`);
    await w.content.getByText(/^orders\.jsonl changed on disk\./).waitFor();
    await w.content.getByRole('status').getByRole('button', { name: 'Read again' }).click();
    await rowGridIn(w.content).has(4501);
    await w.command('View: Close Editor');
    rmSync(join(w.workspace, 'orders.jsonl'));
    await w.explorerRow('orders.jsonl').waitFor({ state: 'detached' });
  },
  'a CSV file opens in the Table editor on request': async (w) => {
    await w.explorerRow('salary.csv').dblclick();
    await w.page.locator('.monaco-editor .view-line').first().waitFor();
    await w.command('View: Reopen Editor With...');
    await w.choose('Table');
    await rowGridIn(w.content).has(30);
    await w.picture('table-editor-csv');
    await w.command('View: Close Editor');
  },
};

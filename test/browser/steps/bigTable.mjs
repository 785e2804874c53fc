import assert from 'node:assert/strict';
import { appendFileSync, closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf, textOf } from '../figures.mjs';

const blockRows = 20_000;
const blockCount = 150;
const rowCount = blockRows * blockCount;

/** Rows that look like chance and are the same in every run; about 200 MB of them. */
function writeBigTable(path) {
  const value = (row, column) => (((row * 7919 + column * 104_729) % 100_003) / 1009).toFixed(4);
  const file = openSync(path, 'w');
  writeSync(file, 'x0,x1,x2,x3,x4,x5,x6,city,y\n');
  for (let block = 0; block < blockCount; block += 1) {
    const rows = Array.from({ length: blockRows }, (_, at) => {
      const row = block * blockRows + at;
      const numbers = [1, 2, 3, 4, 5, 6].map((column) => value(row, column));
      return [...numbers, row % 10, `town ${row % 7}`, value(row, 9)].join(',');
    });
    writeSync(file, `${rows.join('\n')}\n`);
  }
  closeSync(file);
}

/** A table that takes its time to read. */
export const bigTable = {
  'a table of 200 MB is shown from its first rows, marked as such, until it is exact': async (w) => {
    writeBigTable(join(w.workspace, 'big.csv'));
    await w.showFiles();
    await w.menu(w.explorerRow('big.csv'), 'Explore Data');
    await w.content
      .getByText(/^estimated from the first [\d,]+ of about 3,\d00,000 rows until exact figures are ready$/)
      .waitFor();
    await w.picture('big-sample');
    const [first] = await rowsOf(w.content.getByTestId('describe'));
    assert.match(first.slice(2).join(' '), /^≥\u202f[\d,]+ ≥\u202f0 ≥\u202f[\d,]+ ≈/);
    await w.content.getByText('The line is drawn once all rows have been read.').waitFor();
    await w.content.getByRole('button', { name: 'Cancel' }).waitFor();
    await w.content.getByText('all rows read').waitFor({ timeout: 300_000 });
    assert.match(await textOf(w.content.locator('.meta')), /^3,000,000 rows × 9 columns/);
    const [exact] = await rowsOf(w.content.getByTestId('describe'));
    assert.deepEqual(exact.slice(2, 4), [rowCount.toLocaleString('en'), '0']);
    await w.picture('big-exact');
  },
  'cancelling a large table keeps what is known, and the rest is read on request': async (w) => {
    // A row of another length is set aside by our own reader, which gives time to cancel.
    appendFileSync(join(w.workspace, 'big.csv'), '1,2\n');
    await w.content.getByText(/^big\.csv changed on disk\./).waitFor();
    await w.content.getByRole('status').getByRole('button', { name: 'Read again' }).click();
    await w.content.getByText(/^estimated from the first [\d,]+ of about/).waitFor();
    await w.content.getByRole('button', { name: 'Cancel' }).click();
    await w.content.getByText(/^Reading was cancelled\. Everything on this page is from the first/).waitFor();
    await w.picture('big-cancelled');
    await w.content.getByRole('button', { name: 'Read all rows' }).click();
    await w.content.getByText('all rows read').waitFor({ timeout: 300_000 });
    assert.match(await textOf(w.content.locator('.meta')), /^3,000,000 rows × 9 columns/);
    await w.command('View: Close Editor');
    rmSync(join(w.workspace, 'big.csv'));
    await w.explorerRow('big.csv').waitFor({ state: 'detached' });
  },
};

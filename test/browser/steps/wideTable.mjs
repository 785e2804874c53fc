import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figureIn, textOf } from '../figures.mjs';

const columnCount = 40;
const rowCount = 60;

/** Numbers that look like chance and are the same in every run; sensor_01 all but repeats sensor_00. */
function wideTable() {
  const sensor = (column) => `sensor_${String(column).padStart(2, '0')}_average_reading`;
  const reading = (row, column) => ((row * 7919 + column * 104_729 + row * row * column) % 1009) / 1009;
  const names = Array.from({ length: columnCount - 1 }, (_, column) => sensor(column));
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const readings = names.map((_, column) => reading(row, column));
    readings[1] = readings[0] + 0.02 * readings[2];
    return [...readings, 5 * readings[0] + readings[3]].map((value) => value.toFixed(4));
  });
  return `${[[...names, 'price'], ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

/** Exploring a table with more columns than a page shows at once. */
export const wideColumns = {
  'a wide table: the strongest relations carry numbers, all of them are shown, and back again': async (w) => {
    const file = join(w.workspace, 'wide.csv');
    writeFileSync(file, wideTable());
    await w.showFiles();
    await w.menu(w.explorerRow('wide.csv'), 'Explore Data');
    await w.content.getByText(`${rowCount} rows × ${columnCount} columns`).waitFor();
    await w.content.getByText(/^sensor_00_average_reading and sensor_01_average_reading say much/).waitFor();
    const correlation = figureIn(w.content, 'correlation');
    const caption = () => textOf(w.content.getByTestId('correlation').locator('figcaption'));
    const rowsShown = async () => (await correlation.rows()).length;
    await correlation.isDrawn();
    await w.picture('wide-strongest');
    assert.match(await caption(), /The number is r\.$/);
    assert.equal(await rowsShown(), 12);
    await w.content
      .getByRole('button', { name: `Show all ${columnCount}` })
      .nth(1)
      .click();
    await correlation.isDrawn();
    await w.picture('wide-all');
    assert.doesNotMatch(await caption(), /number/);
    assert.equal(await rowsShown(), columnCount);
    await w.content.getByRole('button', { name: 'Show the 12 strongest' }).click();
    assert.equal(await rowsShown(), 12);
    await w.command('View: Close Editor');
    rmSync(file);
    await w.explorerRow('wide.csv').waitFor({ state: 'detached' });
  },
};

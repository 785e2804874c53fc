import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figureIn, rowsOf, textOf } from '../figures.mjs';
import { becomes } from '../becomes.mjs';

/** Columns of numbers; two of text come before them. */
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
    const numbers = [...readings, 5 * readings[0] + readings[3]];
    return [`R${row}`, 'EUR', ...numbers.map((value) => value.toFixed(4))];
  });
  return `${[['key', 'currency', ...names, 'price'], ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

/** Exploring a table with more columns than a page shows at once. */
export const wideColumns = {
  'a wide table has one finding per kind, and words where a chart adds nothing': async (w) => {
    writeFileSync(join(w.workspace, 'wide.csv'), wideTable());
    await w.showFiles();
    await w.menu(w.explorerRow('wide.csv'), 'Explore Data');
    await w.content.getByText(`${rowCount} rows × ${columnCount + 2} columns`).waitFor();
    const findings = w.content.getByRole('list', { name: 'Findings' });
    await findings
      .getByText(/^sensor_00_average_reading and sensor_01_average_reading are strongly correlated/)
      .waitFor();
    await w.content.getByRole('button', { name: 'Show all 7' }).click();
    await findings.getByText('currency has the same value in every row').waitFor();
    await findings.getByText('key looks like an identifier: it identifies rows').waitFor();
    const shapes = (await rowsOf(w.content.getByTestId('describe'))).map((row) => row[1]);
    assert.deepEqual(shapes.slice(0, 3), ['a different value in every row', 'EUR in every row', '']);
    for (const column of ['key', 'currency'])
      await becomes(() => w.content.getByTestId(`distribution-${column}`).count(), 0);
    await figureIn(w.content, 'distribution-sensor_00_average_reading').isDrawn();
    await w.picture('wide-overview');
  },
  'a finding about the target leads to its relations': async (w) => {
    await w.content.getByRole('button', { name: 'Show its relations' }).click();
    const heading = w.content.locator('h2:focus');
    assert.equal(await textOf(heading), 'Relations');
    const top = await heading.evaluate((element) => element.getBoundingClientRect().top);
    assert.ok(top > 0 && top < 120, `the heading is ${top} px from the top`);
    assert.match(await figureIn(w.content, 'correlation').title(), /^price is most correlated with /);
  },
  'a wide table shows its strongest correlations with numbers, all on request, and back': async (w) => {
    const correlation = figureIn(w.content, 'correlation');
    const caption = () => textOf(w.content.getByTestId('correlation').locator('figcaption'));
    const rowsShown = async () => (await correlation.rows()).length;
    await correlation.isDrawn();
    await w.picture('wide-strongest');
    assert.match(await caption(), /Numbers are Pearson’s r\.$/);
    assert.equal(await rowsShown(), 12);
    await w.content
      .getByRole('button', { name: `Show all ${columnCount}` })
      .nth(1)
      .click();
    await correlation.isDrawn();
    await w.picture('wide-all');
    assert.doesNotMatch(await caption(), /Numbers/);
    assert.equal(await rowsShown(), columnCount);
    await w.content.getByRole('button', { name: 'Show the 12 strongest' }).click();
    assert.equal(await rowsShown(), 12);
    await w.command('View: Close Editor');
    rmSync(join(w.workspace, 'wide.csv'));
    await w.explorerRow('wide.csv').waitFor({ state: 'detached' });
  },
};

import assert from 'node:assert/strict';
import { figureIn, rowsOf } from '../figures.mjs';
import { rowGridIn } from '../rowGrid.mjs';

export const explore = {
  'an empty tree explains its groups, and the status bar shows Local': async (w) => {
    await w.explorerRow('salary.csv').waitFor();
    await w.showTree();
    await w.treeRow('Uploaded tables appear here').waitFor();
    await w.treeRow('Training jobs appear here').waitFor();
    await w.treeRow('None: nothing is billed').waitFor();
    await w.statusItem('Local').waitFor();
    await w.picture('tree-empty');
  },
  'Explore Data: all rows, and the statistics of each column': async (w) => {
    await w.showFiles();
    await w.menu(w.explorerRow('salary.csv'), 'Explore Data');
    await w.content.getByText('30 rows × 2 columns').waitFor();
    await w.pageFocused();
    await w.picture('explore-data');
    const statistics = await rowsOf(w.content.getByTestId('describe'));
    const years = statistics[0].join(' ');
    for (const value of ['30', '0', '28', '5.313', '2.838', '1.1', '3.2', '4.7', '7.7', '10.5'])
      assert.ok(years.includes(value), `${value} is missing in: ${years}`);
    await w.content.getByRole('link', { name: 'Rows', exact: true }).click();
    const rows = rowGridIn(w.content);
    await rows.has(30);
    assert.deepEqual(await rows.row(1), ['1', '1.1', '39,343']);
    await rows.enter();
    await w.page.keyboard.press('Control+End');
    assert.deepEqual(await rows.row(30), ['30', '10.5', '121,872']);
    await w.picture('explore-rows');
  },
  'Explore Data: histograms, pair plot, correlations, and the regression line with its band': async (w) => {
    for (const column of ['YearsExperience', 'Salary']) {
      const histogram = figureIn(w.content, `distribution-${column}`);
      await histogram.isDrawn();
      const counts = (await histogram.rows()).map((row) => Number(row.at(-1)));
      assert.equal(
        counts.reduce((sum, count) => sum + count),
        30,
      );
    }
    await w.content.getByRole('link', { name: 'Relations', exact: true }).click();
    await figureIn(w.content, 'pairs').isDrawn();
    const correlation = figureIn(w.content, 'correlation');
    await correlation.isDrawn();
    assert.deepEqual(
      (await correlation.rows()).map((row) => row.slice(1).toSorted()),
      [
        ['0.978', '1.000'],
        ['0.978', '1.000'],
      ],
    );
    await w.picture('explore-relations');
    await w.content.getByRole('link', { name: 'Regression', exact: true }).click();
    const regression = figureIn(w.content, 'regression');
    await regression.isDrawn();
    assert.equal(await regression.title(), 'Salary rises by about 9,450 per unit of YearsExperience');
    const line = (await regression.rows()).filter(([what]) => what === 'line');
    const [, , at, low, high] = line[0].map((cell) => Number(cell.replaceAll(',', '')));
    assert.ok(low < at && at < high);
    await w.picture('explore-regression');
  },
};

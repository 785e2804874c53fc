import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figureIn, rowsOf } from '../figures.mjs';

const rowCount = 6000;

/** Orders whose columns depend on each other; the same in every run. */
function ordersTable() {
  const chance = (row, salt) => ((Math.imul(row + 1, 7919) + salt * 104_729) % 1009) / 1009;
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const day = new Date(Date.UTC(2024, 0, 1) + Math.floor(row / 12) * 86_400_000).toISOString();
    const age = 18 + 60 * chance(row, 1);
    const region = ['north', 'east', 'south'][row % 3];
    const price = 2 * age + (100 * ((row * 31) % 97)) / 97 + (region === 'north' ? 80 : 0) + row / 100;
    const bought = age + 20 * chance(row, 5) > 60 ? 'yes' : 'no';
    return [day.slice(0, 10), age.toFixed(1), region, price.toFixed(2), bought].join(',');
  });
  return `${['ordered_at,age,region,price,bought', ...rows].join('\n')}\n`;
}

/** Chooses the target in the page's header. */
async function chooseTarget(w, name) {
  await w.select('Column to predict', name);
  await w.content.getByRole('heading', { name: `How closely each column is related to ${name}` }).waitFor();
}

const sumOf = (rows, column) => rows.reduce((sum, row) => sum + Number(row[column].replaceAll(/\D/g, '')), 0);

/** Relations of a target of classes and of numbers, over all rows of a table. */
export const relations = {
  'a target of classes is related to every column, with a picture for each': async (w) => {
    writeFileSync(join(w.workspace, 'orders.csv'), ordersTable());
    await w.showFiles();
    await w.menu(w.explorerRow('orders.csv'), 'Explore Data');
    await w.content.getByText('6,000 rows × 5 columns').waitFor();
    const ranking = w.content.getByTestId('target-relations');
    await chooseTarget(w, 'bought');
    const related = await rowsOf(ranking);
    assert.deepEqual(
      new Set(related.map(([name]) => name)),
      new Set(['age', 'ordered_at', 'price', 'region']),
    );
    assert.deepEqual([related[0][0], related[0][2]], ['age', 'correlation ratio']);
    const figure = figureIn(w.content, 'pair-picture');
    await figure.isDrawn();
    assert.match(await figure.title(), /^bought is yes in \d+ % of the rows where age is /);
    const bins = await figure.rows();
    assert.deepEqual([bins.length, sumOf(bins, 2)], [10, rowCount]);
    await w.picture('relations-shares');
    await ranking.getByRole('button', { name: 'region' }).click();
    await w.content
      .getByRole('heading', { name: /^region and bought are hardly related: Cramér’s V 0\.0\d$/ })
      .waitFor();
    await figure.isDrawn();
    assert.equal(sumOf(await figure.rows(), 2), rowCount);
    await ranking.getByRole('button', { name: 'ordered_at' }).click();
    await w.content.getByRole('heading', { name: /^bought hardly changes over ordered_at: / }).waitFor();
    await figure.isDrawn();
    assert.equal(sumOf(await figure.rows(), 1), rowCount);
    await w.picture('relations-over-time');
  },
  'a target of numbers has hexagons of all rows, boxes and a course over time': async (w) => {
    await chooseTarget(w, 'price');
    const ranking = w.content.getByTestId('target-relations');
    const figure = figureIn(w.content, 'pair-picture');
    await ranking.getByRole('button', { name: 'age' }).click();
    await w.content.getByRole('heading', { name: /^price rises with age: r 0\.\d\d$/ }).waitFor();
    await figure.isDrawn();
    const hexagons = (await figure.rows()).filter(([what]) => what.endsWith(' rows'));
    assert.equal(sumOf(hexagons, 0), rowCount);
    await w.picture('relations-hexagons');
    await ranking.getByRole('button', { name: 'region' }).click();
    await w.content
      .getByRole('heading', { name: /^The median of price ranges from .* \(north\): correlation ratio/ })
      .waitFor();
    const boxes = await figure.rows();
    assert.deepEqual([boxes.length, sumOf(boxes, 1)], [3, rowCount]);
    await w.picture('relations-boxes');
    await ranking.getByRole('button', { name: 'ordered_at' }).click();
    await w.content.getByRole('heading', { name: /^price rises over ordered_at: r 0\.\d\d$/ }).waitFor();
    const periods = await figure.rows();
    assert.deepEqual([periods.length, sumOf(periods, 1)], [rowCount / 12, rowCount]);
  },
  'the numbers of a picture are saved as CSV, and the picture as SVG': async (w) => {
    const save = async (item, suggested, file) => {
      const figure = w.content.getByTestId('pair-picture');
      await figure.getByRole('button', { name: 'Save as…' }).click();
      await w.content.getByRole('menuitem', { name: item }).click();
      const path = join(w.workspace, file);
      await w.saveAs(path, suggested);
      await w.explorerRow(file).waitFor();
      const text = readFileSync(path, 'utf8');
      rmSync(path);
      await w.explorerRow(file).waitFor({ state: 'detached' });
      return text;
    };
    const lines = (await save('Table as CSV', 'pair-picture.csv', 'saved.csv')).split('\r\n');
    assert.equal(lines[0], 'ordered_at,Rows,Mean,25\u00a0%,Median,75\u00a0%');
    assert.match(lines[1], /^2024-01-01,12,[\d.]+,[\d.]+,[\d.]+,[\d.]+$/);
    assert.equal(lines.length, rowCount / 12 + 2);
    const svg = await save('Chart as SVG', 'pair-picture.svg', 'saved.svg');
    assert.match(svg, /^<svg [^>]*>\n<title>price rises over ordered_at/);
    await w.command('View: Close Editor');
    rmSync(join(w.workspace, 'orders.csv'));
    await w.explorerRow('orders.csv').waitFor({ state: 'detached' });
  },
};

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf, textOf } from '../figures.mjs';

const regions = ['north', 'south', 'east', 'west'];
const two = (number) => String(number).padStart(2, '0');

/** A date, a category, yes and no, and a number with gaps decide the amount. */
const sales = Array.from({ length: 240 }, (_, row) => {
  const [day, month] = [1 + (row % 28), 1 + ((row * 5) % 12)];
  const region = regions[(row * 7) % 4];
  const member = row % 3 === 0;
  const age = 20 + ((row * 11) % 45);
  const amount = 100 + 3 * age + (member ? 50 : 0) + 20 * regions.indexOf(region) + 4 * month + (row % 5);
  const year = 2020 + (row % 4);
  return [
    `${two(day)}/${two(month)}/${year}`,
    region,
    member ? 'yes' : 'no',
    row % 10 === 4 ? '' : age,
    amount,
  ];
});

/** From columns of every kind to predictions, by clicks. */
export const mixedColumns = {
  'a table of dates, categories and numbers with gaps becomes a model': async (w) => {
    const lines = sales.map((cells) => cells.join(','));
    writeFileSync(join(w.workspace, 'sales.csv'), `sold,region,member,age,amount\n${lines.join('\n')}\n`);
    await w.showFiles();
    await w.menu(w.explorerRow('sales.csv'), 'Train Linear Learner');
    await w.choose('New: predicts amount');
    await w.content.getByRole('button', { name: 'Train', exact: true }).click();
    await w.content.getByTestId('equation').waitFor();
    const effects = (await rowsOf(w.content.getByTestId('equation'))).map(([name, per]) => `${name}, ${per}`);
    for (const effect of [
      'age, per unit',
      'age, when missing',
      'member, yes against no',
      'region: north, against the rest',
      'sold, per month',
    ])
      assert.ok(effects.includes(effect), `${effect} is none of ${effects.join('; ')}`);
    await w.picture('coefficients');
  },
  'each column has its control, and says what becomes of its value': async (w) => {
    await w.content.getByRole('button', { name: 'Deploy…' }).click();
    await w.showTree();
    await w.treeRow(/sales-.*InService/).waitFor();
    await w.menu(w.treeRow('sales-'), 'Predict');
    await w.content.getByRole('heading', { name: 'Predict amount', level: 1 }).waitFor();
    const said = (text) => w.content.locator('.remark').getByText(text, { exact: true }).waitFor();
    await w.content.getByLabel('sold', { exact: true }).fill('2030-05-31');
    await said('Outside the training range.');
    await w.content.getByText(/Sent as DD\/MM\/YYYY\./).waitFor();
    await w.select('region', 'other…');
    await said('Not in the training rows: counts as none of the known values.');
    await w.content.getByRole('textbox', { name: 'Other value of region' }).fill('moon');
    await w.select('member', 'yes');
    await w.content.getByText(/^Missing: filled with the median, \d+\.?5?\.$/).waitFor();
    await w.picture('predict-columns');
    await w.content.getByRole('button', { name: 'Predict', exact: true }).click();
    await w.content.getByText(/^sold is outside the training range/).waitFor();
    assert.match(
      await textOf(w.content.getByTestId('answer')),
      /^amount at sold 31\/05\/2030, region moon, member yes, …\s+\d+/,
    );
  },
  'a file is predicted with what cannot be, and is unlike, counted': async (w) => {
    const file = '{"sold": "01/05/2021", "region": "north", "member": "no", "age": null}\n{"sold": null}\n';
    writeFileSync(join(w.workspace, 'sold.jsonl'), file);
    await w.content.getByRole('button', { name: 'Choose a file…' }).click();
    await w.choose('sold.jsonl');
    await w.content.getByText('2 rows in 1 request').waitFor();
    await w.content.getByText('1 without a value in sold, the first in row 2, line 2').waitFor();
    const [first, second] = readFileSync(join(w.workspace, 'sold.predicted.jsonl'), 'utf8').split('\n');
    assert.ok(JSON.parse(first).predicted_amount > 100);
    assert.deepEqual(JSON.parse(second), { sold: null, predicted_amount: null });
    await w.picture('predict-file');
    await w.showTree();
    await w.menu(w.treeRow(/sales-.*InService/), 'Delete Endpoint');
    await w.answer('Delete Endpoint and Model');
    await w.treeRow(/sales-.*InService/).waitFor({ state: 'detached' });
  },
};

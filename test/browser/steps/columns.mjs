import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every fifth age is missing; the unit never changes; the city is a category. */
const lines = Array.from({ length: 60 }, (_, row) =>
  [row % 5 === 2 ? '' : 20 + row, row, 7, `town ${row % 9}`, 3 * row + (row % 4)].join(','),
);

/** Columns that a model cannot learn from. */
export const columns = {
  'columns that are left out are listed with the reason': async (w) => {
    writeFileSync(join(w.workspace, 'gaps.csv'), `age,months,unit,city,price\n${lines.join('\n')}\n`);
    await w.showFiles();
    await w.menu(w.explorerRow('gaps.csv'), 'Train Linear Learner');
    await w.choose('New: predicts price');
    await w.content.getByRole('list', { name: 'Preflight' }).getByText('Left out: constant: unit').waitFor();
    for (const [name, why] of [
      ['age', 'number; gaps get the median, marked'],
      ['unit', 'not used: constant'],
      ['city', 'a column per frequent value'],
    ])
      await row(w, name).getByText(why, { exact: true }).waitFor();
    await w.picture('experiment-left-out');
  },
  'a column whose gaps are not filled is a failure with remedies, among the other checks': async (w) => {
    const preflight = w.content.getByRole('list', { name: 'Preflight' });
    const file = join(w.workspace, 'gaps.linear.json');
    const experiment = JSON.parse(readFileSync(file, 'utf8'));
    experiment.features[0] = { column: 'age' };
    writeFileSync(file, `${JSON.stringify(experiment, null, 2)}\n`);
    await preflight.getByText('age has 12 missing values, the first in row 3').waitFor();
    await preflight.getByText('Both sides of the split have rows: 40 and 20').waitFor();
    await w.content.getByText('Fix 1 failure first.').waitFor();
    await w.picture('experiment-gaps');
    await preflight.getByRole('button', { name: 'Open at row 3' }).click();
    await w.page.locator('.statusbar-item', { hasText: 'Ln 4, Col 1' }).waitFor();
    await w.command('View: Close Editor');
    await preflight.getByRole('button', { name: 'Prepare age: number; gaps get the median, marked' }).click();
    await preflight.getByText('Target and features can be used in all 60 rows').waitFor();
    await w.command('File: Save');
    await w.content.getByText('saved', { exact: true }).waitFor();
  },
  'an edit of a column touches its element of the file alone, and Undo takes it back': async (w) => {
    const file = join(w.workspace, 'gaps.linear.json');
    const before = readFileSync(file, 'utf8');
    await row(w, 'age').click();
    const detail = w.content.getByTestId('column-detail');
    await detail.getByTestId('preview').getByRole('cell', { name: 'missing', exact: true }).first().waitFor();
    await w.select('Missing values become', 'the mean');
    await row(w, 'age').getByText('number; gaps get the mean, marked', { exact: true }).waitFor();
    await w.picture('experiment-column');
    await w.command('File: Save');
    await w.content.getByText('saved', { exact: true }).waitFor();
    assert.equal(readFileSync(file, 'utf8'), before.replace('"missing": "median"', '"missing": "mean"'));
    await w.command('Undo');
    await row(w, 'age').getByText('number; gaps get the median, marked', { exact: true }).waitFor();
    await w.command('File: Save');
    await w.content.getByText('saved', { exact: true }).waitFor();
    assert.equal(readFileSync(file, 'utf8'), before);
  },
  'one click leaves a column out, a rule leaves rows out, and a product adds a feature': async (w) => {
    await w.content.getByRole('checkbox', { name: 'Use city' }).click();
    await row(w, 'city').getByText('not used', { exact: true }).waitFor();
    await w.content.getByRole('button', { name: 'Add a product, powers or ranges…' }).click();
    await w.content.getByRole('combobox', { name: 'First column' }).fill('age');
    await w.content.getByRole('combobox', { name: 'Second column' }).fill('months');
    await w.content.getByRole('button', { name: 'Add', exact: true }).click();
    await w.content.getByTestId('extra-features').getByText('age × months').first().waitFor();
    await w.content.getByRole('button', { name: 'Add a rule…' }).click();
    await w.content.getByRole('combobox', { name: 'Column of the new rule' }).fill('months');
    await w.content.getByRole('textbox', { name: 'Value of the new rule' }).fill('9');
    await w.content.getByRole('button', { name: 'Add', exact: true }).click();
    await w.content.getByText('50 of 60 rows kept, 10 left out by rules').waitFor();
    await w.command('File: Save');
    await w.content.getByText('saved', { exact: true }).waitFor();
    const { features, rows } = JSON.parse(readFileSync(join(w.workspace, 'gaps.linear.json'), 'utf8'));
    assert.deepEqual(rows, [{ column: 'months', above: 9 }]);
    assert.deepEqual(features.at(-1), { product: ['age', 'months'] });
    assert.ok(!features.some(({ column }) => column === 'city'));
  },
  'an experiment for other columns is put right by the nearest names': async (w) => {
    const file = join(w.workspace, 'gaps.linear.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replaceAll('"months"', '"mounths"').replace('"target": "price"', '"target": "prize"'),
    );
    const preflight = w.content.getByRole('list', { name: 'Preflight' });
    await preflight.getByText('The experiment names 4 columns that the table does not have').waitFor();
    await preflight.getByText('The table has no column prize, which is the target.').waitFor();
    await preflight.getByRole('button', { name: 'Use the nearest names' }).click();
    await preflight.getByText('Both sides of the split have rows: 33 and 17').waitFor();
    await w.command('File: Save');
    await w.content.getByText('saved', { exact: true }).waitFor();
    assert.equal(readFileSync(file, 'utf8'), text);
  },
  '400 columns are searched and changed together': async (w) => {
    const names = Array.from({ length: 399 }, (_, column) => `sensor_${String(column).padStart(3, '0')}`);
    const readings = Array.from({ length: 60 }, (_, number) =>
      [...names.map((_, column) => ((number * 7919 + column * 104_729) % 1009) / 1009), 3 * number].join(','),
    );
    writeFileSync(
      join(w.workspace, 'sensors.csv'),
      `${[...names, 'price'].join(',')}\n${readings.join('\n')}\n`,
    );
    await w.showFiles();
    await w.menu(w.explorerRow('sensors.csv'), 'Train Linear Learner');
    await w.choose('New: predicts price');
    await w.content.getByText('399 columns become 399 features').first().waitFor();
    await w.content.getByRole('textbox', { name: 'Search columns' }).fill('sensor_3');
    await w.content.getByText('99 listed, 99 used').waitFor();
    await w.content.getByRole('button', { name: 'Leave out', exact: true }).click();
    await w.content.getByText('300 columns become 300 features').first().waitFor();
    await w.content.getByText('99 listed, 0 used').waitFor();
    await w.picture('experiment-400-columns');
    await w.command('File: Save');
    await w.content.getByText('saved', { exact: true }).waitFor();
    const { features } = JSON.parse(readFileSync(join(w.workspace, 'sensors.linear.json'), 'utf8'));
    assert.deepEqual(
      features.map(({ column }) => column),
      names.slice(0, 300),
    );
  },
  'a table of free text alone is reported to have no features': async (w) => {
    const said =
      'words.csv has no column of numbers or categories that vary, apart from mood: city has "town 0" in row 1.';
    w.expectedErrors.push(said);
    const words = Array.from({ length: 60 }, (_, row) => `town ${row},${row % 2 ? 'good' : 'bad'}`);
    writeFileSync(join(w.workspace, 'words.csv'), `city,mood\n${words.join('\n')}\n`);
    await w.showFiles();
    await w.menu(w.explorerRow('words.csv'), 'Train Linear Learner');
    await w.toast(said).waitFor();
    await w.command('Notifications: Clear All Notifications');
    await w.toast(said).waitFor({ state: 'detached' });
    rmSync(join(w.workspace, 'words.csv'));
    await w.explorerRow('words.csv').waitFor({ state: 'detached' });
  },
  'the table and its experiment are removed again': async (w) => {
    await w.command('View: Close Editor');
    await w.showFiles();
    await w.command('View: Close Editor');
    for (const name of ['gaps.csv', 'gaps.linear.json', 'sensors.csv', 'sensors.linear.json']) {
      rmSync(join(w.workspace, name));
      await w.explorerRow(name).waitFor({ state: 'detached' });
    }
  },
};

const row = (w, name) => w.content.getByTestId('columns').getByRole('row').filter({ hasText: name });

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
      ['city', 'category: a column per frequent value'],
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
    for (const name of ['gaps.csv', 'gaps.linear.json']) {
      rmSync(join(w.workspace, name));
      await w.explorerRow(name).waitFor({ state: 'detached' });
    }
  },
};

const row = (w, name) => w.content.getByTestId('columns').getByRole('row').filter({ hasText: name });

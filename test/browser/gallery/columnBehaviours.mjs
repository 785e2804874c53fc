import assert from 'node:assert/strict';
import { openEntry } from './open.mjs';
import { becomes } from '../becomes.mjs';

const entryNamed = (entries, name) => {
  const found = entries.find((entry) => entry.name === name);
  assert.ok(found, `the gallery has no ${name}`);
  return found;
};

/** The newest request of a name. */
const requested = (host, name) =>
  host.page.evaluate(
    (wanted) => globalThis.posted.findLast((message) => message.name === wanted)?.body,
    name,
  );

const rowNamed = (host, name) =>
  host.page
    .getByTestId('columns')
    .getByRole('row')
    .filter({ has: host.page.getByTitle(name, { exact: true }) });

/** Takes an option of one of the page's lists. */
async function select(host, label, option) {
  const list = host.page.locator(`vscode-single-select[label="${label}"]`);
  await list.click();
  await list.locator('li', { hasText: option }).first().click();
}

/** What the form does with the columns of a table. */
export const columnBehaviours = {
  'columns of a wide table are searched, narrowed down and changed together': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'experiment-wide'));
    await host.page.getByText('400 listed, 387 used').waitFor();
    await host.page.getByRole('textbox', { name: 'Search columns' }).fill('SENSOR_04');
    await host.page.getByText('10 listed, 9 used').waitFor();
    await host.page.getByRole('button', { name: 'Left out' }).click();
    await host.page.getByText('1 listed, 0 used').waitFor();
    await rowNamed(host, 'sensor_047').getByText('not used: constant').waitFor();
    await host.page.getByRole('button', { name: 'Use', exact: true }).click();
    assert.deepEqual(await requested(host, 'changeColumns'), {
      columns: { query: { search: 'SENSOR_04', show: 'leftOut' } },
      change: { kind: 'use' },
    });
    await host.page.getByRole('button', { name: 'All', exact: true }).click();
    await select(host, 'Encode the columns as', 'Ranges');
    assert.deepEqual((await requested(host, 'changeColumns')).change, { kind: 'encode', encode: 'bins' });
    await select(host, 'Replace missing values in the columns with', 'the mean');
    assert.deepEqual((await requested(host, 'changeColumns')).change, { kind: 'missing', missing: 'mean' });
  },
  'the list of columns is walked through by keys, with few rows drawn': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'experiment-wide'));
    const focused = () => host.page.locator('.row-name:focus');
    await rowNamed(host, 'sensor_000').getByRole('button').focus();
    for (const [key, name] of [
      ['ArrowDown', 'sensor_001'],
      ['PageDown', 'sensor_013'],
      ['End', 'price'],
      ['ArrowUp', 'sensor_398'],
      ['Home', 'sensor_000'],
    ]) {
      await host.page.keyboard.press(key);
      await focused()
        .and(host.page.getByTitle(name, { exact: true }))
        .waitFor();
    }
    const rows = await host.page.getByTestId('columns').getByRole('row').count();
    assert.ok(rows < 60, `${rows} rows are drawn`);
    await becomes(() => host.page.getByTestId('columns').getAttribute('aria-rowcount'), '401');
    await host.page.keyboard.press('Enter');
    await host.page.getByTestId('column-detail').getByRole('heading', { name: 'sensor_000' }).waitFor();
  },
  'several columns are selected by clicks and changed together': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'experiment-columns'));
    await rowNamed(host, 'area').click();
    await rowNamed(host, 'kind').click({ modifiers: ['ControlOrMeta'] });
    await host.page.getByText('2 selected').waitFor();
    await host.page.getByRole('button', { name: 'Leave out', exact: true }).click();
    assert.deepEqual(await requested(host, 'changeColumns'), {
      columns: { names: ['area', 'kind'] },
      change: { kind: 'leaveOut' },
    });
    await rowNamed(host, 'town').click({ modifiers: ['Shift'] });
    await host.page.getByText('5 selected').waitFor();
    await host.page.getByRole('button', { name: 'Clear selection' }).click();
    await host.page.getByText('5 selected').waitFor({ state: 'detached' });
    await rowNamed(host, 'kind').click();
    for (const [key, count] of [
      ['Shift+ArrowDown', 2],
      ['Shift+ArrowDown', 3],
      ['Shift+ArrowUp', 2],
    ]) {
      await host.page.keyboard.press(key);
      await host.page.getByText(`${count} selected`).waitFor();
    }
    await host.page.keyboard.press('ArrowUp');
    await host.page.keyboard.press('ArrowUp');
    await host.page
      .locator('.row-name:focus')
      .and(host.page.getByTitle('built', { exact: true }))
      .waitFor();
    await host.page.keyboard.press('Control+Space');
    await host.page.getByText('3 selected').waitFor();
  },
  'one click uses a column or leaves it out': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'experiment-left-out'));
    for (const [name, kind] of [
      ['id', 'use'],
      ['rooms', 'leaveOut'],
    ]) {
      await host.page.getByRole('checkbox', { name: `Use ${name}` }).click();
      assert.deepEqual(await requested(host, 'changeColumns'), {
        columns: { names: [name] },
        change: { kind },
      });
    }
    await host.page.getByTestId('column-detail').getByRole('button', { name: 'Use notes' }).click();
    assert.deepEqual((await requested(host, 'changeColumns')).columns, { names: ['notes'] });
  },
  'a column shows before and after on rows of the table, and each setting edits one key': async (
    host,
    entries,
  ) => {
    await openEntry(host, entryNamed(entries, 'experiment-columns'));
    const detail = host.page.getByTestId('column-detail');
    const row = detail.getByTestId('preview').getByRole('row').filter({ hasText: 'missing' }).last();
    await row.waitFor();
    assert.match((await row.getByRole('cell').allInnerTexts()).join(' '), /^4 missing → [\d.]+ 1$/);
    await select(host, 'Missing values become', 'the mean');
    const { path, value } = await requested(host, 'edit');
    assert.deepEqual([path[0], path[2], value], ['features', 'missing', 'mean']);
    await select(host, 'Encoding of area', 'Ranges');
    assert.equal((await requested(host, 'edit')).value, 'bins');
    await detail.getByRole('button', { name: 'Encode area another way too' }).click();
    assert.deepEqual((await requested(host, 'edit')).value, { column: 'area', encode: 'bins' });
    await detail.getByText('Missing values', { exact: true }).hover();
    assert.match(await host.page.locator('#tip').innerText(), /what replaces a missing value/);
  },
  'products of two columns and rules about rows are added': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'experiment-columns'));
    await host.page.getByRole('button', { name: 'Add a product, powers or ranges…' }).click();
    await host.page.getByRole('combobox', { name: 'First column' }).fill('area');
    await host.page.getByRole('combobox', { name: 'Second column' }).fill('rooms');
    await host.page.getByRole('button', { name: 'Add', exact: true }).click();
    assert.deepEqual((await requested(host, 'edit')).value, { product: ['area', 'rooms'] });
    await host.page.getByRole('button', { name: 'Add a rule…' }).click();
    await host.page.getByRole('combobox', { name: 'Column of the new rule' }).fill('built');
    await host.page.getByRole('textbox', { name: 'Value of the new rule' }).fill('1950');
    await host.page.getByRole('button', { name: 'Add', exact: true }).click();
    assert.deepEqual(await requested(host, 'edit'), {
      path: ['rows', 2],
      value: { column: 'built', above: 1950 },
    });
    await host.page.getByRole('button', { name: 'Remove the rule about kind' }).click();
    assert.deepEqual(await requested(host, 'edit'), { path: ['rows', 1] });
    await host.page.getByRole('button', { name: 'Remove the rule about built' }).first().click();
    assert.deepEqual(await requested(host, 'edit'), { path: ['rows', 0, 'above'] });
  },
  'every way to numbers is said in words, and extra features show their rows too': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'experiment-extras'));
    await host.page.getByText('8 columns become 32 features').first().waitFor();
    for (const [name, words] of [
      ['area', 'number, clipped between 0 and 150, log(1 + x); gaps get the median, marked'],
      ['built', '5 ranges'],
      ['town', 'mean target per value'],
      ['kind', 'position in an order'],
      ['sold', 'date: month, weekday, as sine and cosine'],
      ['zip', 'frequency of the value'],
      ['notes', 'hashed into 8 columns'],
    ])
      await rowNamed(host, name).getByText(words).waitFor();
    await becomes(() => host.page.getByText('stops the training').count(), 0);
    const extras = host.page.getByTestId('extra-features');
    for (const words of [
      '4 ranges; gaps get the median',
      'area × rooms; gaps get the median',
      'powers up to 3',
    ])
      await extras.getByText(words, { exact: true }).waitFor();
    await extras.getByRole('button', { name: 'area × rooms', exact: true }).click();
    const preview = host.page.getByTestId('preview').last();
    await preview.getByRole('columnheader', { name: 'area×rooms' }).waitFor();
    await extras.getByRole('button', { name: 'Remove area × rooms' }).click();
    assert.deepEqual(await requested(host, 'edit'), { path: ['features', 9] });
  },
  'an experiment for other columns names each with the nearest one': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'experiment-other-columns'));
    const preflight = host.page.getByRole('list', { name: 'Preflight' });
    await preflight.getByText('The experiment names 3 columns that the table does not have').waitFor();
    await preflight.getByText('The table has no column garage, which is a feature.').waitFor();
    await preflight.getByRole('button', { name: 'Use area' }).click();
    assert.deepEqual(await requested(host, 'resolveDifference'), {
      how: 'nearest',
      path: ['features', 0, 'column'],
    });
    await preflight.getByRole('button', { name: 'Use the nearest names' }).click();
    assert.deepEqual(await requested(host, 'resolveDifference'), { how: 'nearest' });
    await host.page.getByText('Fix 3 failures first.').waitFor();
  },
  'how the table is read is said in words and changed key by key': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'experiment-columns'));
    await host.page.getByText('comma, UTF-8, header row').waitFor();
    await host.page.getByRole('button', { name: 'Change…' }).click();
    await select(host, 'Delimiter', 'semicolon');
    assert.deepEqual(await requested(host, 'edit'), { path: ['read', 'delimiter'], value: ';' });
    await select(host, 'Header row', 'no');
    assert.deepEqual(await requested(host, 'edit'), { path: ['read', 'header'], value: false });
  },
};

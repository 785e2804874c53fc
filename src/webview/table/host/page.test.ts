import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import { executed, FakePanel, forgetShown, shown, Uri } from '../../../../test/fakeVscode.ts';
import { openCalls } from '../../../data/engine/calls.ts';
import { openTables } from '../../../data/engine/tables.ts';
import { showTable } from './page.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'table-page-'));
  path = join(folder, 'salary.csv');
  await writeFile(path, 'Years,Salary\n1,10\n2,\n3,33\n4,40\n');
  forgetShown();
});
afterEach(() => rm(folder, { recursive: true }));

function openPage(uri = Uri.file(path)): FakePanel {
  const panel = new FakePanel('linearLearner.textTable', 'salary.csv');
  const services = {
    engine: openCalls(openTables()),
    log: { error: () => undefined, warn: () => undefined },
    extensionUri: new Uri('/extension'),
  };
  // SAFETY: the fakes have the members of services, of a URI and of a panel that the page uses.
  showTable(services as never, uri as never, panel as never);
  panel.say({ type: 'ready' });
  return panel;
}

const view = { conditions: [], sort: [] };
const state = (panel: FakePanel, body: object) =>
  expect.poll(() => panel.posted.at(-1)).toMatchObject({ name: 'state', body });
async function answerOf(panel: FakePanel, name: string, body: object): Promise<unknown> {
  const id = panel.posted.length + 100;
  panel.say({ type: 'request', id, name, body });
  await expect.poll(() => panel.posted.at(-1)).toMatchObject({ id });
  return panel.posted.at(-1);
}
const shaOf = (panel: FakePanel): string => {
  const [last] = panel.posted.slice(-1);
  return /"sha256":"([^"]*)"/.exec(JSON.stringify(last))?.[1] ?? '';
};

test('the Table editor shows the row count of a file and serves its rows', async () => {
  const panel = openPage();
  await state(panel, { kind: 'ready', fileName: 'salary.csv', rowCount: 4 });
  const request = { view, sha256: shaOf(panel), from: 1, count: 2, names: ['Salary', 'Years'] };
  expect(await answerOf(panel, 'gridRows', request)).toMatchObject({
    body: {
      rows: [2, 3],
      cells: [
        [null, '33'],
        ['2', '3'],
      ],
    },
  });
});

test('rows are copied as tab-separated values, with the names of their columns', async () => {
  const panel = openPage();
  await state(panel, { kind: 'ready' });
  const request = {
    view,
    sha256: shaOf(panel),
    from: 0,
    count: 2,
    names: ['Years', 'Salary'],
    withHeader: true,
  };
  expect(await answerOf(panel, 'gridCopy', request)).toMatchObject({ body: { rowCount: 2 } });
  expect(await vscode.env.clipboard.readText()).toBe('Years\tSalary\n1\t10\n2\t\n');
});

test('rows of a view are saved as CSV or Parquet, by file extension', async () => {
  const panel = openPage();
  await state(panel, { kind: 'ready' });
  const request = {
    view: {
      conditions: [{ column: 'Salary', isMissing: false }],
      sort: [{ column: 'Years', descending: true }],
    },
    sha256: shaOf(panel),
    names: ['Salary', 'Years'],
  };
  forgetShown(join(folder, 'some.csv'));
  expect(await answerOf(panel, 'gridSave', request)).toMatchObject({
    body: { fileName: 'some.csv', rowCount: 3 },
  });
  expect(await readFile(join(folder, 'some.csv'), 'utf8')).toBe('Salary,Years\n40,4\n33,3\n10,1\n');
  expect(shown.at(-1)).toMatchObject({ message: 'Wrote 3 rows to some.csv.', choices: ['Open'] });
  forgetShown(join(folder, 'some.parquet'));
  expect(await answerOf(panel, 'gridSave', request)).toMatchObject({
    body: { fileName: 'some.parquet', rowCount: 3 },
  });
  expect((await readFile(join(folder, 'some.parquet'))).subarray(0, 4).toString()).toBe('PAR1');
});

test('cancelling the save dialog writes nothing', async () => {
  const panel = openPage();
  await state(panel, { kind: 'ready' });
  forgetShown();
  const request = { view, sha256: shaOf(panel), names: ['Years'] };
  expect(await answerOf(panel, 'gridSave', request)).toMatchObject({ failure: { code: 'cancelled' } });
  expect(await readdir(folder)).toEqual(['salary.csv']);
});

test('a file that is not a table shows the reason and can be read again', async () => {
  await writeFile(path, '');
  const panel = openPage();
  await state(panel, { kind: 'failed', failure: { code: 'table-empty' } });
  await writeFile(path, 'a,b\n1,2\n');
  panel.say({ type: 'request', id: 1, name: 'readAgain', body: {} });
  await expect
    .poll(() => panel.posted)
    .toContainEqual(
      expect.objectContaining({ body: expect.objectContaining({ kind: 'ready', rowCount: 1 }) }),
    );
});

test('a condition of the wrong type for its column is reported', async () => {
  const panel = openPage();
  await state(panel, { kind: 'ready' });
  const wrong = { conditions: [{ column: 'Years', above: 'many' }], sort: [] };
  expect(await answerOf(panel, 'openGrid', { view: wrong })).toMatchObject({
    failure: { code: 'row-rule', message: expect.stringContaining('Years') },
  });
});

test('a git version of a file is not confused with the file on disk', async () => {
  const panel = openPage(new Uri(path, 'git'));
  await state(panel, { kind: 'failed', failure: { code: 'not-on-disk' } });
});

test('rows of a changed file are refused', async () => {
  const panel = openPage();
  await state(panel, { kind: 'ready' });
  const sha256 = shaOf(panel);
  await writeFile(path, 'Years,Salary\n9,90\n');
  expect(
    await answerOf(panel, 'gridRows', { view, sha256, from: 0, count: 1, names: ['Years'] }),
  ).toMatchObject({ failure: { code: 'file-changed' } });
});

test('the Table editor opens the Data page, training and the text editor', async () => {
  const panel = openPage();
  await state(panel, { kind: 'ready' });
  for (const name of ['exploreData', 'train', 'openAsText']) await answerOf(panel, name, {});
  expect(executed.map(({ command }) => command)).toEqual([
    'linearLearner.exploreData',
    'linearLearner.train',
    'vscode.openWith',
  ]);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { executed, FakePanel, forgetShown, Uri } from '../../../../test/fakeVscode.ts';
import { openCalls } from '../../../data/engine/calls.ts';
import { openTables } from '../../../data/engine/tables.ts';
import { showDataPage } from './page.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'data-page-'));
  path = join(folder, 'salary.csv');
  await writeFile(path, 'Years,Salary\n1,10\n2,20\n3,33\n4,40\n');
  forgetShown();
});
afterEach(() => rm(folder, { recursive: true }));

function openPage(edits?: string): FakePanel {
  const panel = new FakePanel('linearLearner.data', 'Data');
  const services = {
    engine: openCalls(openTables()),
    log: { error: () => undefined, warn: () => undefined },
    extensionUri: new Uri('/extension'),
  };
  // SAFETY: the fakes have the members of services and of a panel that the page uses.
  showDataPage(services as never, panel as never, { uri: path, edits });
  panel.say({ type: 'ready' });
  return panel;
}

const ready = (panel: FakePanel) =>
  expect.poll(() => panel.posted.at(-1)).toMatchObject({ name: 'state', body: { kind: 'ready' } });
const request = (panel: FakePanel, name: string, body: object) =>
  panel.say({ type: 'request', id: 1, name, body });
const answered = (panel: FakePanel, body: object) =>
  expect.poll(() => panel.posted).toContainEqual(expect.objectContaining({ type: 'answer', id: 1, ...body }));

test.each([
  ['train', { target: 'column2' }, 'linearLearner.train', { target: 'column2', review: true }],
  ['split', {}, 'linearLearner.split', {}],
  ['convert', {}, 'linearLearner.convert', {}],
  ['copyAsPandas', {}, 'linearLearner.copyAsPandas', {}],
] as const)('%s of a page takes along how the table is read', async (name, body, command, more) => {
  const panel = openPage();
  await ready(panel);
  request(panel, 'edit', { edits: { read: { header: false } } });
  await answered(panel, {});
  request(panel, name, body);
  await expect.poll(() => executed.at(-1)).toMatchObject({ command });
  expect(executed.at(-1)?.given[1]).toEqual({ read: { header: false }, ...more });
});

test('a page that comes back after a reload reads the table as it was changed', async () => {
  const panel = openPage('{"read":{"header":false}}');
  await ready(panel);
  expect(panel.posted.at(-1)).toMatchObject({
    body: { edits: { read: { header: false } }, profile: { rowCount: 5 } },
  });
  expect(panel.posted[0]).toMatchObject({ identity: { uri: path, edits: '{"read":{"header":false}}' } });
});

test('the regression line is of the table as it was changed', async () => {
  const panel = openPage('{"read":{"missing":["33"]}}');
  await ready(panel);
  request(panel, 'regression', { target: 'Salary', feature: 'Years' });
  await answered(panel, { body: expect.objectContaining({ rowCount: 3, slope: expect.closeTo(10, 9) }) });
});

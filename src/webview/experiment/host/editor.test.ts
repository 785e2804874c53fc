import { shippedRates } from '../../../aws/costs.ts';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { executed, FakePanel, forgetShown, Uri } from '../../../../test/fakeVscode.ts';
import { localConnection } from '../../../aws/connections/types.ts';
import { openCalls } from '../../../data/engine/calls.ts';
import { openTables } from '../../../data/engine/tables.ts';
import { openTrainingStarts } from '../../../runs/trainingStarts.ts';
import { openTrust } from '../../../runs/trust.ts';
import { showExperiment } from './editor.ts';

/** The document that is edited, and the file that is chosen in the next dialog. */
const world = vi.hoisted(() => ({ text: '', chosen: '' }));
vi.mock('vscode', async () => {
  const fake = await import('../../../../test/fakeVscode.ts');
  const nothing = () => ({ dispose: () => undefined });
  const watcher = { onDidChange: nothing, onDidCreate: nothing, onDidDelete: nothing, dispose: nothing };
  const { fakeTextEdits } = await import('../../../../test/fakeTextEdits.ts');
  const { Range, WorkspaceEdit, applyEdit } = fakeTextEdits(world);
  return {
    ...fake,
    window: { ...fake.window, showOpenDialog: async () => [fake.Uri.file(world.chosen)] },
    workspace: {
      createFileSystemWatcher: () => watcher,
      onDidChangeTextDocument: nothing,
      onDidSaveTextDocument: nothing,
      applyEdit,
    },
    Range,
    RelativePattern: Object,
    WorkspaceEdit,
  };
});

const calls = openCalls(openTables());
let folder = '';
const file = (...parts: readonly string[]) => join(folder, ...parts);
const path = () => file('repository', 'salary.linear.json');
beforeEach(async () => {
  forgetShown();
  folder = await mkdtemp(join(tmpdir(), 'll-editor-'));
  await mkdir(file('repository'));
  await writeFile(file('secret.csv'), 'x,y\n1,2\n2,4\n3,6\n4,8\n');
  const { experiment } = await calls.suggestExperiment({ path: file('secret.csv'), target: 'y' });
  world.text = JSON.stringify({ ...experiment, dataset: '../secret.csv' });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Stands in for S3: every table is the one beside the repository. */
const fetched = vi.fn(async () => file('secret.csv'));

function openEditor() {
  const read = vi.fn(calls.describeColumns);
  const services = {
    engine: { ...calls, describeColumns: read },
    log: { error: () => undefined, warn: () => undefined },
    extensionUri: Uri.file('/extension'),
    connection: () => localConnection,
    onDidChange: () => ({ dispose: () => undefined }),
    history: {
      rows: async () => ({ rows: [], unreadable: [] }),
      onDidChange: () => ({ dispose: () => undefined }),
    },
    destinations: { find: async () => undefined },
    prices: { rates: async () => shippedRates },
    records: { newestOf: async () => undefined },
    openSession: async () => ({ connectionId: 'local' }),
    s3Tables: { fetch: fetched },
    starts: openTrainingStarts(file('storage')),
    trust: async () => openTrust(file('storage'), () => [file('repository')]),
  };
  const document = {
    fileName: path(),
    uri: Uri.file(path()),
    getText: () => world.text,
    lineCount: 1,
    positionAt: (at: number) => at,
  };
  const panel = new FakePanel('linearLearner.experiment', 'salary.linear.json');
  // SAFETY: the editor uses no other part of its services, its document and its panel.
  showExperiment(...([services, document, panel] as unknown as Parameters<typeof showExperiment>));
  const request = (name: string, body: object = {}) => panel.say({ type: 'request', id: 1, name, body });
  return { panel, read, request };
}

const outside = expect.objectContaining({
  code: 'table-outside',
  message: expect.stringContaining('which is outside its folder and outside the workspace'),
});

test('an experiment that names a table outside the workspace shows the refusal, and nothing of the table', async () => {
  const { panel, read, request } = openEditor();
  await expect
    .poll(() => panel.posted.at(-1))
    .toMatchObject({
      body: {
        kind: 'ready',
        dataset: { kind: 'failed', failure: outside },
        preflight: { kind: 'failed', failure: outside },
      },
    });
  for (const name of ['exploreData', 'openTable']) {
    request(name, { line: 1 });
    await expect.poll(() => panel.posted.at(-1)).toMatchObject({ type: 'failure', failure: outside });
  }
  expect(executed).toEqual([]);
  expect(read).not.toHaveBeenCalled();
  panel.dispose();
});

test('the table is read once the user has chosen it in a dialog', async () => {
  const { panel, request } = openEditor();
  world.chosen = file('secret.csv');
  request('chooseDataset');
  await expect
    .poll(() => panel.posted.at(-1))
    .toMatchObject({ body: { dataset: { kind: 'known', rowCount: 4 }, preflight: { kind: 'known' } } });
  expect(JSON.parse(world.text)).toMatchObject({ dataset: '../secret.csv' });
  panel.dispose();
});

test('a table in S3 is read only after the user allows it', async () => {
  const dataset = 's3://bucket/tables/secret.csv';
  world.text = JSON.stringify({ ...JSON.parse(world.text), dataset });
  const { panel, request } = openEditor();
  const unconfirmed = { kind: 'failed', failure: { code: 's3-table-unconfirmed' } };
  await expect.poll(() => panel.posted.at(-1)).toMatchObject({ body: { dataset: unconfirmed } });
  expect(fetched).not.toHaveBeenCalled();
  request('confirmDataset');
  await expect
    .poll(() => panel.posted.at(-1))
    .toMatchObject({ body: { dataset: { kind: 'known', rowCount: 4 }, preflight: { kind: 'known' } } });
  expect(fetched).toHaveBeenCalledWith({ connectionId: 'local' }, dataset, expect.anything());
  request('exploreData');
  await expect.poll(() => executed.at(-1)).toMatchObject({ command: 'linearLearner.exploreData' });
  expect(String(executed.at(-1)?.given[0])).toBe(dataset);
  panel.dispose();
});

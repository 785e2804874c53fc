import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Connection } from '../aws/connections/types.ts';
import { calls } from '../data/engine/calls.ts';
import { Uri, commands, window } from '../../test/vscode.ts';
import type { Services } from './services.ts';
import { train } from './train.ts';

vi.mock('vscode', () => import('../../test/vscode.ts'));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-train-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

const connection: Connection = { kind: 'aws', profile: 'default', region: 'us-east-1' };
const destination = vi.fn();
const services = {
  engine: calls,
  openSession: async () => ({ connection, destination }),
};
// SAFETY: what a training needs before anything is asked or made; more of it would be missed at once.
const given = services as unknown as Services;
const file = (name: string) => join(folder, name);
const table = 'x,y\n1,2\n2,4\n3,6\n4,8\n';

async function experimentWith(name: string, hyperparameters: object): Promise<void> {
  const { experiment } = await calls.suggestExperiment({ path: file('t.csv'), target: 'y' });
  await writeFile(file(name), JSON.stringify({ ...experiment, hyperparameters }));
}

test('what would fail is said before anything is asked: no cost, no bucket, no role', async () => {
  await writeFile(file('t.csv'), table);
  await experimentWith('t.linear.json', { mini_batch_size: 100 });
  const asked = vi.spyOn(window, 'showWarningMessage');
  await expect(train(given, Uri.file(file('t.linear.json')), {})).rejects.toMatchObject({
    code: 'preflight-failed',
    facts: { kind: 'batch-too-large', file: file('t.linear.json') },
  });
  expect(asked).not.toHaveBeenCalled();
  expect(destination).not.toHaveBeenCalled();
});

test('an experiment whose table is gone names the table, and asks nothing', async () => {
  await writeFile(file('t.csv'), table);
  await experimentWith('t.linear.json', {});
  await rm(file('t.csv'));
  const asked = vi.spyOn(window, 'showWarningMessage');
  await expect(train(given, Uri.file(file('t.linear.json')), {})).rejects.toMatchObject({
    code: 'file-missing',
    facts: { file: file('t.csv') },
  });
  expect(asked).not.toHaveBeenCalled();
});

test('a table that is not the one the page showed is not trained on', async () => {
  await writeFile(file('t.csv'), table);
  await experimentWith('t.linear.json', {});
  const asked = vi.spyOn(window, 'showWarningMessage');
  const shown = { datasetSha256: 'of the table before' };
  await expect(train(given, Uri.file(file('t.linear.json')), shown)).rejects.toMatchObject({
    code: 'file-changed',
  });
  expect(asked).not.toHaveBeenCalled();
});

test('from a table to its experiment is one question; a broken experiment is not passed over', async () => {
  await writeFile(file('t.csv'), table);
  await experimentWith('t.linear.json', {});
  await writeFile(file('u.linear.json'), '{');
  const opened = vi.spyOn(commands, 'executeCommand');
  const asked = vi.spyOn(window, 'showQuickPick').mockImplementation(async (choices) => {
    const all = await choices;
    expect(all.map(({ label }) => label)).toEqual([
      't.linear.json',
      '$(warning) u.linear.json',
      'New: predicts y',
      'New: predicts x',
    ]);
    return all.find(({ label }) => label === 'New: predicts x');
  });
  await train(given, Uri.file(file('t.csv')), undefined);
  expect(asked).toHaveBeenCalledTimes(1);
  expect(opened.mock.calls).toEqual([['vscode.open', Uri.file(file('t-2.linear.json'))]]);
  expect(await calls.readExperiment({ path: file('t-2.linear.json') })).toMatchObject({ target: 'x' });
  expect((await readdir(folder)).toSorted()).toEqual([
    't-2.linear.json',
    't.csv',
    't.linear.json',
    'u.linear.json',
  ]);
});

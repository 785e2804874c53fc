import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseHyperparameters } from '../../learner/hyperparameters/parse.ts';
import { openChannels } from './channels.ts';

async function openRows(count: number, given: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'channels-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'rows.csv');
  await writeFile(path, Array.from({ length: count }, (_, row) => `${row},${row % 7}\n`).join(''));
  const settings = parseHyperparameters({
    predictor_type: 'multiclass_classifier',
    num_classes: '3',
    ...given,
  });
  return openChannels(settings, {
    train: { files: [{ path, name: path }], contentType: 'text/csv' },
  });
}

test('number of models selects the trainer without allocating them', async () => {
  const open = (num_models: string) => openRows(4, { mini_batch_size: '4', num_models });
  expect((await open('32')).kind).toBe('rows');
  expect((await open('1000000000')).kind).toBe('records');
});

test('one batch per epoch goes to the exact trainer while that takes seconds', async () => {
  const open = (mini_batch_size: string) => openRows(3000, { mini_batch_size, num_models: '333' });
  expect((await open('3000')).kind).toBe('rows');
  expect((await open('1501')).kind).toBe('rows');
  expect((await open('1500')).kind).toBe('records');
});

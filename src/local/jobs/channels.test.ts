import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseHyperparameters } from '../../learner/hyperparameters/parse.ts';
import { openChannels } from './channels.ts';

test('how many models are asked for decides who trains, and nothing is made of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'channels-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'rows.csv');
  await writeFile(path, '1,2\n3,4\n5,6\n7,8\n');
  const open = (num_models: string) =>
    openChannels(parseHyperparameters({ predictor_type: 'regressor', mini_batch_size: '4', num_models }), {
      train: { files: [{ path, name: path }], contentType: 'text/csv' },
    });
  expect((await open('32')).kind).toBe('rows');
  expect((await open('1000000000')).kind).toBe('records');
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TableEdits } from '../shapes/tableEdits.ts';
import { openCalls } from './calls.ts';
import { openTables } from './tables.ts';

const calls = openCalls(openTables());
let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-edits-'));
  path = join(folder, 't.csv');
  const rows = Array.from({ length: 40 }, (_, row) =>
    [row === 3 ? -999 : row % 7, row % 3, row, row * row].join(';'),
  );
  await writeFile(path, `${rows.join('\n')}\n`);
});
afterEach(() => rm(folder, { recursive: true }));

const given: TableEdits = {
  read: { header: false },
  columns: { column1: { missing: ['-999'] }, column2: { meaning: 'category' }, gone: { meaning: 'text' } },
  leftOut: ['column3'],
  targetTransform: 'log1p',
  rows: [{ column: 'column1', isMissing: false }],
  numbers: { column1: { clip: [0, 5] }, column2: { clip: [0, 1] } },
  split: { test: 0.5 },
  balanced: true,
};

test('an experiment is suggested with what was changed of how the table is read and used', async () => {
  const { experiment } = await calls.suggestExperiment({ ...given, path, target: 'column4' });
  expect(experiment).toMatchObject({
    read: { header: false, delimiter: ';' },
    columns: { column1: { missing: ['-999'] }, column2: { meaning: 'category' } },
    targetTransform: 'log1p',
    split: { test: 0.5, validation: 0 },
    rows: [{ column: 'column1', isMissing: false }],
    hyperparameters: {},
    features: [
      { column: 'column1', missing: 'median', clip: [0, 5] },
      { column: 'column2', encode: 'one-hot' },
    ],
  });
  expect(experiment.columns).not.toHaveProperty('gone');
  expect(experiment.features?.[1]).not.toHaveProperty('clip');
  expect(Object.keys(experiment).slice(0, 7)).toEqual([
    'version',
    'dataset',
    'read',
    'columns',
    'rows',
    'target',
    'predictorType',
  ]);
});

test('a transform of the target is no part of an experiment that predicts classes', async () => {
  const { suggestions } = await calls.trainingChoices({ ...given, path, target: 'column2' });
  expect(suggestions[0]).not.toHaveProperty('targetTransform');
  expect(suggestions[0]?.hyperparameters).toEqual({ balance_multiclass_weights: true });
});

test('the sets of a split are those of the table as it is read', async () => {
  const split = { test: 0.25, validation: 0, seed: 0, shuffle: false };
  const files = await calls.splitToFiles({ path, read: { header: true }, split });
  expect(files.map(({ name, rowCount }) => [name, rowCount])).toEqual([
    ['train', 29],
    ['test', 10],
  ]);
  expect((await readFile(files[0]?.path ?? '', 'utf8')).split('\n')[0]).toBe('0;0;0;0');
  const [train] = await calls.splitToFiles({ path, read: { header: false }, split });
  expect(train?.rowCount).toBe(30);
});

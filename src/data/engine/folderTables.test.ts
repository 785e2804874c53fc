import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAnyTable } from '../store/readAnyTable.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import { openCalls } from './calls.ts';
import { openTables } from './tables.ts';

let folder = '';
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-folder-'));
  store = openStore({ folder: join(folder, 'cache'), memoryLimitBytes: 2 ** 28, cacheLimitBytes: 2 ** 28 });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const rows = (from: number) =>
  Array.from({ length: 40 }, (_, row) => `${from + row}.5,${2 * (from + row)}.25\n`).join('');

test('a folder of files is explored, trained on, split and converted as one table', async () => {
  const path = join(folder, 'data');
  await mkdir(path);
  await writeFile(join(path, 'part-1.csv'), `x,y\n${rows(0)}`);
  await writeFile(join(path, 'part-2.csv.gz'), gzipSync(`x,y\n${rows(40)}`));
  const calls = openCalls(openTables(readAnyTable(store)));
  expect((await calls.profile({ path })).rowCount).toBe(80);
  const [experiment] = (await calls.trainingChoices({ path })).suggestions;
  if (experiment === undefined) throw new Error('no experiment is suggested');
  expect(experiment).toMatchObject({ dataset: 'data', target: 'y', features: [{ column: 'x' }] });
  const { tableSha256 } = await calls.preflight({ datasetPath: path, experiment, ownLearner: true });
  const outputFolder = join(folder, 'run');
  const run = await calls.prepare({
    datasetPath: path,
    experiment,
    outputFolder,
    expectedSha256: tableSha256,
  });
  expect(run.rowCounts).toMatchObject({ train: 53, test: 27 });
  const halves = { test: 0.5, validation: 0, seed: 0, shuffle: false };
  const [train] = await calls.splitToFiles({ path, split: halves });
  expect(train?.path).toBe(join(folder, 'data-train.csv'));
  expect(await readFile(train?.path ?? '', 'utf8')).toBe(`x,y\n${rows(0)}`);
  expect(await calls.convertToRecordIO({ path })).toMatchObject({ rowCount: 80 });
  expect(await readdir(path)).toEqual(['part-1.csv', 'part-2.csv.gz']);
});

test.each([
  ['t.jsonl', { format: 'jsonl', missing: [], values: [] }],
  ['t.csv', { format: 'csv', delimiter: ',', header: true, encoding: 'utf-8' }],
])('the suggestion for %s holds how it is read, and the table is read once', async (name, read) => {
  const path = join(folder, name);
  const objects = Array.from({ length: 40 }, (_, row) => `{"x": ${row}.5, "y": ${2 * row}}\n`).join('');
  await writeFile(path, name === 't.csv' ? `x,y\n${rows(0)}` : objects);
  const longAgo = new Date('2020-01-01');
  await utimes(path, longAgo, longAgo);
  let readCount = 0;
  const readTable = readAnyTable(store);
  const calls = openCalls(
    openTables((...request) => {
      readCount += 1;
      return readTable(...request);
    }),
  );
  const { experiment } = await calls.suggestExperiment({ path, target: 'y' });
  expect(experiment.read).toMatchObject(read);
  await calls.preflight({ datasetPath: path, experiment, ownLearner: true });
  expect(readCount).toBe(1);
});

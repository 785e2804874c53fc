import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCalls } from '../data/engine/calls.ts';
import { openTables } from '../data/engine/tables.ts';
import { datasetChange } from './datasetChange.ts';
import { datasetFile } from './datasetFile.ts';
import { openRunRecords } from './openRunRecords.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-dataset-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const { signal } = new AbortController();

/** A run of a table as it is now, and how often the engine has read it since. */
async function trained(dataset = 't.csv') {
  await writeFile(at('t.csv'), 'x,y\n1,2\n2,4\n3,6\n4,8\n');
  const calls = openCalls(openTables());
  const { experiment } = await calls.suggestExperiment({ path: at('t.csv'), target: 'y' });
  const records = openRunRecords(at('storage'));
  const file = await datasetFile(at('t.csv'));
  const run = {
    trainingJobName: 'job-1',
    experimentPath: at('t.linear.json'),
    experiment: { ...experiment, dataset },
    datasetSha256: await calls.tableSha256({ path: at('t.csv') }),
    ...(file === undefined ? {} : { datasetFile: file }),
  };
  const counts = { reads: 0 };
  const engine = {
    tableSha256: (request: Parameters<typeof calls.tableSha256>[0]) => {
      counts.reads += 1;
      return openCalls(openTables()).tableSha256(request);
    },
  };
  const change = (more: Partial<typeof run> = {}) =>
    datasetChange(engine, records, 'local', { ...run, ...more }, signal);
  return { change, counts, records };
}

test('a table whose file is as it was is not read', async () => {
  const { change, counts } = await trained();
  expect(await change()).toBeUndefined();
  expect(counts.reads).toBe(0);
});

test('a table whose file was only touched is the same, by its hash', async () => {
  const { change, counts } = await trained();
  await utimes(at('t.csv'), 1, 1);
  expect(await change()).toBeUndefined();
  expect(counts.reads).toBe(1);
});

test('a table of another content has changed, also where it has the same size', async () => {
  const { change } = await trained();
  const { size } = await stat(at('t.csv'));
  await writeFile(at('t.csv'), 'x,y\n1,2\n2,4\n3,6\n4,9\n');
  await utimes(at('t.csv'), 1, 1);
  expect((await stat(at('t.csv'))).size).toBe(size);
  expect(await change()).toBe('changed');
  await writeFile(at('t.csv'), '');
  expect(await change()).toBe('changed');
});

test('a file of another size has changed, and need not be read for that', async () => {
  const { change, counts } = await trained();
  await writeFile(at('t.csv'), 'x,y\n1,2\n2,4\n3,6\n4,8\n5,10\n');
  expect(await change()).toBe('changed');
  expect(counts.reads).toBe(0);
});

test('a table that is gone is missing, and nothing is said of tables elsewhere', async () => {
  const { change, counts, records } = await trained();
  await rm(at('t.csv'));
  expect(await change()).toBe('missing');
  const { change: inS3 } = await trained('s3://bucket/t.csv');
  await rm(at('t.csv'));
  expect(await inS3()).toBeUndefined();
  const adopted = join(records.folderOf('local', 'job-1'), 't.linear.json');
  expect(await change({ experimentPath: adopted })).toBeUndefined();
  expect(counts.reads).toBe(0);
});

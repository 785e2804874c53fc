import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openRunRecords } from './openRunRecords.ts';

test('run folder of any connection and job name is below the storage folder and unique', () => {
  const records = openRunRecords('/storage');
  const folderOf = (connection: string, job: string) => records.folderOf(connection, job);
  const name = fc.oneof(fc.constantFrom('..', '.', '', '*', 'a/../..'), fc.string({ maxLength: 500 }));
  fc.assert(
    fc.property(name, name, (connection, job) => {
      const folder = folderOf(connection, job);
      expect(folder).toMatch(/^\/storage\/runs\/[0-9a-f]{32}\/[0-9a-f]{32}$/);
      expect(folderOf(connection, `${job}x`)).not.toBe(folder);
    }),
  );
  expect(folderOf('local', '..')).not.toBe(join('/storage', 'runs'));
});

test('newest run of an experiment file is stored for each connection', async () => {
  const storage = await mkdtemp(join(tmpdir(), 'll-records-'));
  onTestFinished(() => rm(storage, { recursive: true }));
  const records = openRunRecords(storage);
  const experimentPath = '/home/me/salary.linear.json';
  expect(await records.newestOf('local', experimentPath)).toBeUndefined();
  for (const trainingJobName of ['job-1', 'job-2'])
    await records.saveNewest('local', { experimentPath, trainingJobName });
  const again = openRunRecords(storage);
  expect(await again.newestOf('local', experimentPath)).toBe('job-2');
  expect(await again.newestOf('aws:default@us-east-1', experimentPath)).toBeUndefined();
  expect(await again.newestOf('local', '/home/me/other.linear.json')).toBeUndefined();
});

import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelAtRandom } from '../fuzz/cancels.ts';

const seed = 20_261_130;

let folder = '';
/** Inside the repository, so that packages which no bundle holds are found. */
const bundles = resolve('.cache', `cancels-${process.pid}`);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-cancels-'));
  const { status, stderr } = spawnSync(process.execPath, ['esbuild.mjs', 'run', '--to', bundles], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
});
afterAll(async () => {
  for (const made of [bundles, folder]) await rm(made, { recursive: true, force: true });
});

test('calls and runs that are cancelled at random moments leave no process, lock or temporary file', async () => {
  const result = await cancelAtRandom({ bundles, folder, seed, callCount: 12, runCount: 4 });
  expect(result.left).toEqual([]);
  expect(result.cancelledCalls).toBeGreaterThan(0);
  expect(result.cancelledRuns).toBe(4);
});

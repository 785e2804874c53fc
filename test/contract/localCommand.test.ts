import { rm } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { expectToTrain } from './serverProcess.ts';

test('npm run local builds everything it needs in a fresh clone', async () => {
  for (const bundle of ['local', 'job', 'store', 'trainThread'])
    await rm(`dist/${bundle}.mjs`, { force: true });
  await expectToTrain(process.execPath, 'scripts/local.mjs');
});

test('npm run local -- --help lists the options', () => {
  const { status, stdout } = spawnSync(process.execPath, ['scripts/local.mjs', '--help']);
  expect([status, String(stdout)]).toEqual([0, expect.stringContaining('--state DIR')]);
});

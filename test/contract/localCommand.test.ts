import { rm } from 'node:fs/promises';
import { test } from 'vitest';
import { expectToTrain } from './serverProcess.ts';

test('npm run local builds everything it needs in a fresh clone', async () => {
  for (const bundle of ['local', 'job', 'trainThread']) await rm(`dist/${bundle}.mjs`, { force: true });
  await expectToTrain(process.execPath, 'scripts/local.mjs');
});

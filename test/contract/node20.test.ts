import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { buildServer } from './serverBundle.ts';
import { expectToTrain } from './serverProcess.ts';

/** The Node that `npm test` was started with: what ships runs on Node 20 too. */
const firstNode = process.env['FIRST_NODE'] ?? '';
const isNode20 =
  firstNode !== '' && spawnSync(firstNode, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v20.');

test.runIf(isNode20)('server, jobs and their threads run on Node 20', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'll-node20-'));
  await expectToTrain(firstNode, await buildServer(folder));
  await rm(folder, { recursive: true, force: true });
});

import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildServer } from './serverBundle.ts';
import { expectToTrain } from './serverProcess.ts';

/** The Node that `npm test` was started with. */
const firstNode = process.env['FIRST_NODE'] ?? '';
const isOlder =
  firstNode !== '' && spawnSync(firstNode, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v20.');

test.runIf(isOlder)('server names the Node.js that it needs where this one has no SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'll-older-node-'));
  const args = [await buildServer(folder), '--state', join(folder, 'state')];
  const { status, stdout, stderr } = spawnSync(firstNode, args, { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^The embedded server needs Node\.js 22\.13 or later; this is 20\.\S+\n$/);
  await rm(folder, { recursive: true, force: true });
});

test.runIf(isOlder)('npm run local takes a newer Node than the one that npm runs on', () =>
  expectToTrain(firstNode, 'scripts/local.mjs'),
);

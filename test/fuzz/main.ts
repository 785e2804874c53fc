// `npm run test:fuzz [SEED]`: 10,000 fuzzed requests and 1,000 aborted uploads against the built server, in a process of its own; then
// 100 cancels of calls of the data engine and of whole runs.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildServer } from '../contract/serverBundle.ts';
import { withServerProcess } from '../contract/serverProcess.ts';
import { cancelAtRandom } from './cancels.ts';
import { fuzz } from './fuzz.ts';
import type { FuzzResult } from './fuzz.ts';
import { prepareServer, useServer } from './prepare.ts';

const counts = { requestCount: 10_000, uploadCount: 1000 };
const cancels = { callCount: 70, runCount: 30 };
const seed = Number(process.argv[2] ?? Date.now() % 1_000_000_000);
console.log(
  `seed ${seed}: ${counts.requestCount} requests, ${counts.uploadCount} aborted uploads, ${cancels.callCount + cancels.runCount} cancels`,
);

const folder = await mkdtemp(join(tmpdir(), 'll-fuzz-'));
let result: FuzzResult | undefined;
let left: readonly string[] = [];
let failure: unknown;
try {
  const module = await buildServer(folder);
  await withServerProcess([process.execPath, module, '--port', '0'], async (clients, ready) => {
    await prepareServer(clients);
    const address = Number(new URL(ready.endpoint).port);
    result = await fuzz({ address, credentials: ready, seed, ...counts });
    await useServer(clients);
  });
  left = await leftByCancels();
} catch (error) {
  failure = error;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
report(result, failure);

/** Built inside the repository, so that packages which no bundle holds are found. */
async function leftByCancels(): Promise<readonly string[]> {
  const bundles = resolve('.cache', `cancels-${process.pid}`);
  try {
    const { status, stderr } = spawnSync(process.execPath, ['esbuild.mjs', 'run', '--to', bundles], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return (await cancelAtRandom({ bundles, folder: join(folder, 'cancels'), seed, ...cancels })).left;
  } finally {
    await rm(bundles, { recursive: true, force: true });
  }
}

function report(found: FuzzResult | undefined, error: unknown): void {
  const findings = found?.findings ?? [];
  for (const { index, what, request } of findings)
    console.log(`request ${index} of seed ${seed}: ${what}\n${request}\n`);
  const outcomes = [...(found?.outcomes ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1));
  console.log(outcomes.map(([outcome, count]) => `${outcome}: ${count}`).join(', '));
  for (const what of left) console.log(`left by a cancel of seed ${seed}: ${what}`);
  if (error !== undefined) console.error(error);
  // The server's state afterwards counts as one.
  const total = counts.requestCount + counts.uploadCount + cancels.callCount + cancels.runCount + 1;
  const badCount = findings.length + left.length;
  const failed = error === undefined ? badCount : Math.max(1, badCount);
  console.log(`${total - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

// `npm run test:fuzz [-- SEED]`: the property tests with new examples; then test/fuzz/main.ts, bundled, as it needs no test runner.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, ensureNode, root } from './toolchain.mjs';

ensureDependencies();
const { build } = await import('esbuild');
const folder = join(root, '.cache', 'fuzz');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, 'main.mjs');
await build({
  absWorkingDir: root,
  entryPoints: ['test/fuzz/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
const seed = process.argv[2] ?? String(Date.now() % 1_000_000_000);
const properties = execFileSync('git', ['grep', '-l', "from 'fast-check'", '--', 'src'], {
  cwd: root,
  encoding: 'utf8',
});
const commands = [
  ['node_modules/vitest/vitest.mjs', 'run', ...properties.trim().split('\n')],
  ['node_modules/vitest/vitest.mjs', 'run', 'test/contract/crash.test.ts', 'test/contract/powerCut.test.ts'],
  [outfile, seed],
];
// `npm test` has a share of these.
const counts = { KILL_COUNT: '300', POWER_CUT_COUNT: '100' };
for (const command of commands) {
  const { status } = spawnSync(ensureNode(), command, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...counts, PROPERTY_SEED: seed },
  });
  if (status !== 0) process.exitCode = status ?? 1;
}

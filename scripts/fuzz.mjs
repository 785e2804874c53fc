// `npm run test:fuzz [-- SEED]`: bundles test/fuzz/main.ts, which needs no test runner, and runs it.
import { spawnSync } from 'node:child_process';
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
const { status } = spawnSync(ensureNode(), [outfile, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

// `npm run --silent test:lives -- --lives N --seed S [--without a|b|c|journal] [--diary]`: test/lives, bundled, as it needs no test runner.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, ensureNode, root } from './toolchain.mjs';

ensureDependencies();
const { build } = await import('esbuild');
const folder = join(root, '.cache', 'lives');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, 'main.mjs');
await build({
  absWorkingDir: root,
  entryPoints: ['test/lives/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  alias: { vscode: './test/fakeVscode.ts' },
  logLevel: 'error',
});
const { status } = spawnSync(ensureNode(), [outfile, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

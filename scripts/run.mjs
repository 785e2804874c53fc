// `npm run --silent run -- TABLE_OR_EXPERIMENT`: trains and evaluates without VS Code, built from the current sources.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies, productNode, root } from './toolchain.mjs';

ensureDependencies();
// Standard output belongs to the result.
const stdio = ['ignore', 2, 2];
const built = spawnSync(process.execPath, [join(root, 'esbuild.mjs'), 'run'], { stdio });
if (built.status !== 0) process.exit(1);
const child = spawn(productNode(), [join(root, 'dist', 'run.mjs'), ...process.argv.slice(2)], {
  // Paths are those of the folder where npm was called.
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: 'inherit',
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 0 : 1);
});

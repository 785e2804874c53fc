// `npm run local -- --state DIR --port N`: runs the embedded server alone, built from the current sources, for other tools.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies, productNode, root } from './toolchain.mjs';

ensureDependencies();
// Standard output belongs to the server: one JSON line once it is ready.
const stdio = ['ignore', 2, 2];
const built = spawnSync(process.execPath, [join(root, 'esbuild.mjs'), 'server'], { stdio });
if (built.status !== 0) process.exit(1);
const server = join(root, 'dist', 'local.mjs');
// As src/local/launch/nodeFlags.ts.
const args = ['--max-semi-space-size=4', server, ...process.argv.slice(2)];
const child = spawn(productNode(), args, { stdio: 'inherit' });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 0 : 1);
});

// `npm run local -- --state DIR --port N`: the embedded server alone, for other tools.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, root } from './toolchain.mjs';

const server = join(root, 'dist', 'local.mjs');
if (!existsSync(server)) {
  ensureDependencies();
  await import('../esbuild.mjs');
}
const child = spawn(process.execPath, [server, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 0 : 1);
});

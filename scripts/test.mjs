// `npm test`: needs Node 20 and a package registry; installs everything else and continues in Node 24.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies, ensureNode, ensureVscode, root } from './toolchain.mjs';

const started = Date.now();
ensureDependencies();
const node = ensureNode();
const vscode = ensureVscode();
console.log(`set up in ${((Date.now() - started) / 1000).toFixed(1)} s`);
const { status } = spawnSync(node, [join(root, 'scripts', 'stages.mjs'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, VSCODE_SERVER_FOLDER: vscode ?? '', FIRST_NODE: process.execPath },
});
process.exitCode = status ?? 1;

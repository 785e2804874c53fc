// `npm start`: builds the VSIX, installs it in a profile of its own in .cache/start, and opens VS Code on a copy of examples/.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openDesktop } from './start/desktop.mjs';
import { stopEmbeddedServer } from './start/embeddedServer.mjs';
import { openServer } from './start/server.mjs';
import { ensureDependencies, root } from './toolchain.mjs';
import { packageVsix } from './vsix.mjs';

const flag = { type: 'boolean', default: false };
const { values: options } = parseArgs({
  options: {
    desktop: flag,
    browser: flag,
    'no-open': flag,
    port: { type: 'string', default: '8417' },
    profile: { type: 'string', default: join(root, '.cache', 'start') },
  },
});
const folder = resolve(options.profile);
const profile = {
  folder,
  examples: join(folder, 'examples'),
  extensions: join(folder, 'extensions'),
  vsix: join(folder, 'linear-learner.vsix'),
};

ensureDependencies();
mkdirSync(profile.folder, { recursive: true });
if (!existsSync(profile.examples)) cpSync(join(root, 'examples'), profile.examples, { recursive: true });
packageVsix(process.execPath, profile.vsix);
const inDesktop = options.desktop || (hasDesktop() && !options.browser);
const vscode = inDesktop
  ? openDesktop(profile)
  : openServer(profile, { port: options.port, open: !options['no-open'] });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, vscode.end);
await vscode.ended;
await stopEmbeddedServer(vscode.userData);

function hasDesktop() {
  return spawnSync('code', ['--version'], { shell: process.platform === 'win32' }).status === 0;
}

// `npm start`: builds the VSIX, installs it in a profile of its own in .cache/start, and opens VS Code on a copy of examples/. What has
// not changed since the last start is neither built nor installed again.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installInDesktop, openDesktop } from './start/desktop.mjs';
import { stopEmbeddedServer } from './start/embeddedServer.mjs';
import { hashOfInputs } from './start/inputs.mjs';
import { installInServer, openServer } from './start/server.mjs';
import { ensureDependencies, root } from './toolchain.mjs';
import { quietSettings } from './vscodeSettings.mjs';
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
/** The hash of what is installed; removed while it is being replaced. */
const stamp = join(folder, 'installed');

console.log('Linear Learner: checking what has changed');
ensureDependencies();
mkdirSync(profile.folder, { recursive: true });
if (!existsSync(profile.examples)) cpSync(join(root, 'examples'), profile.examples, { recursive: true });
const inDesktop = options.desktop || (!options.browser && hasDesktop());
const hash = hashOfInputs(root);
if (isInstalled(hash)) console.log('Unchanged since the last start: not built and not installed again');
else {
  console.log('Building the extension (some ten seconds)');
  rmSync(stamp, { force: true });
  await packageVsix(process.execPath, profile.vsix);
  console.log('Installing it in a profile of its own');
  if (inDesktop) installInDesktop(profile);
  else installInServer(profile);
  writeFileSync(stamp, hash);
}
console.log('Starting VS Code');
writeSettings(join(folder, inDesktop ? 'desktop' : 'data', 'User'));
const vscode = inDesktop
  ? openDesktop(profile)
  : openServer(profile, { port: options.port, open: !options['no-open'] });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, vscode.end);
await vscode.ended;
await stopEmbeddedServer(vscode.userData);

function isInstalled(hash) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const isThere = existsSync(join(profile.extensions, `${publisher}.${name}-${version}`));
  return isThere && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

/** Once: what the user changes later stays. The first editor is the samples' README, which says what to do. */
function writeSettings(userFolder) {
  const file = join(userFolder, 'settings.json');
  if (existsSync(file)) return;
  mkdirSync(userFolder, { recursive: true });
  const settings = { ...quietSettings, 'workbench.startupEditor': 'readme' };
  writeFileSync(file, JSON.stringify(settings, null, 2));
}

function hasDesktop() {
  return spawnSync('code', ['--version'], { shell: process.platform === 'win32' }).status === 0;
}

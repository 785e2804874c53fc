// `npm start`: builds the VSIX, installs it in a profile of its own in .cache/start, and opens VS Code on a copy of examples/.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies, ensureNode, ensureVscode, root } from './toolchain.mjs';
import { packageVsix } from './vsix.mjs';

const flag = { type: 'boolean', default: false };
const { values: options } = parseArgs({
  options: { desktop: flag, browser: flag, 'no-open': flag, port: { type: 'string', default: '8417' } },
});
const port = String(options.port);
const profile = join(root, '.cache', 'start');
const folder = join(profile, 'examples');
const extensions = join(profile, 'extensions');

ensureDependencies();
const node = ensureNode();
mkdirSync(profile, { recursive: true });
if (!existsSync(folder)) cpSync(join(root, 'examples'), folder, { recursive: true });
const vsix = join(profile, 'linear-learner.vsix');
packageVsix(node, vsix);
const hasDesktop = spawnSync('code', ['--version'], { shell: process.platform === 'win32' }).status === 0;
if (options.desktop || (hasDesktop && !options.browser)) startDesktop();
else startInBrowser();

function startDesktop() {
  const own = ['--user-data-dir', join(profile, 'desktop'), '--extensions-dir', extensions];
  run('code', [...own, '--install-extension', vsix, '--force']);
  follow(
    spawn('code', [...own, '--wait', folder], { stdio: 'inherit', shell: process.platform === 'win32' }),
  );
}

function startInBrowser() {
  const server = ensureVscode();
  if (server === undefined)
    throw new Error(
      'VS Code in the browser needs Linux here: install desktop VS Code and run npm start -- --desktop',
    );
  const main = [
    join(server, 'out', 'server-main.js'),
    '--accept-server-license-terms',
    '--server-data-dir',
    profile,
    '--extensions-dir',
    extensions,
  ];
  run(node, [...main, '--install-extension', vsix, '--force'], { EXTENSIONS_GALLERY: '{"serviceUrl":""}' });
  const token = connectionToken();
  const url = `http://127.0.0.1:${port}/?tkn=${token}&folder=${encodeURIComponent(folder)}`;
  const serve = [
    '--host',
    '127.0.0.1',
    '--port',
    port,
    '--connection-token',
    token,
    '--telemetry-level',
    'off',
    '--disable-workspace-trust',
  ];
  const env = { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  const child = spawn(node, [...main, ...serve], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  child.stdout.on('data', (chunk) => {
    if (!/agent listening on/.test(String(chunk))) return;
    console.log(`VS Code: ${url}\nCtrl-C ends it.`);
    if (!options['no-open'])
      spawn('xdg-open', [url], { stdio: 'ignore', detached: true })
        .once('error', () => undefined)
        .unref();
  });
  follow(child, () => {
    const endGroup = (signal) => child.pid !== undefined && process.kill(-child.pid, signal);
    endGroup('SIGTERM');
    // An extension host waits minutes for its window to come back: nobody will.
    const insist = setTimeout(() => endGroup('SIGKILL'), 3000);
    child.once('exit', () => clearTimeout(insist));
  });
}

/** The same token every time, so that an open tab finds the next start. */
function connectionToken() {
  const file = join(profile, 'token');
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** Ends VS Code with Ctrl-C, then the embedded server of this profile. */
function follow(child, end = () => child.kill('SIGTERM')) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
  child.once('exit', stopEmbeddedServers);
}

function stopEmbeddedServers() {
  for (const data of [join(profile, 'data'), join(profile, 'desktop')]) {
    const state = join(
      data,
      'User',
      'globalStorage',
      'linear-learner.linear-learner-sagemaker',
      'local',
      'server.json',
    );
    if (!existsSync(state)) continue;
    try {
      process.kill(JSON.parse(readFileSync(state, 'utf8')).pid, 'SIGTERM');
    } catch {
      // it had ended before
    }
  }
}

function run(command, args, env = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

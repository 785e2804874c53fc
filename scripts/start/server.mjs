// VS Code in the browser: its server on a port of this machine alone, with a connection token.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureNode, ensureVscode, root } from '../toolchain.mjs';
import { writeTrustPage } from './trustPage.mjs';

const withoutMarketplace = { EXTENSIONS_GALLERY: '{"serviceUrl":""}' };

const env = { ...process.env, ...withoutMarketplace };

/** The server of VS Code, and the arguments that keep it in the profile. */
function serverOf(profile) {
  const vscode = ensureVscode();
  if (vscode === undefined)
    throw new Error(
      'VS Code in the browser needs Linux here: install desktop VS Code and run npm start -- --desktop',
    );
  const main = [
    join(vscode, 'out', 'server-main.js'),
    '--accept-server-license-terms',
    '--server-data-dir',
    profile.folder,
    '--extensions-dir',
    profile.extensions,
  ];
  return { vscode, node: ensureNode(), main };
}

export function installInServer(profile) {
  const { node, main } = serverOf(profile);
  const args = [...main, '--install-extension', profile.vsix, '--force'];
  const { status, stdout, stderr } = spawnSync(node, args, { cwd: root, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`The extension could not be installed:\n${stdout}${stderr}`);
}

export function openServer(profile, { port, open }) {
  const { vscode, node, main } = serverOf(profile);
  const tokenFile = connectionToken(profile.folder);
  const token = readFileSync(tokenFile, 'utf8');
  // By its file: on the command line other users could read it, and one that begins with a dash would be taken for an option.
  const serve = ['--host', '127.0.0.1', '--port', port, '--connection-token-file', tokenFile];
  serve.push('--telemetry-level', 'off');
  const path = writeTrustPage(vscode, profile.examples);
  // VS Code complains at length of parts that are left out here: that is for the log, not for a person.
  const log = openSync(join(profile.folder, 'vscode.log'), 'w');
  const child = spawn(node, [...main, ...serve], { env, stdio: ['ignore', 'pipe', log], detached: true });
  child.once('exit', (code) => {
    if (code !== 0 && code !== null)
      console.error(`VS Code ended with ${code}: see ${join(profile.folder, 'vscode.log')}`);
  });
  createInterface(child.stdout).on('line', (line) => {
    const found = /agent listening on (\d+)/.exec(line);
    if (found === null) return;
    const url = `http://127.0.0.1:${found[1]}${path}?tkn=${token}`;
    console.log(
      `VS Code: ${url}\nRight-click salary.csv → Explore Data or Train Linear Learner…   Ctrl-C ends it.`,
    );
    if (open) openInBrowser(url);
  });
  return {
    userData: join(profile.folder, 'data'),
    end: () => endGroup(child),
    ended: new Promise((resolve) => child.once('exit', resolve)),
  };
}

/** The file of the token: the same every time, so that an open tab finds the next start. */
function connectionToken(folder) {
  const file = join(folder, 'token');
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600 });
  return file;
}

function openInBrowser(url) {
  spawn('xdg-open', [url], { stdio: 'ignore', detached: true })
    .once('error', () => undefined) // the address is printed all the same
    .unref();
}

/** Asks, then insists: an extension host waits minutes for its window to come back, and nobody will. */
function endGroup(child) {
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // the group is gone
    }
  };
  signal('SIGTERM');
  const insist = setTimeout(() => signal('SIGKILL'), 3000);
  child.once('exit', () => {
    clearTimeout(insist);
    signal('SIGKILL'); // stragglers of the group
  });
}

// A real VS Code: the server half started on a free port, and a headless Chromium as its window.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as browsers } from 'playwright-core';
import { quietSettings } from '../../../scripts/vscodeSettings.mjs';

const settings = { ...quietSettings, 'workbench.reduceMotion': 'on', 'git.enabled': false };
const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
];
browserArguments.push(
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
);

/** Removes a folder that a process just ended may still be writing to. */
const removeFolder = (folder) =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });

/** The environment of a child VS Code: nothing of a VS Code around us, no marketplace. */
export function vscodeEnvironment() {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_(?!SERVER_FOLDER)|ELECTRON_|NODE_OPTIONS)/.test(name),
  );
  return { ...Object.fromEntries(own), EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
}

export function serverMain() {
  const folder = process.env.VSCODE_SERVER_FOLDER;
  if (!folder) throw new Error('VSCODE_SERVER_FOLDER is not set: run npm test');
  return join(folder, 'out', 'server-main.js');
}

/**
 * Starts the server. `driver` honours a payload in the page's address (extensions under development and their tests), at the
 * price of hidden toasts and dialogs that confirm themselves. `look`: settings of VS Code's own looks.
 */
export async function startServer({ userDataDir, extensionsDir, driver = false, env = {}, look = {} } = {}) {
  const dataDir = userDataDir ? resolve(userDataDir) : mkdtempSync(join(tmpdir(), 'll-vscode-'));
  mkdirSync(join(dataDir, 'data', 'User'), { recursive: true });
  writeFileSync(
    join(dataDir, 'data', 'User', 'settings.json'),
    JSON.stringify({ ...settings, ...look }, null, 2),
  );
  const args = [
    serverMain(),
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--accept-server-license-terms',
    '--telemetry-level',
    'off',
  ];
  args.push(
    '--disable-workspace-trust',
    '--disable-getting-started-override',
    '--server-data-dir',
    dataDir,
    '--user-data-dir',
    join(dataDir, 'data'),
    '--without-connection-token',
  );
  if (driver) args.push('--enable-smoke-test-driver');
  if (extensionsDir) args.push('--extensions-dir', resolve(extensionsDir));
  const child = spawn(process.execPath, args, {
    env: { ...vscodeEnvironment(), LINEAR_LEARNER_JOURNAL: join(dataDir, 'journal'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const stop = async () => {
    await endGroup(child);
    if (!userDataDir) removeFolder(dataDir);
  };
  try {
    return { url: await listening(child), dataDir, child, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function listening(child) {
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      const port = /listening on (\d+)/.exec(output)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`VS Code's server ended with ${code}\n${output}`)));
  });
}

/** Ends a process group: asks, then insists. */
async function endGroup(child) {
  const ended =
    child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve()
      : new Promise((resolve) => child.once('exit', resolve));
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // the group is gone
    }
  };
  signal('SIGTERM');
  const insist = setTimeout(() => signal('SIGKILL'), 5000);
  await ended;
  clearTimeout(insist);
  signal('SIGKILL'); // stragglers of the group
}

export async function startBrowser({ profileDir, viewport = { width: 1280, height: 800 } } = {}) {
  const dir = profileDir ?? mkdtempSync(join(tmpdir(), 'll-chromium-'));
  const context = await browsers.launchPersistentContext(dir, {
    executablePath: await chromium.executablePath(),
    headless: true,
    args: browserArguments,
    viewport,
  });
  await context.route('**/mint-key', (route) =>
    route.fulfill({ body: Buffer.alloc(32, 7), contentType: 'application/octet-stream' }),
  );
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const stop = async () => {
    await context.close();
    if (!profileDir) removeFolder(dir);
  };
  return { context, page: context.pages()[0] ?? (await context.newPage()), stop };
}

/** The address of a window on `folder`, with extensions and tests under development when the server has its driver. */
export function windowUrl(url, { folder, extensionDevelopmentPath, extensionTestsPath, token }) {
  const remote = (path) => `vscode-remote://${new URL(url).host}${encodeURI(resolve(path))}`;
  const query = new URLSearchParams();
  if (token) query.set('tkn', token);
  query.set('folder', resolve(folder));
  const payload = [];
  if (extensionDevelopmentPath) payload.push(['extensionDevelopmentPath', remote(extensionDevelopmentPath)]);
  if (extensionTestsPath) payload.push(['extensionTestsPath', remote(extensionTestsPath)]);
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `${url}/?${query}`;
}

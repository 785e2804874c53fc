// Builds the VSIX that users install and the browser tests run.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostTarget, shipDuckDB } from './duckdb.mjs';

const root = join(import.meta.dirname, '..');

/** Arguments of `vsce package`; the README's links resolve inside the package. */
const options = ['--allow-missing-repository', '--no-rewrite-relative-links', '--no-dependencies'];

/**
 * Packages the extension into `file`, with the Node at `node`; for one platform when `target` names it, else with what this
 * machine needs to read large tables.
 */
export async function packageVsix(node, file, target) {
  // `vsce package` would build after it, and remove what is put beside the bundles.
  const built = spawnSync(node, [join(root, 'esbuild.mjs')], { cwd: root, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`The bundles could not be built:\n${built.stdout}${built.stderr}`);
  await shipDuckDB(target ?? hostTarget());
  checkReadmeLinks(node);
  vsce(node, 'package', ...options, ...(target === undefined ? [] : ['--target', target]), '-o', file);
}

/** Checks that the package contains every picture and page that the README links to. */
function checkReadmeLinks(node) {
  const packed = new Set(vsce(node, 'ls').split(/\r?\n/));
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path);
  const missing = links.filter((path) => !packed.has(path));
  if (missing.length > 0)
    throw new Error(`README.md links to files that are not in the VSIX: ${missing.join(', ')}`);
}

function vsce(node, ...args) {
  const main = join(root, 'node_modules/@vscode/vsce/vsce');
  const { status, stdout, stderr } = spawnSync(node, [main, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The VSIX could not be built:\n${stdout}${stderr}`);
  return stdout;
}

// Builds the VSIX; what a user installs is what the browser tests click.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Arguments of `vsce package`: the README's pictures and pages are in the package. */
const options = ['--allow-missing-repository', '--no-rewrite-relative-links'];

/** Packages the extension into `file`, with the Node at `node`; for one platform when `target` names it. */
export function packageVsix(node, file, target) {
  checkReadmeLinks(node);
  vsce(node, 'package', ...options, ...(target === undefined ? [] : ['--target', target]), '-o', file);
}

/** Every picture and page that the README names is in the package: an installed extension shows no broken one. */
function checkReadmeLinks(node) {
  const packed = new Set(vsce(node, 'ls').split(/\r?\n/));
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path);
  const missing = links.filter((path) => !packed.has(path));
  if (missing.length > 0)
    throw new Error(`README.md names what the VSIX does not hold: ${missing.join(', ')}`);
}

function vsce(node, ...args) {
  const main = join(root, 'node_modules/@vscode/vsce/vsce');
  const { status, stdout, stderr } = spawnSync(node, [main, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The VSIX could not be built:\n${stdout}${stderr}`);
  return stdout;
}

// What the extension is built from, so that a second `npm start` neither builds nor installs what has not changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders and files that end up in the VSIX, or decide what does. */
const inputs = [
  'docs',
  'examples',
  'l10n',
  'media',
  'schemas',
  'scripts',
  'src',
  '.vscodeignore',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'THIRD-PARTY-NOTICES.md',
  'esbuild.mjs',
  'package-lock.json',
  'package.json',
  'package.nls.json',
];

/** A hash of the names and contents of all inputs under `root`; unit tests are none. */
export function hashOfInputs(root) {
  const hash = createHash('sha256');
  for (const name of inputs.flatMap((input) => filesOf(root, input))) {
    const content = createHash('sha256').update(readFileSync(join(root, name)));
    hash.update(`${name}\n`).update(content.digest());
  }
  return hash.digest('hex');
}

/** The file itself, or all files below the folder, by name. */
function filesOf(root, name) {
  if (!existsSync(join(root, name))) return [];
  if (/\.test(ing)?\.tsx?$/.test(name)) return [];
  try {
    const below = readdirSync(join(root, name)).map((entry) => `${name}/${entry}`);
    return below.flatMap((entry) => filesOf(root, entry));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [name];
    throw error;
  }
}

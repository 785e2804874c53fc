// Builds the VSIX; what a user installs is what the browser tests click.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Arguments of `vsce package`: the README's pictures are files of the repository, not of the package. */
const options = ['--allow-missing-repository', '--no-rewrite-relative-links'];

/** Packages the extension into `file`, with the Node at `node`. */
export function packageVsix(node, file) {
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const { status, stdout, stderr } = spawnSync(node, [vsce, 'package', ...options, '-o', file], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The VSIX could not be built:\n${stdout}${stderr}`);
}

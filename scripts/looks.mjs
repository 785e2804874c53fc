// `npm run test:looks`: builds the pages and looks at all of them, in every theme and width, on the Node of the other checks.
import { spawnSync } from 'node:child_process';
import { ensureDependencies, ensureNode, root } from './toolchain.mjs';

ensureDependencies();
const node = ensureNode();
for (const args of [['esbuild.mjs'], ['test/browser/pages.mjs', 'all']]) {
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
  if (status !== 0) break;
}

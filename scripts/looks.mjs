// `npm run test:looks`: builds the pages and looks at all of them, in every theme and width, on the Node of the other checks; then at
// the views of VS Code itself, with the steps of sign-in, checks, S3 and the cost guard.
import { spawnSync } from 'node:child_process';
import { ensureDependencies, ensureNode, ensureVscode, root } from './toolchain.mjs';

ensureDependencies();
const node = ensureNode();
const vscode = ensureVscode();
const env = { ...process.env, VSCODE_SERVER_FOLDER: vscode ?? '' };
if (vscode === undefined) console.log('skipped: the views, whose VS Code runs on Linux alone');
const views = ['s3', 'checks', 'costGuard', 'connections'];
const ofViews = (vscode === undefined ? [] : ['dark', 'light', 'hc', 'hc-light', 'narrow']).map((look) => [
  'test/browser/run.mjs',
  `--look=${look}`,
  ...views,
]);
for (const args of [['esbuild.mjs'], ['test/browser/pages.mjs', 'all'], ...ofViews]) {
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit', env });
  process.exitCode = status ?? 1;
  if (status !== 0) break;
}

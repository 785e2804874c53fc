// Runs the tests of this folder inside a real extension host, on a copy of examples/.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { stopEmbeddedServer } from '../../scripts/start/embeddedServer.mjs';

const root = join(import.meta.dirname, '..', '..');
const results = process.env.CHECK_RESULTS ?? join(root, '.cache', 'results');
mkdirSync(results, { recursive: true });
const bundle = join(root, '.cache', 'host-tests', 'suite.cjs');
await build({
  entryPoints: [join(root, 'test/host/suite.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: ['vscode', 'mocha'],
  logLevel: 'warning',
});
const temporary = mkdtempSync(join(tmpdir(), 'll-host-'));
const workspace = join(temporary, 'workspace');
cpSync(join(root, 'examples'), workspace, { recursive: true });
try {
  await runTests({
    // Off Linux test-electron fetches a desktop VS Code.
    ...(process.env.VSCODE_SERVER_FOLDER
      ? { vscodeExecutablePath: join(import.meta.dirname, 'vscode', 'code.mjs') }
      : {}),
    extensionDevelopmentPath: root,
    extensionTestsPath: bundle,
    launchArgs: [workspace, '--user-data-dir', join(temporary, 'user'), '--disable-extensions'],
    extensionTestsEnv: {
      LINEAR_LEARNER_TEST_RESULTS: join(results, 'host.json'),
      LINEAR_LEARNER_JOURNAL: join(temporary, 'journal'),
    },
  });
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  // The server outlives the window by design; the launcher keeps VS Code's data beside what it was told.
  for (const folder of ['user-server/data', 'user']) await stopEmbeddedServer(join(temporary, folder));
  rmSync(temporary, { recursive: true, force: true, maxRetries: 10 });
}

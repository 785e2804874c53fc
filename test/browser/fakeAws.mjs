// The fake AWS of the tests in the steps of a browser, built as the extension is.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');

/** Opens a fake AWS with these accounts, beside the functions that write policies. */
export async function openFakeCloud(accounts) {
  const outfile = join(root, '.cache', 'fakeAws.mjs');
  const folder = './test/fakeAws';
  await build({
    stdin: {
      contents: `export * from '${folder}/fakeAws.ts'; export * from '${folder}/identity/policies.ts';`,
      resolveDir: root,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const { openFakeAws, trustOf } = await import(pathToFileURL(outfile).href);
  const storeModulePath = join(root, 'dist', 'store.mjs');
  return { fake: await openFakeAws({ accounts, storeModulePath }), trustOf };
}

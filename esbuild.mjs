// Builds what ships into dist/: one bundle an entry point; with `server`, the embedded server's alone. The metafiles in .cache are what scripts/checkBundles.mjs reads.
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { assemblyScript } from './scripts/assemblyScript.mjs';

const root = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const production = !process.argv.includes('--development');
const common = {
  absWorkingDir: root,
  bundle: true,
  metafile: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
};
const node = { ...common, platform: 'node', target: 'node20', format: 'esm', mainFields: ['module', 'main'] };
// Some CommonJS dependencies call require for Node's own modules.
const banner = {
  js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
};

const bundles = {
  extension: {
    ...node,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.cjs',
    format: 'cjs',
    external: ['vscode', './aws.mjs', './panels.cjs', './commands.cjs'],
    plugins: [lazy()],
  },
  commands: {
    ...node,
    entryPoints: ['src/commands/index.ts'],
    outfile: 'dist/commands.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  panels: {
    ...node,
    entryPoints: ['src/webview/index.ts'],
    outfile: 'dist/panels.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  aws: { ...node, banner, entryPoints: ['src/aws/index.ts'], outfile: 'dist/aws.mjs' },
  engine: {
    ...node,
    banner,
    entryPoints: ['src/data/engine/main.ts'],
    outfile: 'dist/engine.mjs',
    // Shipped beside the bundle: it has a native part, and is loaded when a table needs it.
    external: ['@duckdb/node-api'],
  },
  local: {
    ...node,
    // Also a program of its own: the package's linear-learner-local.
    banner: { js: `#!/usr/bin/env node\n${banner.js}` },
    entryPoints: ['src/local/main/serverMain.ts'],
    outfile: 'dist/local.mjs',
  },
  job: {
    ...node,
    banner,
    plugins: [assemblyScript()],
    entryPoints: ['src/local/main/jobMain.ts'],
    outfile: 'dist/job.mjs',
  },
  trainThread: {
    ...node,
    entryPoints: ['src/learner/parallel/threadMain.ts'],
    outfile: 'dist/trainThread.mjs',
  },
  pages: {
    ...common,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    entryPoints: Object.fromEntries(
      ['data', 'experiment', 'run', 'predict'].map((page) => [page, `src/webview/${page}/page/main.tsx`]),
    ),
    outdir: 'dist/pages',
  },
};

/** The extension imports these bundles on first use: the import stays, and names the bundle beside it. */
function lazy() {
  const bundleOf = { aws: './aws.mjs', commands: './commands.cjs', webview: './panels.cjs' };
  return {
    name: 'lazy',
    setup({ onResolve }) {
      onResolve({ filter: /\/(aws|commands|webview)\/index\.ts$/ }, ({ kind, path }) =>
        kind === 'dynamic-import' ? { path: bundleOf[path.split('/').at(-2)], external: true } : undefined,
      );
    },
  };
}

/** The embedded server, and what it starts from beside it. */
const serverBundles = ['local', 'job', 'trainThread'];
const isServerAlone = process.argv.includes('server');
if (!isServerAlone)
  for (const folder of ['dist', join('.cache', 'metafiles')])
    await rm(join(root, folder), { recursive: true, force: true });
const wanted = Object.entries(bundles).filter(([name]) => !isServerAlone || serverBundles.includes(name));
await mkdir(join(root, '.cache', 'metafiles'), { recursive: true });
await Promise.all(
  wanted.map(async ([name, options]) => {
    const { metafile } = await build(options);
    await writeFile(join(root, '.cache', 'metafiles', `${name}.json`), JSON.stringify(metafile));
  }),
);
const icons = isServerAlone ? [] : ['codicon.css', 'codicon.ttf'];
for (const file of icons)
  await copyFile(join(root, 'node_modules/@vscode/codicons/dist', file), join(root, 'dist/pages', file));

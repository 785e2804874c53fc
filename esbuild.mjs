// Builds what ships into dist/: one bundle an entry point; with `server`, the embedded server's alone, with `run`, what trains without
// VS Code. `--to FOLDER` builds elsewhere. The metafiles in .cache are what scripts/checkBundles.mjs reads.
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { assemblyScript } from './scripts/assemblyScript.mjs';

const root = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const toAt = process.argv.indexOf('--to');
/** Where the bundles go: dist, or another folder, for a test. */
const to = toAt === -1 ? 'dist' : process.argv[toAt + 1];
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
const node = { ...common, platform: 'node', target: 'node22', format: 'esm', mainFields: ['module', 'main'] };
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
    external: [
      'vscode',
      './aws.mjs',
      './panels.cjs',
      './commands.cjs',
      './messages.cjs',
      './history.cjs',
      './studies.mjs',
      './s3Tree.cjs',
      './guard.cjs',
    ],
    plugins: [lazy()],
  },
  commands: {
    ...node,
    entryPoints: ['src/commands/index.ts'],
    outfile: 'dist/commands.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  s3Tree: {
    ...node,
    entryPoints: ['src/views/s3Tree.ts'],
    outfile: 'dist/s3Tree.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  guard: {
    ...node,
    entryPoints: ['src/views/guard.ts'],
    outfile: 'dist/guard.cjs',
    format: 'cjs',
    external: ['vscode', './messages.cjs'],
    plugins: [lazy()],
  },
  messages: {
    ...node,
    entryPoints: ['src/platform/messages.ts'],
    outfile: 'dist/messages.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  history: {
    ...node,
    entryPoints: ['src/runs/history/openHistory.ts'],
    outfile: 'dist/history.cjs',
    format: 'cjs',
  },
  panels: {
    ...node,
    entryPoints: ['src/webview/index.ts'],
    outfile: 'dist/panels.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  aws: { ...node, banner, entryPoints: ['src/aws/index.ts'], outfile: 'dist/aws.mjs' },
  studies: { ...node, banner, entryPoints: ['src/studies/studies.ts'], outfile: 'dist/studies.mjs' },
  engine: {
    ...node,
    banner,
    entryPoints: ['src/data/engine/main.ts'],
    outfile: 'dist/engine.mjs',
    plugins: [assemblyScript()],
    // Shipped beside the bundle: it has a native part, and is loaded when a table needs it.
    external: ['@duckdb/node-api'],
  },
  rowThread: {
    ...node,
    plugins: [assemblyScript()],
    entryPoints: ['src/data/columnFiles/threadMain.ts'],
    outfile: 'dist/rowThread.mjs',
  },
  figureThread: {
    ...node,
    entryPoints: ['src/data/profile/figureThreadMain.ts'],
    outfile: 'dist/figureThread.mjs',
  },
  local: {
    ...node,
    // Also a program of its own: the package's linear-learner-local.
    banner: { js: `#!/usr/bin/env node\n${banner.js}` },
    entryPoints: ['src/local/main/serverMain.ts'],
    outfile: 'dist/local.mjs',
    plugins: [withoutFetch()],
  },
  job: {
    ...node,
    banner,
    plugins: [assemblyScript()],
    entryPoints: ['src/local/main/jobMain.ts'],
    outfile: 'dist/job.mjs',
  },
  store: {
    ...node,
    banner,
    entryPoints: ['src/local/store/threadMain.ts'],
    outfile: 'dist/store.mjs',
  },
  trainThread: {
    ...node,
    entryPoints: ['src/learner/parallel/threadMain.ts'],
    outfile: 'dist/trainThread.mjs',
  },
  run: {
    ...node,
    // Also a program of its own, in a clone and in the installed extension.
    banner: { js: `#!/usr/bin/env node\n${banner.js}` },
    entryPoints: ['src/headless/main.ts'],
    outfile: 'dist/run.mjs',
    plugins: [lazy(), inEnglish()],
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
      ['data', 'table', 'viewer', 'experiment', 'run', 'runs', 'compare', 'predict', 'study', 'spend'].map(
        (page) => [page, `src/webview/${page}/page/main.tsx`],
      ),
    ),
    outdir: 'dist/pages',
  },
};

/** The extension imports these bundles on first use: the import stays, and names the bundle beside it. */
function lazy() {
  const bundleOf = {
    'aws/index': './aws.mjs',
    'commands/index': './commands.cjs',
    'webview/index': './panels.cjs',
    './messages': './messages.cjs',
    'history/openHistory': './history.cjs',
    'studies/studies': './studies.mjs',
    'views/s3Tree': './s3Tree.cjs',
    'views/guard': './guard.cjs',
  };
  return {
    name: 'lazy',
    setup({ onResolve }) {
      onResolve(
        {
          filter:
            /(\/(aws|commands|webview)\/index|^\.\/messages|\/history\/openHistory|\/studies\/studies|\/views\/(s3Tree|guard))\.ts$/,
        },
        ({ kind, path }) =>
          kind === 'dynamic-import'
            ? { path: bundleOf[path.split('/').slice(-2).join('/').replace('.ts', '')], external: true }
            : undefined,
      );
    },
  };
}

/** An import of node:http also loads Node's fetch, which takes 13 MB and 30 ms; a property of the module does so when it is read. */
function withoutFetch() {
  return {
    name: 'withoutFetch',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^node:http$/ }, ({ path }) => ({ path, namespace: 'builtin' }));
      onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
        contents: `module.exports = process.getBuiltinModule('${path}')`,
      }));
    },
  };
}

/** Messages are worded without VS Code, in English. */
function inEnglish() {
  return {
    name: 'inEnglish',
    setup({ onResolve }) {
      onResolve({ filter: /^vscode$/ }, () => ({ path: join(root, 'src/headless/vscodeInEnglish.ts') }));
    },
  };
}

/** The embedded server, and what it starts from beside it. */
const serverBundles = ['local', 'job', 'store', 'trainThread'];
const parts = {
  server: serverBundles,
  run: [...serverBundles, 'run', 'engine', 'rowThread', 'figureThread', 'aws', 'studies'],
};
const part = parts[process.argv.find((argument) => Object.hasOwn(parts, argument))];
if (part === undefined)
  for (const folder of ['dist', join('.cache', 'metafiles')])
    await rm(join(root, folder), { recursive: true, force: true });
const wanted = Object.entries(bundles).filter(([name]) => part === undefined || part.includes(name));
await mkdir(join(root, '.cache', 'metafiles'), { recursive: true });
await Promise.all(
  wanted.map(async ([name, options]) => {
    const { metafile, outputFiles } = await build({ ...options, write: false });
    for (const { path, contents } of outputFiles)
      await replace(resolve(root, to, relative(join(root, 'dist'), path)), contents);
    if (to !== 'dist') return;
    await writeFile(join(root, '.cache', 'metafiles', `${name}.json`), JSON.stringify(metafile));
  }),
);
const icons = part !== undefined ? [] : ['codicon.css', 'codicon.ttf'];
for (const file of icons)
  await copyFile(join(root, 'node_modules/@vscode/codicons/dist', file), join(root, 'dist/pages', file));

/** A process that starts from the file meanwhile reads the old or the new one whole. */
async function replace(path, contents) {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, contents);
  await rename(temporary, path);
}

import { join } from 'node:path';
import { build } from 'esbuild';
import { assemblyScript } from '../../scripts/assemblyScript.mjs';

export { storeModulePath } from './storeModule.ts';

const banner = {
  js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
};
const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  logLevel: 'warning',
  banner,
} as const;

/** Builds the embedded server and its jobs into a folder; returns the module that starts it. */
export async function buildServer(folder: string): Promise<string> {
  const serverModulePath = join(folder, 'local.mjs');
  await build({ ...common, entryPoints: ['src/local/main/serverMain.ts'], outfile: serverModulePath });
  await buildStore(folder);
  await buildJob(folder);
  return serverModulePath;
}

/** Builds the thread of the database into a folder, for tests that start many; returns its module. */
export async function buildStore(folder: string): Promise<string> {
  const outfile = join(folder, 'store.mjs');
  await build({ ...common, entryPoints: ['src/local/store/threadMain.ts'], outfile });
  return outfile;
}

/** Builds the process that trains, and its threads, into a folder; returns the module that starts it. */
export async function buildJob(folder: string): Promise<string> {
  const jobModulePath = join(folder, 'job.mjs');
  await Promise.all([
    build({
      ...common,
      plugins: [assemblyScript()],
      entryPoints: ['src/local/main/jobMain.ts'],
      outfile: jobModulePath,
    }),
    build({
      ...common,
      entryPoints: ['src/learner/parallel/threadMain.ts'],
      outfile: join(folder, 'trainThread.mjs'),
    }),
  ]);
  return jobModulePath;
}

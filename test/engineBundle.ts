import { join } from 'node:path';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { assemblyScript } from '../scripts/assemblyScript.mjs';

/** Builds the data engine and its threads into a folder; answers the path of its module. */
export async function buildEngine(folder: string): Promise<string> {
  const common: BuildOptions = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    logLevel: 'warning',
    mainFields: ['module', 'main'],
    plugins: [assemblyScript()],
    external: ['@duckdb/node-api'],
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
    },
  };
  const modulePath = join(folder, 'engine.mjs');
  await Promise.all([
    build({ ...common, entryPoints: ['src/data/engine/main.ts'], outfile: modulePath }),
    build({
      ...common,
      entryPoints: ['src/data/columnFiles/threadMain.ts'],
      outfile: join(folder, 'rowThread.mjs'),
    }),
    build({
      ...common,
      entryPoints: ['src/data/profile/figureThreadMain.ts'],
      outfile: join(folder, 'figureThread.mjs'),
    }),
  ]);
  return modulePath;
}

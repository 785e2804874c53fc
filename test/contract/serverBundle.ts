import { join } from 'node:path';
import { build } from 'esbuild';

/** Builds the embedded server and its jobs into a folder; answers with the module that starts it. */
export async function buildServer(folder: string): Promise<string> {
  const serverModulePath = join(folder, 'local.mjs');
  const banner = {
    js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
  };
  const common = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    banner,
  } as const;
  await build({ ...common, entryPoints: ['src/local/serverMain.ts'], outfile: serverModulePath });
  await build({ ...common, entryPoints: ['src/local/jobMain.ts'], outfile: join(folder, 'job.mjs') });
  return serverModulePath;
}

// Compiles the kernel: `import bytes from './kernel.wasm'` yields what AssemblyScript makes of `kernel.as.ts` beside it.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import asc from 'assemblyscript/asc';

const options = [
  ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--sharedMemory'],
  ['--initialMemory', '1', '--maximumMemory', '65536', '--enable', 'simd', '--enable', 'threads'],
].flat();

/** The WebAssembly module of an AssemblyScript file, as bytes. */
async function compile(source) {
  let wasm;
  const files = {
    readFile: (name, folder) => {
      try {
        return readFileSync(join(folder, name), 'utf8');
      } catch {
        return null; // The compiler asks for each place a file may be in.
      }
    },
    writeFile: (_, contents) => {
      wasm = contents;
    },
    listFiles: () => [],
  };
  const entry = [basename(source), '--baseDir', dirname(source), '--outFile', 'kernel.wasm'];
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main([...entry, ...options], { ...files, stderr });
  if (error !== null) throw new Error(`${source}: ${stderr.toString()}`, { cause: error });
  return wasm;
}

const sourceOf = (path) => path.replace(/\.wasm$/, '.as.ts');

/** For esbuild: the module is embedded in the bundle. */
export function assemblyScript() {
  return {
    name: 'assemblyscript',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path),
        namespace: 'assemblyscript',
      }));
      onLoad({ filter: /./, namespace: 'assemblyscript' }, async ({ path }) => ({
        contents: await compile(sourceOf(path)),
        loader: 'binary',
      }));
    },
  };
}

/** For vitest: the same. */
export function assemblyScriptForTests() {
  const prefix = '\0assemblyscript:';
  return {
    name: 'assemblyscript',
    enforce: 'pre',
    resolveId: (path, importer) =>
      path.endsWith('.wasm') && importer ? `${prefix}${join(dirname(importer), path)}.js` : undefined,
    load: async (id) => {
      if (!id.startsWith(prefix)) return undefined;
      const wasm = await compile(sourceOf(id.slice(prefix.length, -'.js'.length)));
      const text = Buffer.from(wasm).toString('base64');
      return `export default new Uint8Array(Buffer.from('${text}', 'base64'));`;
    },
  };
}

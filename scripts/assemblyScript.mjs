// Compiles the kernel: `import bytes from './kernel.wasm'` yields the WebAssembly that AssemblyScript compiles from `kernel.as.ts`.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import asc from 'assemblyscript/asc';

const options = [
  ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--sharedMemory'],
  ['--initialMemory', '1', '--maximumMemory', '65536', '--enable', 'simd', '--enable', 'threads'],
].flat();

/** Compiles an AssemblyScript file to the bytes of a WebAssembly module. */
async function compile(source) {
  let wasm;
  const files = {
    readFile: (name, folder) => {
      try {
        return readFileSync(join(folder, name), 'utf8');
      } catch {
        return null; // The compiler probes every path a file may have.
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

/** The esbuild plugin: embeds the module in the bundle. */
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

/** The vitest plugin: does the same. */
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

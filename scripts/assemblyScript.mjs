// Compiles the kernel: `import bytes from './kernel.wasm'` yields the WebAssembly that AssemblyScript compiles from `kernel.as.ts`.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const options = [
  ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--sharedMemory'],
  ['--initialMemory', '1', '--maximumMemory', '65536', '--enable', 'simd', '--enable', 'threads'],
].flat();

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(
  readFileSync(join(root, 'node_modules', 'assemblyscript', 'package.json'), 'utf8'),
);

/**
 * The bytes of the WebAssembly module of an AssemblyScript file, which imports files of its own folder alone; kept, as compiling takes
 * seconds.
 */
async function compiled(source) {
  const hash = createHash('sha256').update(JSON.stringify([version, options, basename(source)]));
  const files = readdirSync(dirname(source)).filter((name) => name.endsWith('.ts'));
  for (const name of files.toSorted())
    hash.update(`${name}\n`).update(readFileSync(join(dirname(source), name)));
  const kept = join(root, '.cache', 'kernels', `${hash.digest('hex')}.wasm`);
  try {
    return readFileSync(kept);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const wasm = await compile(source);
  mkdirSync(dirname(kept), { recursive: true });
  // Others may be writing it: a reader sees all of it or none.
  writeFileSync(`${kept}.${process.pid}`, wasm);
  renameSync(`${kept}.${process.pid}`, kept);
  return wasm;
}

/** Compiles an AssemblyScript file to the bytes of a WebAssembly module. */
async function compile(source) {
  // Loading the compiler takes longer than most of what uses the kernels.
  const { default: asc } = await import('assemblyscript/asc');
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
        contents: await compiled(sourceOf(path)),
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
      const wasm = await compiled(sourceOf(id.slice(prefix.length, -'.js'.length)));
      const text = Buffer.from(wasm).toString('base64');
      return `export default new Uint8Array(Buffer.from('${text}', 'base64'));`;
    },
  };
}

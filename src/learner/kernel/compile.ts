import wasm from './kernel.wasm';

/** The compiled kernel, to be shared by all threads; undefined where WebAssembly has no SIMD or no threads. */
export function compileKernel(): WebAssembly.Module | undefined {
  return WebAssembly.validate(wasm) ? new WebAssembly.Module(wasm) : undefined;
}

import wasm from './kernel.wasm';

/** The compiled kernel, shared by all threads; undefined if WebAssembly lacks SIMD or threads. */
export function compileKernel(): WebAssembly.Module | undefined {
  return WebAssembly.validate(wasm) ? new WebAssembly.Module(wasm) : undefined;
}

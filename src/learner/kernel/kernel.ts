import type { Kernel } from './functions.ts';
import { twinKernel } from './twin.ts';

/** Without a module, opens the twin. */
export function openKernel(module: WebAssembly.Module | undefined, memory: WebAssembly.Memory): Kernel {
  if (module === undefined) return twinKernel(memory.buffer);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  // SAFETY: kernel.as.ts exports these functions with these parameters.
  return exports as unknown as Kernel;
}

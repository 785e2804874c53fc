import { twinKernel } from './twin.ts';

/**
 * The functions of `kernel.as.ts`, where each is described. Numbers that name a place are byte offsets into the memory the kernel
 * was opened on, multiples of 8 (16 is fastest).
 */
export interface Kernel {
  readonly batch: (
    loss: number,
    x: number,
    rows: number,
    features: number,
    label: number,
    groups: number,
    classes: number,
    w: number,
    z: number,
    g: number,
    losses: number,
    settings: number,
  ) => void;
  readonly score: (
    x: number,
    rows: number,
    features: number,
    label: number,
    panels: number,
    w: number,
    z: number,
    blockBytes: number,
  ) => void;
  readonly pack: (
    records: number,
    recordBytes: number,
    featuresAt: number,
    labelAt: number,
    rows: number,
    x: number,
    features: number,
    width: number,
    means: number,
    scales: number,
    labelMean: number,
    labelScale: number,
  ) => void;
  readonly gram: (x: number, rows: number, features: number, wide: number, sums: number) => void;
  readonly gramBatch: (
    sums: number,
    features: number,
    panels: number,
    v: number,
    g: number,
    losses: number,
  ) => void;
  readonly step: (
    optimizer: number,
    features: number,
    hasBias: number,
    w: number,
    g: number,
    first: number,
    second: number,
    narrow: number,
    settings: number,
  ) => void;
}

/** Without a module, the twin. */
export function openKernel(module: WebAssembly.Module | undefined, memory: WebAssembly.Memory): Kernel {
  if (module === undefined) return twinKernel(memory.buffer);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  // SAFETY: kernel.as.ts exports these functions with these parameters.
  return exports as unknown as Kernel;
}

import { mersenneTwister } from '../random.ts';
import { compileKernel } from './compile.ts';
import type { Kernel } from './functions.ts';
import { openKernel } from './kernel.ts';
import * as layout from './layout.ts';
import { writePlaces } from './places.ts';
import type { WorkerPlaces } from './places.ts';

const module = compileKernel();

/** Names of losses, their codes and settings. */
export const losses = [
  ['eps_insensitive_squared_loss', layout.epsInsensitiveSquared, [0.1]],
  ['squared_loss', layout.epsInsensitiveSquared, [0]],
  ['eps_insensitive_absolute_loss', layout.epsInsensitiveAbsolute, [0.1]],
  ['absolute_loss', layout.epsInsensitiveAbsolute, [0]],
  ['quantile_loss', layout.quantile, [0.3]],
  ['huber_loss', layout.huber, [0.8]],
  ['hinge_loss', layout.hinge, [1, 2.5]],
  ['logistic', layout.logistic, [23.02585, 2.5]],
  ['logistic, clipped', layout.logistic, [1, 1]],
  ['softmax_loss', layout.softmax, [23.02585, 1, 2, 0.5]],
  ['softmax_loss, clipped', layout.softmax, [1.2, 1, 1, 1]],
] as const;

type Numbers =
  | (new (memory: SharedArrayBuffer, at: number, length: number) => Float32Array)
  | (new (memory: SharedArrayBuffer, at: number, length: number) => Float64Array);

/** The same memory for the compiled kernel and for its twin, filled alike; `allocate` hands out places in it. */
export function pair(pages = 64) {
  const open = (compiled: typeof module) => {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    return { kernel: openKernel(compiled, memory), memory };
  };
  let free = layout.firstFree;
  const both = [open(module), open(undefined)] as const;
  const random = mersenneTwister(1);
  return {
    allocate(bytes: number): number {
      const at = free;
      free += Math.ceil(bytes / 16) * 16 + 16;
      return at;
    },
    fill(kind: Numbers, at: number, length: number, value: (unit: number, index: number) => number) {
      const values = Array.from({ length }, (_, index) => value(random() / 2 ** 32, index));
      for (const { memory } of both) new kind(memory.buffer, at, length).set(values);
    },
    /** Writes the same bytes into both memories. */
    write(at: number, length: number, use: (bytes: DataView) => void) {
      for (const { memory } of both) use(new DataView(memory.buffer, at, length));
    },
    writePlaces(at: number, places: WorkerPlaces) {
      for (const { memory } of both) writePlaces(memory, at, places);
    },
    run(use: (kernel: Kernel) => void) {
      for (const { kernel } of both) use(kernel);
    },
    read: (kind: Numbers, at: number, length: number) =>
      both.map(({ memory }) => Array.from(new kind(memory.buffer, at, length))),
  };
}

/** The same at every position. */
export const unitAt = (row: number, column: number) =>
  (((row + 1) * 7919 + (column + 2) * 104_729) % 1000) / 1000;

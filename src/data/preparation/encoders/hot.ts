import type { HotColumn, OpenEncoder } from './encoder.ts';

/** An encoder that writes 1 or -1 into one of its columns at most, and 0 into the others. */
export const hotEncoder = (names: readonly string[], hot: HotColumn): OpenEncoder => ({
  names,
  hot,
  write(cell, into, at) {
    const found = hot(cell);
    if (typeof found === 'string') return found;
    writeHot(found, into, at, names.length);
    return undefined;
  },
});

export function writeHot(hot: number, into: Float64Array | Float32Array, at: number, width: number): void {
  for (let index = at; index < at + width; index += 1) into[index] = 0;
  if (hot !== 0) into[at + Math.abs(hot) - 1] = Math.sign(hot);
}

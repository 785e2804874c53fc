import { mersenneTwister } from '../../learner/random.ts';

/** As `numpy.random.RandomState(seed)`: each draw goes on where the one before ended. */
export function randomState(seed: number) {
  const draw = mersenneTwister(seed);
  return {
    /** The whole numbers below `count` in random order. */
    permutation(count: number): Int32Array {
      const order = countingUp(count);
      for (let i = count - 1; i > 0; i -= 1) {
        const j = below(draw, i);
        const kept = order[i] ?? 0;
        order[i] = order[j] ?? 0;
        order[j] = kept;
      }
      return order;
    },
  };
}

export type RandomState = ReturnType<typeof randomState>;

/** `numpy.random.RandomState(seed).permutation(n)`. */
export const permutation = (count: number, seed: number): Int32Array => randomState(seed).permutation(count);

export function countingUp(count: number): Int32Array {
  const numbers = new Int32Array(count);
  for (let index = 0; index < count; index += 1) numbers[index] = index;
  return numbers;
}

/** A uniform integer in [0, max] for a `max` above 0, by masked rejection sampling as numpy's legacy generator does. */
function below(draw: () => number, max: number): number {
  const mask = 2 ** (32 - Math.clz32(max)) - 1;
  for (;;) {
    const value = (draw() & mask) >>> 0;
    if (value <= max) return value;
  }
}

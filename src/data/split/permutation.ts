import type { Pace } from '../shapes/work.ts';
import { mersenneWords, wordsAtOnce } from '../../learner/random.ts';

/** As `numpy.random.RandomState(seed)`: each draw goes on where the one before ended. */
export function randomState(seed: number) {
  const draw = mersenneWords(seed);
  let words = new Uint32Array();
  let drawn = wordsAtOnce;
  /** Exchanges each of the numbers from `first` down to `end` with one at or before it. */
  const shuffle = (order: Int32Array, first: number, end: number) => {
    // Local: the engine keeps them in registers.
    let [from, at] = [words, drawn];
    for (let last = first; last >= end; last -= 1) {
      // Masked rejection sampling of a number up to `last`, as numpy's legacy generator does.
      const mask = -1 >>> Math.clz32(last);
      let place = last + 1;
      while (place > last) {
        if (at === wordsAtOnce) {
          from = draw();
          at = 0;
        }
        place = (from[at] ?? 0) & mask;
        at += 1;
      }
      const kept = order[last] ?? 0;
      order[last] = order[place] ?? 0;
      order[place] = kept;
    }
    [words, drawn] = [from, at];
  };
  return {
    /** The whole numbers below `count` in random order. */
    permutation(count: number): Int32Array<ArrayBuffer> {
      const order = countingUp(count);
      shuffle(order, count - 1, 1);
      return order;
    },
    /** The same for numbers so many that messages have to be let in. */
    async permutationAt(pace: Pace, count: number): Promise<Int32Array<ArrayBuffer>> {
      const order = countingUp(count);
      for (let last = count - 1; last > 0; last -= drawnAtOnce) {
        shuffle(order, last, Math.max(1, last - drawnAtOnce + 1));
        await pace();
      }
      return order;
    },
  };
}

const drawnAtOnce = 2 ** 18;

export type RandomState = ReturnType<typeof randomState>;

/** `numpy.random.RandomState(seed).permutation(n)`. */
export const permutation = (count: number, seed: number): Int32Array<ArrayBuffer> =>
  randomState(seed).permutation(count);

export function countingUp(count: number): Int32Array<ArrayBuffer> {
  const numbers = new Int32Array(count);
  for (let index = 0; index < count; index += 1) numbers[index] = index;
  return numbers;
}

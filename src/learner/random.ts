/** Words that are drawn at once. */
export const wordsAtOnce = 624;

/**
 * MT19937 with numpy's legacy integer seeding (init_genrand; Matsumoto and Nishimura 1998). Returns a function that draws
 * 32-bit unsigned integers.
 */
export function mersenneTwister(seed: number): () => number {
  const draw = mersenneWords(seed);
  let words = new Uint32Array();
  let index = wordsAtOnce;
  return () => {
    if (index === wordsAtOnce) {
      words = draw();
      index = 0;
    }
    const drawn = at(words, index);
    index += 1;
    return drawn;
  };
}

/** As `mersenneTwister`, but 624 integers with each call, which are valid until the next. */
export function mersenneWords(seed: number): () => Uint32Array<ArrayBuffer> {
  const state = new Uint32Array(wordsAtOnce);
  state[0] = seed >>> 0;
  for (let i = 1; i < wordsAtOnce; i += 1) {
    const previous = at(state, i - 1);
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  const words = new Uint32Array(wordsAtOnce);
  return () => {
    twist(state);
    temper(state, words);
    return words;
  };
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < 227; i += 1) state[i] = at(state, i + 397) ^ mixed(at(state, i), at(state, i + 1));
  for (let i = 227; i < 623; i += 1) state[i] = at(state, i - 227) ^ mixed(at(state, i), at(state, i + 1));
  state[623] = at(state, 396) ^ mixed(at(state, 623), at(state, 0));
}

function mixed(word: number, next: number): number {
  const y = (word & 0x80000000) | (next & 0x7fffffff);
  return (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
}

function temper(state: Uint32Array, words: Uint32Array): void {
  for (let i = 0; i < wordsAtOnce; i += 1) {
    let y = at(state, i);
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    words[i] = y ^ (y >>> 18);
  }
}

function at(state: Uint32Array, index: number): number {
  return state[index] ?? 0;
}

/** numpy's legacy `random_sample`: a double in [0, 1) of 53 random bits from two words. */
export function randomSample(nextWord: () => number): number {
  const high = nextWord() >>> 5;
  const low = nextWord() >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}

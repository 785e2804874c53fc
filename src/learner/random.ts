/**
 * MT19937 with numpy's legacy integer seeding (init_genrand; Matsumoto and Nishimura 1998). Returns a function that draws
 * 32-bit unsigned integers.
 */
export function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(624);
  state[0] = seed >>> 0;
  for (let i = 1; i < 624; i += 1) {
    const previous = at(state, i - 1);
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  let index = 624;
  return () => {
    if (index === 624) {
      twist(state);
      index = 0;
    }
    const drawn = temper(at(state, index));
    index += 1;
    return drawn;
  };
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < 624; i += 1) {
    const y = (at(state, i) & 0x80000000) | (at(state, (i + 1) % 624) & 0x7fffffff);
    state[i] = at(state, (i + 397) % 624) ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df);
  }
}

function temper(value: number): number {
  let y = value;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return (y ^ (y >>> 18)) >>> 0;
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

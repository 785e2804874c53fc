/** 5^q of these exponents covers all finite doubles. */
const least = -342;
const most = 308;
const bits = 128n;

/**
 * [q + 342]: 5^q in 128 bits without its leading zeros, the upper 64 bits first: what the algorithm of Eisel and Lemire multiplies by
 * (Lemire, "Number parsing at a gigabyte per second", 2021). Reciprocals are rounded up, powers down.
 */
export function powersOfFive(): BigUint64Array {
  const table = new BigUint64Array(2 * (most - least + 1));
  for (let q = least; q <= most; q += 1) {
    const value = q < 0 ? reciprocal(-q) : normalized(5n ** BigInt(q));
    table[2 * (q - least)] = value >> 64n;
    table[2 * (q - least) + 1] = value & 0xffff_ffff_ffff_ffffn;
  }
  return table;
}

function reciprocal(exponent: number): bigint {
  const power = 5n ** BigInt(exponent);
  const length = bitsOf(power);
  // Small ones are exact in 64 bits and are kept as they are divided.
  const scale = exponent <= 27 ? length + bits - 1n : 2n * length + bits;
  return normalized((1n << scale) / power + 1n);
}

function normalized(value: bigint): bigint {
  const length = bitsOf(value);
  return length < bits ? value << (bits - length) : value >> (length - bits);
}

const bitsOf = (value: bigint) => BigInt(value.toString(2).length);

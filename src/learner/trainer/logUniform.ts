/**
 * A log-uniform draw as the service makes it: exp(log low + (log high − log low) · u). Its C library rounds exp and log correctly,
 * which those of JavaScript engines do not, and the log prints every digit.
 */
export function logUniform(low: number, high: number, u: number): number {
  if (low === 0) return 0;
  const [from, to] = [roundedLog(low), roundedLog(high)];
  return roundedExp(from + (to - from) * u);
}

// Fixed point with 128 bits after the point.
const fractionBits = 128n;
const one = 1n << fractionBits;
const fixed = (value: number) => BigInt(Math.trunc(value * 2 ** 128));
const rounded = (value: bigint) => Number(value) / 2 ** 128;

const roundedExp = (x: number) => rounded(fixedExp(x));

/** One step of Newton's method from the engine's logarithm. */
function roundedLog(x: number): number {
  const near = Math.log(x);
  const ratio = (fixed(x) * fixedExp(-near)) >> fractionBits;
  return rounded(fixed(near) + ratio - one);
}

/** exp(x) = exp(x / 256)²⁵⁶, by its power series. */
function fixedExp(x: number): bigint {
  const part = fixed(x) >> 8n;
  let [sum, term] = [one, one];
  for (let k = 1n; term > 1n || term < -1n; k += 1n) {
    term = (term * part) / (k * one);
    sum += term;
  }
  for (let squarings = 0; squarings < 8; squarings += 1) sum = (sum * sum) >> fractionBits;
  return sum;
}

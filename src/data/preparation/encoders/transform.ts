import type { FittedTransform } from '../../shapes/encoders/number.ts';

/** log(1 + x), also near 0, where 1 + x is rounded (Goldberg 1991, theorem 4). */
export function log1p(x: number): number {
  const u = 1 + x;
  return u === 1 ? x : (Math.log(u) * x) / (u - 1);
}

/** The function of a number; it is not finite where it is not defined. */
export function transformOf(transform: FittedTransform | undefined): (x: number) => number {
  switch (transform?.kind) {
    case undefined:
      return (x) => x;
    case 'log1p':
      return log1p;
    case 'sqrt':
      return Math.sqrt;
    case 'power':
      return (x) => Math.sign(x) * Math.abs(x) ** transform.power;
    case 'standard':
    case 'since':
      return (x) => (x - transform.from) / transform.unit;
  }
}

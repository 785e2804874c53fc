import { log1p } from '../../../learner/targetTransform.ts';
import type { FittedTransform } from '../../shapes/encoders/number.ts';

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

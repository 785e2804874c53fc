import type { TargetTransform } from '../shapes/targetTransform.ts';
import { log1p } from './encoders/transform.ts';

/** The function of the target that is learned; NaN where it is not defined. */
export const transformedBy =
  (transform: TargetTransform) =>
  (value: number): number => {
    const found = transform === 'log1p' ? log1p(value) : Math.sqrt(value);
    return Number.isFinite(found) ? found : Number.NaN;
  };

/** A prediction in the unit of the target. The square root of no target is negative. */
export function untransformed(transform: TargetTransform | undefined, value: number): number {
  switch (transform) {
    case undefined:
      return value;
    case 'log1p':
      return Math.expm1(value);
    case 'sqrt':
      return Math.max(0, value) ** 2;
  }
}

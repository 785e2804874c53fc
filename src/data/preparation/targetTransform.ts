import type { TargetTransform } from '../shapes/targetTransform.ts';
import { log1p } from './encoders/transform.ts';

/** The function of the target that is learned; NaN where it is not defined. */
export const transformedBy =
  (transform: TargetTransform) =>
  (value: number): number => {
    const found = transform === 'log1p' ? log1p(value) : Math.sqrt(value);
    return Number.isFinite(found) ? found : Number.NaN;
  };

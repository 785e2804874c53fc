import * as z from 'zod/mini';

export const targetTransformSchema = z.enum(['log1p', 'sqrt']);

/** A function of the target that is learned in its place and undone in every prediction. */
export type TargetTransform = z.infer<typeof targetTransformSchema>;

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

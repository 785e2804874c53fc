/** A function of the target that is learned in its place and undone in every prediction. */
export const targetTransforms = ['log1p', 'sqrt'] as const;
export type TargetTransform = (typeof targetTransforms)[number];

/** log(1 + x), also near 0, where 1 + x is rounded (Goldberg 1991, theorem 4). */
export function log1p(x: number): number {
  const u = 1 + x;
  return u === 1 ? x : (Math.log(u) * x) / (u - 1);
}

/** What is learned of a target; NaN where the function is not defined. */
export function transformed(transform: TargetTransform | undefined, value: number): number {
  if (transform === undefined) return value;
  const found = transform === 'log1p' ? log1p(value) : Math.sqrt(value);
  return Number.isFinite(found) ? found : Number.NaN;
}

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

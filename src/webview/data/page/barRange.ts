import type { NumericProfile } from '../../../data/shapes/profile.ts';
import { niceRange } from '../../kit/charts/scales.ts';
import type { NiceRange } from '../../kit/charts/scales.ts';

/**
 * Where the axis of a histogram begins and ends. Values that are never negative begin at 0, or at the left edge of the
 * bar around 0.
 */
export function barRange(
  { min, bars: { edges } }: Pick<NumericProfile, 'min' | 'bars'>,
  steps: number,
): NiceRange {
  const range = niceRange(edges[0] ?? 0, edges.at(-1) ?? 1, steps);
  return min >= 0 && range.min < 0 ? { ...range, min: Math.min(0, edges[0] ?? 0) } : range;
}

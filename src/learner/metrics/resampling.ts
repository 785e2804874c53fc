import { mersenneTwister } from '../random.ts';
import type { MetricName } from './metricNames.ts';

/** Rows up to this many are drawn one by one; more of them in as many random groups, whose intervals are as wide within about 1 %. */
export const mostUnits = 4096;

/**
 * The unit that each resample draws, of rows that arrive in parts: the first rows are a unit each, and all later rows join them at
 * random, so that neighbours are not in the same one.
 */
export function openUnits(): (rowCount: number) => Uint16Array {
  const draw = mersenneTwister(1);
  let before = 0;
  return (rowCount) => {
    const unitOf = new Uint16Array(rowCount);
    for (let row = 0; row < rowCount; row += 1)
      unitOf[row] = before + row < mostUnits ? before + row : draw() % mostUnits;
    before += rowCount;
    return unitOf;
  };
}

export const unitsOf = (rowCount: number): Uint16Array => openUnits()(rowCount);

/** Metrics that can be computed again for other weights of the same rows. */
export interface Resampled {
  readonly names: readonly MetricName[];
  readonly rowCount: number;
  /** Rows that one resample passes over; 0 where sums by unit suffice. */
  readonly passedRows: number;
  /** Metrics in the order of `names`, each row as often as its unit has weight; NaN where undefined. */
  readonly metrics: (weights: Uint8Array) => readonly number[];
}

export const unitCountOf = (rowCount: number) => Math.min(rowCount, mostUnits);

/** `sums[unit × width + at]` over all units, as often as each has weight. */
export function weightedSums(sums: Float64Array, width: number, weights: Uint8Array): Float64Array {
  const all = new Float64Array(width);
  for (let unit = 0; unit < weights.length; unit += 1) {
    const weight = weights[unit] ?? 0;
    if (weight === 0) continue;
    for (let at = 0; at < width; at += 1) all[at] = (all[at] ?? 0) + weight * (sums[unit * width + at] ?? 0);
  }
  return all;
}

export function addTo(sums: Float64Array, index: number, value: number): void {
  sums[index] = (sums[index] ?? 0) + value;
}

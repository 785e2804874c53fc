import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';

/** Numbers partitioned by group: those of group `g` are `values` from `starts[g]` up to `starts[g + 1]`. */
export interface Partition {
  readonly values: Float64Array;
  readonly starts: Int32Array;
}

/** The numbers in the order of their groups; a row of group -1 belongs to none. */
export async function partitioned(
  values: Float64Array,
  groups: Int32Array,
  count: number,
  pace: Pace,
): Promise<Partition> {
  const starts = new Int32Array(count + 1);
  await inBlocks(values.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const group = groups[row] ?? -1;
      if (group >= 0) starts[group + 1] = (starts[group + 1] ?? 0) + 1;
    }
  });
  for (let group = 0; group < count; group += 1)
    starts[group + 1] = (starts[group + 1] ?? 0) + (starts[group] ?? 0);
  const free = starts.slice();
  const ordered = new Float64Array(starts[count] ?? 0);
  await inBlocks(values.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const group = groups[row] ?? -1;
      if (group < 0) continue;
      const place = free[group] ?? 0;
      ordered[place] = values[row] ?? Number.NaN;
      free[group] = place + 1;
    }
  });
  return { values: ordered, starts };
}

/** The numbers of one group. */
export const partOf = ({ values, starts }: Partition, group: number): Float64Array =>
  values.subarray(starts[group], starts[group + 1]);

import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';

/** The rows where both columns have a finite number, counted from 0, and both numbers of each. */
export async function rowsOfBoth(x: Float64Array, y: Float64Array, pace: Pace) {
  const rows = await rowsWhere(x, y, pace);
  return {
    rows,
    x: await at(x, rows, new Float64Array(rows.length), pace),
    y: await at(y, rows, new Float64Array(rows.length), pace),
  };
}

/** The groups and numbers of the rows that have a group and a finite number. */
export async function rowsOfGroups(groups: Int32Array, values: Float64Array, pace: Pace) {
  const rows = await rowsWhere(values, groups, pace);
  return {
    codes: await at(groups, rows, new Int32Array(rows.length), pace),
    values: await at(values, rows, new Float64Array(rows.length), pace),
  };
}

/** Rows where both are present: finite numbers, groups other than -1. */
async function rowsWhere(
  values: Float64Array,
  other: Float64Array | Int32Array,
  pace: Pace,
): Promise<Int32Array> {
  const isGroups = other instanceof Int32Array;
  const rows = new Int32Array(values.length);
  let count = 0;
  await inBlocks(values.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const second = other[row] ?? Number.NaN;
      if (!Number.isFinite(values[row]) || !Number.isFinite(second) || (isGroups && second < 0)) continue;
      rows[count] = row;
      count += 1;
    }
  });
  return rows.subarray(0, count);
}

async function at<T extends Float64Array | Int32Array>(
  values: T,
  rows: Int32Array,
  into: T,
  pace: Pace,
): Promise<T> {
  await inBlocks(rows.length, pace, (from, to) => {
    for (let place = from; place < to; place += 1) into[place] = values[rows[place] ?? 0] ?? 0;
  });
  return into;
}

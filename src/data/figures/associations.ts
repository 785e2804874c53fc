import { cellAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import type { Pace } from '../shapes/work.ts';

/** A category, or a class, of each row: its number, or -1 where the row has none. */
export interface Groups {
  readonly codes: Int32Array;
  readonly count: number;
}

/** More groups than this are no categories. */
const mostGroups = 1000;
const rowsAtOnce = 65_536;

/** The groups that the cells of a column make; undefined where there are too many of them. */
export async function groupsOf(cells: Cells, pace: Pace): Promise<Groups | undefined> {
  if (cells.kind === 'words')
    return cells.levels.length > mostGroups ? undefined : { codes: cells.codes, count: cells.levels.length };
  const values = cells.kind === 'numbers' ? cells.values : cells.texts;
  const known = new Map<number | string, number>();
  const codes = new Int32Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    if (row % rowsAtOnce === 0) await pace();
    const value = values[row] ?? '';
    const isMissing = value === '' || Number.isNaN(value);
    let code = isMissing ? -1 : known.get(value);
    if (code === undefined) {
      if (known.size === mostGroups) return undefined;
      code = known.size;
      known.set(value, code);
    }
    codes[row] = code;
  }
  return { codes, count: known.size };
}

/** Name of each group, by code. */
export function groupNames(cells: Cells, { codes, count }: Groups): readonly string[] {
  if (cells.kind === 'words') return cells.levels;
  const names = new Array<string>(count).fill('');
  let unnamed = count;
  for (let row = 0; row < codes.length && unnamed > 0; row += 1) {
    const code = codes[row] ?? -1;
    if (code < 0 || names[code] !== '') continue;
    names[code] = String(cellAt(cells, row));
    unnamed -= 1;
  }
  return names;
}

/**
 * Cramér's V of two groupings over the rows that have both, without correction, as scipy.stats.contingency.association; null with
 * fewer than two groups on either side.
 */
export async function cramersV(a: Groups, b: Groups, pace: Pace): Promise<number | null> {
  const counts = new Float64Array(a.count * b.count);
  const [ofA, ofB] = [new Float64Array(a.count), new Float64Array(b.count)];
  let total = 0;
  for (let row = 0; row < a.codes.length; row += 1) {
    if (row % rowsAtOnce === 0) await pace();
    const [i, j] = [a.codes[row] ?? -1, b.codes[row] ?? -1];
    if (i < 0 || j < 0) continue;
    total += 1;
    counts[i * b.count + j] = (counts[i * b.count + j] ?? 0) + 1;
    ofA[i] = (ofA[i] ?? 0) + 1;
    ofB[j] = (ofB[j] ?? 0) + 1;
  }
  const least = Math.min(filled(ofA), filled(ofB)) - 1;
  if (least < 1) return null;
  let square = 0;
  for (const [i, inA] of ofA.entries())
    for (const [j, inB] of ofB.entries()) {
      const expected = (inA * inB) / total;
      if (expected > 0) square += ((counts[i * b.count + j] ?? 0) - expected) ** 2 / expected;
    }
  return Math.min(1, Math.sqrt(square / total / least));
}

/**
 * The correlation ratio eta of numbers by groups over the rows that have both: the root of the share of the variance that is between
 * the groups. Null with fewer than two groups, or without variance.
 */
export async function correlationRatio(
  values: Float64Array,
  { codes, count }: Groups,
  /** Near the numbers, so that their squares keep their figures. */
  mean: number,
  pace: Pace,
): Promise<number | null> {
  const [sums, counts] = [new Float64Array(count), new Float64Array(count)];
  let [total, sum, squares] = [0, 0, 0];
  for (let row = 0; row < values.length; row += 1) {
    if (row % rowsAtOnce === 0) await pace();
    const group = codes[row] ?? -1;
    const difference = (values[row] ?? Number.NaN) - mean;
    if (group < 0 || Number.isNaN(difference)) continue;
    total += 1;
    sum += difference;
    squares += difference * difference;
    sums[group] = (sums[group] ?? 0) + difference;
    counts[group] = (counts[group] ?? 0) + 1;
  }
  if (filled(counts) < 2) return null;
  const overall = sum / total;
  let between = 0;
  for (const [group, inGroup] of counts.entries())
    if (inGroup > 0) between += inGroup * ((sums[group] ?? 0) / inGroup - overall) ** 2;
  const all = squares - total * overall * overall;
  return all > 0 ? Math.sqrt(Math.min(1, between / all)) : null;
}

function filled(counts: Float64Array): number {
  let count = 0;
  for (const one of counts) if (one > 0) count += 1;
  return count;
}

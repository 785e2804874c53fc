import type { Leak } from '../shapes/findings.ts';

/** Numbers, NaN where missing; or codes of words, -1 where missing. */
export type LeakColumn = Float64Array | Int32Array;

/** Fewer rows can agree by chance. */
const fewestRows = 10;
/** Where rounding leaves more of a column's range open than this, agreement says little. */
const mostOpenShare = 0.02;
/** A copy of classes needs classes that repeat: a column without repetition is a relabelling of any other. */
const leastRepeats = 2;

const functions: readonly (readonly [Leak, (target: number) => number])[] = [
  ['same', (target) => target],
  ['log', Math.log],
  ['log2', Math.log2],
  ['log10', Math.log10],
  ['log1p', Math.log1p],
  ['exp', Math.exp],
  ['expm1', Math.expm1],
  ['sqrt', Math.sqrt],
  ['square', (target) => target * target],
  ['reciprocal', (target) => 1 / target],
];

/**
 * The function of the target that the feature is, to the digits that both are printed with, in every row where the feature has a value
 * (at least half of those with a target). Columns of equal length.
 */
export function leakOf(target: LeakColumn, feature: LeakColumn): Leak | undefined {
  const rows = rowsWithBoth(target, feature);
  if (rows === undefined) return undefined;
  if (!(target instanceof Float64Array && feature instanceof Float64Array))
    return isRelabelled(target, feature) ? 'same' : undefined;
  if (rows.every((row) => target[row] === feature[row]) && isEqual(target, feature)) return 'same';
  const digits = { target: digitsOf(target), feature: digitsOf(feature) };
  // A few rows rule out nearly all columns, before any is read whole.
  return functions.find(
    ([, of]) => agrees(of, target, feature, digits, rows) && agrees(of, target, feature, digits),
  )?.[0];
}

const isMissing = (column: LeakColumn, row: number) => {
  const value = column[row] ?? Number.NaN;
  return column instanceof Float64Array ? Number.isNaN(value) : value < 0;
};

/** The first rows where both have a value; undefined where too few have. */
function rowsWithBoth(target: LeakColumn, feature: LeakColumn): readonly number[] | undefined {
  const first: number[] = [];
  let both = 0;
  let withTarget = 0;
  for (let row = 0; row < target.length; row += 1) {
    if (isMissing(target, row)) continue;
    withTarget += 1;
    if (isMissing(feature, row)) continue;
    both += 1;
    if (first.length < 100) first.push(row);
  }
  return both >= fewestRows && both * 2 >= withTarget ? first : undefined;
}

/** In every row where both have a value, and of more than one value. */
function isEqual(target: Float64Array, feature: Float64Array): boolean {
  let least = Infinity;
  let most = -Infinity;
  for (let row = 0; row < target.length; row += 1) {
    const a = target[row] ?? Number.NaN;
    const b = feature[row] ?? Number.NaN;
    if (a !== b && !Number.isNaN(a) && !Number.isNaN(b)) return false;
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    if (a < least) least = a;
    if (a > most) most = a;
  }
  return most > least;
}

/** Whether each value of one goes with one value of the other, both ways, and values repeat. */
function isRelabelled(target: LeakColumn, feature: LeakColumn): boolean {
  const [there, back] = [new Map<number, number>(), new Map<number, number>()];
  let both = 0;
  for (let row = 0; row < target.length; row += 1) {
    if (isMissing(target, row) || isMissing(feature, row)) continue;
    const a = target[row] ?? 0;
    const b = feature[row] ?? 0;
    if ((there.get(a) ?? b) !== b || (back.get(b) ?? a) !== a) return false;
    there.set(a, b);
    back.set(b, a);
    both += 1;
  }
  return there.size > 1 && there.size * leastRepeats <= both;
}

interface Digits {
  readonly target: number;
  readonly feature: number;
}

/** Whether the feature can be this function of the target before both were rounded, in these rows or in all. */
function agrees(
  of: (target: number) => number,
  target: Float64Array,
  feature: Float64Array,
  digits: Digits,
  rows?: readonly number[],
): boolean {
  const [ofTarget, ofFeature] = [0.5 * 10 ** -digits.target, 0.5 * 10 ** -digits.feature];
  const length = rows?.length ?? target.length;
  let least = Infinity;
  let most = -Infinity;
  let open = 0;
  let count = 0;
  for (let at = 0; at < length; at += 1) {
    const row = rows?.[at] ?? at;
    const t = target[row] ?? Number.NaN;
    const f = feature[row] ?? Number.NaN;
    if (Number.isNaN(t) || Number.isNaN(f)) continue;
    const middle = of(t);
    const below = of(t - ofTarget);
    const above = of(t + ofTarget);
    const slack = ofFeature + Math.abs(f) * 1e-12;
    const low = Math.min(middle, Number.isNaN(below) ? middle : below, above) - slack;
    const high = Math.max(middle, Number.isNaN(below) ? middle : below, above) + slack;
    // Also false where the function has no value.
    if (!(f >= low && f <= high && Number.isFinite(high - low))) return false;
    if (f < least) least = f;
    if (f > most) most = f;
    open += high - low;
    count += 1;
  }
  return most > least && open / count <= mostOpenShare * (most - least);
}

const mostDigits = 15;
const looked = 1000;

/** The decimals that the first values of a column are printed with; 15 for those that no rounding made. */
function digitsOf(values: Float64Array): number {
  let digits = 0;
  let seen = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    while (digits < mostDigits && Number(value.toFixed(digits)) !== value) digits += 1;
    seen += 1;
    if (seen === looked || digits === mostDigits) break;
  }
  return digits;
}

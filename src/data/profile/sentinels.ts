import type { NumericProfile } from '../shapes/profile.ts';

/** Values that programs write for "missing": nines, -200 of sensors, and -1. */
const usual = /^(?:-?9{2,}|-200|-1)$/;
const leastCount = 2;
const leastShare = 0.005;
/** A gap as wide as half of all other values is not one of the distribution's tail. */
const usualGap = 0.5;
/** A value that no program is known to write must be further off. */
const otherGap = 3;

/** A value at either end of a column that probably means "missing": frequent and far off the others. */
export function suspectedSentinel(values: Float64Array): NumericProfile['sentinel'] {
  const sorted = values.toSorted();
  return atEnd(sorted) ?? atEnd(sorted.map((value) => -value).toReversed(), -1);
}

/** Looks at the least value; `sign` turns it back. */
function atEnd(sorted: Float64Array, sign: 1 | -1 = 1): NumericProfile['sentinel'] {
  const [least] = sorted;
  if (least === undefined) return undefined;
  let count = 1;
  while (count < sorted.length && sorted[count] === least) count += 1;
  const [next, most] = [sorted[count], sorted.at(-1)];
  if (next === undefined || most === undefined) return undefined;
  const value = sign * least;
  const isFrequent = count >= leastCount && count >= sorted.length * leastShare && count < sorted.length / 2;
  // Of two values in all the others have no range to compare with.
  const isFar =
    most > next && next - least > (most - next) * (usual.test(String(value)) ? usualGap : otherGap);
  return isFrequent && isFar ? { value, count } : undefined;
}

/** Math.min of an array of any length, where a call takes some 120,000 arguments: Infinity of none, NaN where one is. */
export function smallest(values: ArrayLike<number>): number {
  let low = Infinity;
  for (let at = 0; at < values.length; at += 1) low = Math.min(low, values[at] ?? Number.NaN);
  return low;
}

/** Math.max of an array of any length: -Infinity of none, NaN where one is. */
export function largest(values: ArrayLike<number>): number {
  let high = -Infinity;
  for (let at = 0; at < values.length; at += 1) high = Math.max(high, values[at] ?? Number.NaN);
  return high;
}

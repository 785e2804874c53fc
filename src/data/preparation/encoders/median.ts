/** Of random values, a few dozen rounds are enough. */
const mostRounds = 64;

/** The median of numbers, which are put into another order; as numpy.median. */
export function takeMedian(values: Float64Array): number {
  if (values.length === 0) return 0;
  const middle = (values.length - 1) / 2;
  const low = Math.floor(middle);
  moveToPlace(values, low);
  const lower = values[low] ?? 0;
  if (low === middle) return lower;
  let upper = Infinity;
  for (let at = low + 1; at < values.length; at += 1) upper = Math.min(upper, values[at] ?? Infinity);
  return (lower + upper) / 2;
}

/** Moves the value that sorting would put at a place there, and no greater one before it (Hoare 1961, algorithm 65). */
function moveToPlace(values: Float64Array, place: number): void {
  let first = 0;
  let last = values.length - 1;
  for (let round = 0; first < last; round += 1) {
    if (round === mostRounds) {
      values.subarray(first, last + 1).sort();
      return;
    }
    const pivot = middleOf(values[first] ?? 0, values[(first + last) >>> 1] ?? 0, values[last] ?? 0);
    let low = first;
    let high = last;
    while (low <= high) {
      while ((values[low] ?? 0) < pivot) low += 1;
      while ((values[high] ?? 0) > pivot) high -= 1;
      if (low > high) break;
      const kept = values[low] ?? 0;
      values[low] = values[high] ?? 0;
      values[high] = kept;
      low += 1;
      high -= 1;
    }
    if (place <= high) last = high;
    else if (place >= low) first = low;
    else return;
  }
}

const middleOf = (a: number, b: number, c: number) => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));

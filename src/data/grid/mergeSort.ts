import type { Pace } from '../shapes/work.ts';

/** Few enough to sort without delaying messages. */
const runLength = 1024;

/**
 * Stable in-place sort by a slow comparison, such as that of texts. `onShare` is
 * called with the share of the work that is done.
 */
export async function mergeSort(
  items: Int32Array,
  compare: (a: number, b: number) => number,
  pace: Pace,
  onShare: (share: number) => void = () => undefined,
): Promise<void> {
  const passes = 1 + Math.ceil(Math.log2(Math.max(1, items.length / runLength)));
  for (let from = 0; from < items.length; from += runLength) {
    items.subarray(from, from + runLength).sort(compare);
    await pace();
  }
  let source: Int32Array = items;
  let target: Int32Array = new Int32Array(items.length);
  let passesDone = 1;
  for (let run = runLength; run < items.length; run *= 2) {
    for (let from = 0; from < items.length; from += 2 * run) {
      onShare((passesDone + from / items.length) / passes);
      await merge(source, target, { from, middle: from + run, to: from + 2 * run, compare }, pace);
    }
    passesDone += 1;
    [source, target] = [target, source];
  }
  if (source !== items) items.set(source);
}

interface Runs {
  readonly from: number;
  readonly middle: number;
  readonly to: number;
  readonly compare: (a: number, b: number) => number;
}

async function merge(source: Int32Array, target: Int32Array, { from, compare, ...ends }: Runs, pace: Pace) {
  const [middle, to] = [Math.min(ends.middle, source.length), Math.min(ends.to, source.length)];
  let [left, right] = [from, middle];
  for (let at = from; at < to; at += 1) {
    if (at % runLength === 0) await pace();
    const a = source[left] ?? -1;
    const b = source[right] ?? -1;
    const isLeft = left < middle && (right >= to || compare(a, b) <= 0);
    target[at] = isLeft ? a : b;
    if (isLeft) left += 1;
    else right += 1;
  }
}

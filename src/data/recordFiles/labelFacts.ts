import type { LabelFacts } from '../shapes/recordFiles.ts';

/** Most labels kept for the histogram. */
const mostKept = 4_000_000;
const mostValues = 12;
const barCount = 20;

/** Accumulates label statistics, one record at a time. */
export function openLabelFacts() {
  let kept = new Float64Array(1024);
  let [count, finite, sum, min, max, severalCount, mostCount] = [0, 0, 0, Infinity, -Infinity, 0, 0];
  return {
    add(values: ArrayLike<number>): void {
      if (values.length > 1) severalCount += 1;
      mostCount = Math.max(mostCount, values.length);
      for (let at = 0; at < values.length; at += 1) {
        const value = values[at] ?? Number.NaN;
        count += 1;
        if (!Number.isFinite(value)) continue;
        if (finite === kept.length && finite < mostKept) {
          const larger = new Float64Array(Math.min(mostKept, 2 * finite));
          larger.set(kept);
          kept = larger;
        }
        if (finite < kept.length) kept[finite] = value;
        finite += 1;
        sum += value;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    },
    /** Undefined where there are none. */
    found(): LabelFacts | undefined {
      if (count === 0) return undefined;
      const shown = kept.subarray(0, Math.min(finite, mostKept));
      return {
        count,
        ...(finite < count ? { notFiniteCount: count - finite } : {}),
        min: finite === 0 ? 0 : min,
        max: finite === 0 ? 0 : max,
        mean: finite === 0 ? 0 : sum / finite,
        mostCount,
        severalCount,
        histogram: histogramOf(shown, min, max),
        ...(shown.length < finite ? { shownCount: shown.length } : {}),
      };
    },
  };
}

function histogramOf(labels: Float64Array, min: number, max: number): LabelFacts['histogram'] {
  const counts = new Map<number, number>();
  for (const label of labels) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    if (counts.size > mostValues) break;
  }
  if (counts.size <= mostValues) {
    const values = [...counts].toSorted(([a], [b]) => a - b);
    return { kind: 'values', values: values.map(([value]) => value), counts: values.map(([, of]) => of) };
  }
  const bars = new Array<number>(barCount).fill(0);
  // The difference of two doubles can be more than one can hold.
  const width = max / barCount - min / barCount;
  for (const label of labels) {
    const bar = Math.min(barCount - 1, Math.max(0, Math.floor(label / width - min / width)));
    bars[bar] = (bars[bar] ?? 0) + 1;
  }
  return {
    kind: 'bars',
    edges: Array.from(
      { length: barCount + 1 },
      (_, edge) => min * (1 - edge / barCount) + max * (edge / barCount),
    ),
    counts: bars,
  };
}

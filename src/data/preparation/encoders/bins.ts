import { countOf } from '../../shapes/cells.ts';
import { dateText } from '../../table/cells.ts';
import { onlyColumn } from './encoder.ts';
import type { Encoder } from './encoder.ts';
import { hotEncoder } from './hot.ts';
import { sharesOf } from './levels.ts';
import { numberFactsOf, numberReader, sortedOf, valuesOf } from './numbers.ts';

const defaultCount = 5;
/** Ranges that are not wider are left out, as by KBinsDiscretizer. */
const leastWidth = 1e-8;

/** A column for each range of a number, a missing value in one of its own; as KBinsDiscretizer(strategy="quantile", encode="onehot"). */
export const binsEncoder: Encoder<'bins'> = {
  fit(training, planned) {
    const column = onlyColumn(training);
    const values = valuesOf(column);
    const facts = numberFactsOf(column, values, planned.missing);
    const edges =
      planned.edges === undefined
        ? quantileEdges(sortedOf(values), planned.count ?? defaultCount)
        : [...new Set(planned.edges)].toSorted((a, b) => a - b);
    const hasMissing = facts.fill === undefined && facts.missingShare > 0;
    const counts = Array.from({ length: binCount(edges) + Number(hasMissing) }, () => 0);
    for (const value of values) {
      const present = Number.isNaN(value) ? facts.fill : value;
      const bin = present === undefined ? binCount(edges) : binOf(edges, present);
      if (bin < counts.length) counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return { ...facts, edges, hasMissing, shares: sharesOf(counts, countOf(column.cells)) };
  },
  open({ column }, { edges, hasMissing, fill, dateFormat }) {
    const read = numberReader(dateFormat);
    const bins = binCount(edges);
    const names = [
      ...namesOf(edges, dateFormat).map((name) => `${column}${name}`),
      ...(hasMissing ? [`${column}=missing`] : []),
    ];
    return hotEncoder(names, (cell) => {
      const number = read(cell);
      if (number === undefined) return 'value-not-numeric';
      const present = Number.isNaN(number) ? fill : number;
      if (present !== undefined) return 1 + binOf(edges, present);
      return hasMissing ? 1 + bins : 'value-missing';
    });
  },
};

const binCount = (edges: readonly number[]) => Math.max(1, edges.length - 1);

/** A value on an edge belongs to the range that begins there; one beyond the edges, to the first or the last range. */
function binOf(edges: readonly number[], value: number): number {
  let [low, high] = [1, Math.max(1, edges.length - 1)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** numpy.percentile(method="averaged_inverted_cdf"), without ranges that are hardly wider than nothing. */
function quantileEdges(sorted: Float64Array, count: number): number[] {
  const last = Math.max(0, sorted.length - 1);
  const at = (index: number) => sorted[Math.min(last, Math.max(0, index))] ?? 0;
  const edges = Array.from({ length: count + 1 }, (_, index) => {
    const percent = index === count ? 100 : index * (100 / count);
    const place = sorted.length * (percent / 100) - 1;
    const before = Math.floor(place);
    const [a, b] = [at(before), at(before + 1)];
    return place === before ? b - (b - a) * 0.5 : b;
  });
  const wide = edges.filter((edge, index) => index === 0 || edge - (edges[index - 1] ?? edge) > leastWidth);
  return wide.length > 1 ? wide : [at(0), at(last)];
}

const shortDigits = 6;

function namesOf(edges: readonly number[], dateFormat: string | undefined): readonly string[] {
  const short = edges.map((edge) => String(Number(edge.toPrecision(shortDigits))));
  const isClear = new Set(short).size === edges.length;
  const text = (index: number) =>
    dateFormat === undefined
      ? ((isClear ? short[index] : String(edges[index])) ?? '')
      : dateText(edges[index] ?? 0);
  return Array.from({ length: binCount(edges) }, (_, bin) => {
    const isLast = bin === binCount(edges) - 1;
    return `[${text(bin)},${text(bin + 1)}${isLast ? ']' : ')'}`;
  });
}

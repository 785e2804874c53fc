import { columnIndex } from './columnIndex.ts';
import { countOf } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import type { Table } from '../table/table.ts';

/** So many rows of each side tell shares to about a hundredth. */
const mostRows = 5000;
/** Fewer rows differ by chance. */
const fewestRows = 50;
/** A shift by half a standard deviation, which Cohen calls a medium effect, moves a normal distribution by as much. */
const leastDistance = 0.2;
/** Of the two-sample Kolmogorov-Smirnov test at a level of 0.001: many columns are looked at. */
const criticalFactor = 1.95;

export interface Drift {
  readonly column: string;
  /** Largest difference of the cumulated shares (Kolmogorov-Smirnov), or of the share of one value. */
  readonly distance: number;
}

/** Columns whose values differ between the training and the test rows by more than chance, the most different first. */
export async function driftsOf(
  table: Table,
  columns: readonly string[],
  { train, test }: { readonly train: Int32Array; readonly test: Int32Array },
  signal?: AbortSignal,
): Promise<readonly Drift[]> {
  const [before, after] = [thinned(train), thinned(test)];
  if (before.length < fewestRows || after.length < fewestRows) return [];
  const critical =
    criticalFactor * Math.sqrt((before.length + after.length) / (before.length * after.length));
  const drifts: Drift[] = [];
  for (const column of new Set(columns)) {
    const cells = await table.cells(columnIndex(table, column), signal);
    drifts.push({ column, distance: distanceIn(cells, before, after) });
  }
  return drifts
    .filter(({ distance }) => distance >= Math.max(leastDistance, critical))
    .toSorted((a, b) => b.distance - a.distance);
}

function thinned(rows: Int32Array): Int32Array {
  const step = Math.max(1, rows.length / mostRows);
  return Int32Array.from(
    { length: Math.min(rows.length, mostRows) },
    (_, index) => rows[Math.floor(index * step)] ?? 0,
  );
}

function distanceIn(cells: Cells, before: Int32Array, after: Int32Array): number {
  if (countOf(cells) === 0) return 0;
  switch (cells.kind) {
    case 'numbers':
      return kolmogorovSmirnov(
        before.length,
        after.length,
        sortedAt(cells.values, before),
        sortedAt(cells.values, after),
      );
    case 'words':
      return largestShareDifference(cells.codes, before, after);
    case 'texts':
      // They hardly repeat: there are no shares to compare.
      return 0;
  }
}

/** The values at these rows in order; missing ones come last as NaN. */
const sortedAt = (values: Float64Array, rows: Int32Array): Float64Array =>
  Float64Array.from(rows, (row) => values[row] ?? Number.NaN).sort();

/** Missing values are left of all others: more gaps are a drift too. */
function kolmogorovSmirnov(countA: number, countB: number, a: Float64Array, b: Float64Array): number {
  const [presentA, presentB] = [presentIn(a), presentIn(b)];
  let [at, other] = [0, 0];
  const distance = () => Math.abs((countA - presentA + at) / countA - (countB - presentB + other) / countB);
  let largest = distance();
  while (at < presentA && other < presentB) {
    const value = Math.min(a[at] ?? 0, b[other] ?? 0);
    while (at < presentA && a[at] === value) at += 1;
    while (other < presentB && b[other] === value) other += 1;
    largest = Math.max(largest, distance());
  }
  return largest;
}

function presentIn(sorted: Float64Array): number {
  const missing = sorted.findIndex(Number.isNaN);
  return missing < 0 ? sorted.length : missing;
}

function largestShareDifference(codes: Int32Array, before: Int32Array, after: Int32Array): number {
  const shares = new Map<number, number>();
  const count = (rows: Int32Array, weight: number) => {
    for (const row of rows) {
      const code = codes[row] ?? -1;
      shares.set(code, (shares.get(code) ?? 0) + weight);
    }
  };
  count(before, 1 / before.length);
  count(after, -1 / after.length);
  return [...shares.values()].reduce((largest, share) => Math.max(largest, Math.abs(share)), 0);
}

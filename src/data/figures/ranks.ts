import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';
import { numberKeys } from './numberKeys.ts';
import { radixSort } from './radixSort.ts';

/** Spearman's rank correlation over the rows where both are present (NaN is missing); ties share a rank. Null where one is constant. */
export function spearman(x: Float64Array, y: Float64Array): number | null {
  const rows: number[] = [];
  for (let row = 0; row < x.length; row += 1)
    if (!Number.isNaN((x[row] ?? Number.NaN) + (y[row] ?? Number.NaN))) rows.push(row);
  const [a, b] = [ranksOf(x, rows), ranksOf(y, rows)];
  return correlationOf([productsOf(a, b, 0, rows.length)]);
}

/** The same over many rows without missing values, by a radix sort. */
export async function spearmanOf(x: Float64Array, y: Float64Array, pace: Pace): Promise<number | null> {
  const [a, b] = [await ranksIn(x, pace), await ranksIn(y, pace)];
  const sums: Products[] = [];
  await inBlocks(x.length, pace, (from, to) => sums.push(productsOf(a, b, from, to)));
  return correlationOf(sums);
}

interface Products {
  readonly product: number;
  readonly ofA: number;
  readonly ofB: number;
}

/** Sums over some rows around the mean rank, which ties keep. */
function productsOf(a: Float64Array, b: Float64Array, from: number, to: number): Products {
  const middle = (a.length - 1) / 2;
  let product = 0;
  let ofA = 0;
  let ofB = 0;
  for (let row = from; row < to; row += 1) {
    const left = (a[row] ?? 0) - middle;
    const right = (b[row] ?? 0) - middle;
    product += left * right;
    ofA += left * left;
    ofB += right * right;
  }
  return { product, ofA, ofB };
}

function correlationOf(sums: readonly Products[]): number | null {
  const total = (of: keyof Products) => sums.reduce((sum, part) => sum + part[of], 0);
  const spread = Math.sqrt(total('ofA') * total('ofB'));
  return spread === 0 ? null : total('product') / spread;
}

const rowsAtOnce = 65_536;

/** The 0-based rank of every row. */
async function ranksIn(values: Float64Array, pace: Pace): Promise<Float64Array> {
  const rows = new Int32Array(values.length);
  for (let row = 0; row < rows.length; row += 1) rows[row] = row;
  const order = await radixSort(rows, await numberKeys(values, rows, false, pace), pace);
  const ranks = new Float64Array(values.length);
  let paced = 0;
  for (let from = 0; from < order.length;) {
    if (from - paced >= rowsAtOnce) {
      await pace();
      paced = from;
    }
    const value = values[order[from] ?? 0];
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === value) to += 1;
    for (let at = from; at < to; at += 1) ranks[order[at] ?? 0] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

/** The 0-based rank of each of the rows. */
function ranksOf(values: Float64Array, rows: readonly number[]): Float64Array {
  const valueAt = (at: number) => values[rows[at] ?? 0] ?? Number.NaN;
  const order = Array.from(rows.keys()).toSorted((a, b) => valueAt(a) - valueAt(b));
  const ranks = new Float64Array(rows.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && valueAt(order[to] ?? 0) === valueAt(order[from] ?? 0)) to += 1;
    for (let at = from; at < to; at += 1) ranks[order[at] ?? 0] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

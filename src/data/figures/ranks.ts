import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';
import { momentsOf } from './moments.ts';
import { orderOf } from './order.ts';

/** Spearman's rank correlation over the rows where both are present (NaN is missing); ties share a rank. Null where one is constant. */
export function spearman(x: Float64Array, y: Float64Array): number | null {
  const rows: number[] = [];
  for (let row = 0; row < x.length; row += 1)
    if (!Number.isNaN((x[row] ?? Number.NaN) + (y[row] ?? Number.NaN))) rows.push(row);
  const [a, b] = [ranksOf(x, rows), ranksOf(y, rows)];
  // Ranks with ties keep their mean.
  const middle = (rows.length - 1) / 2;
  let [product, ofA, ofB] = [0, 0, 0];
  for (let at = 0; at < rows.length; at += 1) {
    const left = (a[at] ?? 0) - middle;
    const right = (b[at] ?? 0) - middle;
    product += left * right;
    ofA += left * left;
    ofB += right * right;
  }
  return ofA === 0 || ofB === 0 ? null : product / Math.sqrt(ofA * ofB);
}

/** The same over many rows, which all have both, none of them NaN. */
export async function spearmanOf(x: Float64Array, y: Float64Array, pace: Pace): Promise<number | null> {
  if (x.length < 2) return null;
  const a = await orderOf(x, await momentsOf(x, pace), pace);
  const b = await orderOf(y, await momentsOf(y, pace), pace);
  const middle = (x.length - 1) / 2;
  let product = 0;
  let ofA = 0;
  let ofB = 0;
  await inBlocks(x.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const left = a.rankOf(x[row] ?? 0) - middle;
      const right = b.rankOf(y[row] ?? 0) - middle;
      product += left * right;
      ofA += left * left;
      ofB += right * right;
    }
  });
  return ofA === 0 || ofB === 0 ? null : product / Math.sqrt(ofA * ofB);
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

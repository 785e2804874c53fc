/** A numeric column as correlations need it. */
export interface Centred {
  readonly mean: number;
  /** null or 0: no correlation is defined. */
  readonly std: number | null;
  /** No row is missing. */
  readonly isComplete: boolean;
}

/** Rows whose values of all columns are in the cache while every pair is summed. */
const blockRows = 1024;
/** A pair's own variance this far below its mean square has lost digits; it is computed again around its own means. */
const leastVariance = 1e-6;

/**
 * Pearson's r of all pairs of columns, over the rows where both are present. Rows are added in blocks of columns side by side; NaN is
 * missing.
 */
export function openCorrelations(columns: readonly Centred[]) {
  const width = columns.length;
  const scaled = columns.map(() => new Float64Array(blockRows));
  /** Of the pair (i, j) in row i and column j, each over the rows where both are present: of i (in j, of the other). */
  const [products, sums, squares, counts] = [0, 1, 2, 3].map(() => new Float64Array(width * width));
  const block = (parts: readonly Float64Array[], from: number, to: number) => {
    for (const [index, part] of parts.entries()) scale(columns[index], part, from, to, scaled[index]);
    for (const [i, a] of scaled.entries())
      for (const [j, b] of scaled.entries()) {
        if (j > i) break;
        const [at, back] = [i * width + j, j * width + i];
        const isComplete = columns[i]?.isComplete === true && columns[j]?.isComplete === true;
        if (isComplete) add(products, at, dot(a, b, to - from));
        else {
          const pair = masked(a, b, to - from);
          add(products, at, pair.product);
          add(counts, at, pair.count);
          add(sums, at, pair.sumA);
          add(squares, at, pair.squaresA);
          if (i === j) continue;
          add(sums, back, pair.sumB);
          add(squares, back, pair.squaresB);
        }
      }
  };
  return {
    /** Rows `from` to `to` of the arrays, one for each column. */
    add(parts: readonly Float64Array[], from: number, to: number): void {
      for (let at = from; at < to; at += blockRows) block(parts, at, Math.min(to, at + blockRows));
    },
    /** The correlations by row and column, and the pairs that have to be computed by `pearson`. */
    result(): {
      readonly pearson: (number | null)[][];
      readonly inexact: readonly (readonly [number, number])[];
    } {
      const inexact: [number, number][] = [];
      const pearson = columns.map(() => new Array<number | null>(width).fill(null));
      const set = (i: number, j: number, r: number | null) => {
        for (const [row, column] of [
          [i, j],
          [j, i],
        ] as const) {
          const cells = pearson[row];
          if (cells !== undefined) cells[column] = r;
        }
      };
      for (const [i, a] of columns.entries())
        for (const [j, b] of columns.slice(0, i + 1).entries()) {
          if (!isVaried(a) || !isVaried(b)) continue;
          const [at, back] = [i * width + j, j * width + i];
          if (i === j) set(i, i, 1);
          else if (a.isComplete && b.isComplete)
            set(i, j, ratio(products?.[at], products?.[i * width + i], products?.[j * width + j]));
          else {
            const count = counts?.[at] ?? 0;
            const spread = (of: number) =>
              (squares?.[of] ?? 0) - ((sums?.[of] ?? 0) * (sums?.[of] ?? 0)) / count;
            const [ofA, ofB] = [spread(at), spread(back)];
            const isExact =
              ofA > leastVariance * (squares?.[at] ?? 0) && ofB > leastVariance * (squares?.[back] ?? 0);
            const product = (products?.[at] ?? 0) - ((sums?.[at] ?? 0) * (sums?.[back] ?? 0)) / count;
            if (count < 2) continue;
            if (isExact) set(i, j, ratio(product, ofA, ofB));
            else inexact.push([i, j]);
          }
        }
      return { pearson, inexact };
    },
  };
}

const isVaried = ({ std }: Centred) => std !== null && std > 0;

function add(sums: Float64Array | undefined, at: number, value: number): void {
  if (sums !== undefined) sums[at] = (sums[at] ?? 0) + value;
}

const ratio = (product = 0, ofA = 0, ofB = 0) =>
  ofA > 0 && ofB > 0 ? Math.max(-1, Math.min(1, product / Math.sqrt(ofA * ofB))) : null;

/** In units of the standard deviation around the mean, so that no sum overflows and none loses digits to a large mean. */
function scale(
  column: Centred | undefined,
  part: Float64Array,
  from: number,
  to: number,
  into: Float64Array | undefined,
): void {
  if (column === undefined || into === undefined) return;
  const { mean } = column;
  const perStd = isVaried(column) ? 1 / (column.std ?? 1) : 0;
  for (let row = from; row < to; row += 1) into[row - from] = ((part[row] ?? Number.NaN) - mean) * perStd;
}

function dot(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let row = 0; row < count; row += 1) sum += (a[row] ?? 0) * (b[row] ?? 0);
  return sum;
}

function masked(a: Float64Array, b: Float64Array, rowCount: number) {
  let [count, product, sumA, sumB, squaresA, squaresB] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < rowCount; row += 1) {
    const x = a[row] ?? Number.NaN;
    const y = b[row] ?? Number.NaN;
    if (Number.isNaN(x + y)) continue;
    count += 1;
    product += x * y;
    sumA += x;
    sumB += y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return { count, product, sumA, sumB, squaresA, squaresB };
}

/** Pearson's r over the rows where both are present (NaN is missing); null where one of them is constant there. */
export function pearson(x: Float64Array, y: Float64Array): number | null {
  let [count, sumX, sumY] = [0, 0, 0];
  for (let row = 0; row < x.length; row += 1) {
    const left = x[row] ?? Number.NaN;
    const right = y[row] ?? Number.NaN;
    if (Number.isNaN(left + right)) continue;
    count += 1;
    sumX += left;
    sumY += right;
  }
  const [meanX, meanY] = [sumX / count, sumY / count];
  let [xy, xx, yy] = [0, 0, 0];
  for (let row = 0; row < x.length; row += 1) {
    const dx = (x[row] ?? Number.NaN) - meanX;
    const dy = (y[row] ?? Number.NaN) - meanY;
    if (Number.isNaN(dx + dy)) continue;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return count < 2 ? null : ratio(xy, xx, yy);
}

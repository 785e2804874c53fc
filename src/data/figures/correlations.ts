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
  let rowCount = 0;
  const scaled = columns.map(() => new Float64Array(blockRows));
  /** 1 where a value is present, 0 where it is missing; the scaled value is 0 then. */
  const masks = columns.map(() => new Float64Array(blockRows).fill(1));
  /** Of the pair (i, j) in row i and column j, each over the rows where both are present: of i (in j, of the other). */
  const [products, sums, squares, counts] = [0, 1, 2, 3].map(() => new Float64Array(width * width));
  const block = (parts: readonly Float64Array[], from: number, to: number) => {
    for (const [index, part] of parts.entries())
      scale(columns[index], part, from, to, { scaled: scaled[index], mask: masks[index] });
    for (let i = 0; i < width; i += 1) {
      const isComplete = columns[i]?.isComplete === true;
      for (let j = isComplete ? i - 1 : i; j >= 0; j -= 1) {
        // Four complete columns at once read this one once.
        if (isComplete && j >= 3 && areComplete(j)) {
          addFour(products, i * width + j - 3, scaled, i, j - 3, to - from);
          j -= 3;
        } else if (isComplete && columns[j]?.isComplete === true)
          add(products, i * width + j, dot(scaled[i], scaled[j], to - from));
        else addMasked(i, j, to - from);
      }
    }
  };
  const areComplete = (last: number) =>
    [0, 1, 2, 3].every((before) => columns[last - before]?.isComplete === true);
  const addMasked = (i: number, j: number, count: number) => {
    const [at, back] = [i * width + j, j * width + i];
    const pair = masked({ scaled: scaled[i], mask: masks[i] }, { scaled: scaled[j], mask: masks[j] }, count);
    add(products, at, pair.product);
    add(counts, at, pair.count);
    add(sums, at, pair.sumA);
    add(squares, at, pair.squaresA);
    if (i === j) return;
    add(sums, back, pair.sumB);
    add(squares, back, pair.squaresB);
  };
  return {
    /** Rows `from` to `to` of the arrays, one for each column. */
    add(parts: readonly Float64Array[], from: number, to: number): void {
      rowCount += to - from;
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
          else if (a.isComplete && b.isComplete) set(i, j, ratio(products?.[at], rowCount - 1, rowCount - 1));
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

interface Scaled {
  readonly scaled?: Float64Array | undefined;
  readonly mask?: Float64Array | undefined;
}

/** In units of the standard deviation around the mean, so that no sum overflows and none loses digits to a large mean. */
function scale(
  column: Centred | undefined,
  part: Float64Array,
  from: number,
  to: number,
  { scaled, mask }: Scaled,
): void {
  if (column === undefined || scaled === undefined || mask === undefined) return;
  const { mean, isComplete } = column;
  const perStd = isVaried(column) ? 1 / (column.std ?? 1) : 0;
  if (isComplete) {
    for (let row = from; row < to; row += 1) scaled[row - from] = ((part[row] ?? Number.NaN) - mean) * perStd;
    return;
  }
  for (let row = from; row < to; row += 1) {
    const value = part[row] ?? Number.NaN;
    const isMissing = Number.isNaN(value);
    scaled[row - from] = isMissing ? 0 : (value - mean) * perStd;
    mask[row - from] = isMissing ? 0 : 1;
  }
}

function dot(a = none, b = none, count: number): number {
  let sum = 0;
  for (let row = 0; row < count; row += 1) sum += (a[row] ?? 0) * (b[row] ?? 0);
  return sum;
}

/** Adds the products of one column with four that follow each other. */
function addFour(
  sums: Float64Array | undefined,
  at: number,
  scaled: readonly Float64Array[],
  one: number,
  first: number,
  count: number,
): void {
  const [a = none, b = none, c = none, d = none, e = none] = [
    one,
    first,
    first + 1,
    first + 2,
    first + 3,
  ].map((index) => scaled[index]);
  let ofB = 0;
  let ofC = 0;
  let ofD = 0;
  let ofE = 0;
  for (let row = 0; row < count; row += 1) {
    const value = a[row] ?? 0;
    ofB += value * (b[row] ?? 0);
    ofC += value * (c[row] ?? 0);
    ofD += value * (d[row] ?? 0);
    ofE += value * (e[row] ?? 0);
  }
  add(sums, at, ofB);
  add(sums, at + 1, ofC);
  add(sums, at + 2, ofD);
  add(sums, at + 3, ofE);
}

const none = new Float64Array();

/** Sums over the rows where both are present, without a branch that the processor would have to guess. */
function masked(
  { scaled: a = none, mask: hasA = none }: Scaled,
  { scaled: b = none, mask: hasB = none }: Scaled,
  rowCount: number,
) {
  // Declared one by one: the engine keeps destructured sums as objects.
  let count = 0;
  let product = 0;
  let sumA = 0;
  let sumB = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let row = 0; row < rowCount; row += 1) {
    const isA = hasA[row] ?? 0;
    const isB = hasB[row] ?? 0;
    const x = (a[row] ?? 0) * isB;
    const y = (b[row] ?? 0) * isA;
    count += isA * isB;
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
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  const [scaleX, scaleY] = [scaleOf(x), scaleOf(y)];
  for (let row = 0; row < x.length; row += 1) {
    const left = (x[row] ?? Number.NaN) * scaleX;
    const right = (y[row] ?? Number.NaN) * scaleY;
    if (Number.isNaN(left + right)) continue;
    count += 1;
    sumX += left;
    sumY += right;
  }
  const [meanX, meanY] = [sumX / count, sumY / count];
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let row = 0; row < x.length; row += 1) {
    const dx = (x[row] ?? Number.NaN) * scaleX - meanX;
    const dy = (y[row] ?? Number.NaN) * scaleY - meanY;
    if (Number.isNaN(dx + dy)) continue;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return count < 2 ? null : ratio(xy, xx, yy);
}

/** A power of two that brings values near 1 where no double could hold what their squares are multiplied to; 1 for all others. */
function scaleOf(values: Float64Array): number {
  let largest = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (size > largest) largest = size;
  }
  const isUsual = largest === 0 || (largest > 1e-60 && largest < 1e60);
  // The power is a double itself only within these.
  return isUsual ? 1 : 2 ** -Math.max(-1022, Math.min(1022, Math.floor(Math.log2(largest))));
}

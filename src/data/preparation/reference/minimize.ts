import { choleskySolver } from './cholesky.ts';
import type { Pace } from '../../shapes/work.ts';
import type { Loss } from './losses.ts';

/** Standardized rows to fit: `rows` is `[row][column]`, with a last column of ones. */
export interface Design {
  readonly rowCount: number;
  readonly width: number;
  readonly rows: Float64Array;
  readonly labels: Float64Array;
}

interface Minimum {
  /** `[lane][column]` */
  readonly weights: Float64Array;
  readonly isConverged: boolean;
}

/** Penalty on squared weights, except biases, for each row: 1e-6 of the normal equations' mean diagonal, so that collinear columns do no harm. */
const ridge = 1e-6;
/** Multiply-adds of all iterations: about two seconds. */
const mostWork = 1e9;
/** Multiply-adds of one matrix of curvatures; of many rows, a sample gives it (Roosta-Khorasani and Mahoney, 2019). */
const mostCurvatureWork = 4e8;
const mostIterations = 100;
/** What a step is expected to gain, as a share of the loss: less is a converged fit, which goes on until predictions hardly move. */
const [convergedShare, leastShare] = [1e-6, 1e-12];
/** The same for each row, where the loss itself is next to nothing. */
const leastGain = 1e-20;

/**
 * Minimizes a convex loss: by Newton's method where a row has one score, else by conjugate gradients (Polak and Ribière), preconditioned
 * by the curvature that the classes share; both with a line search. Ends after a bounded amount of work.
 */
export async function minimize(design: Design, loss: Loss, pace: Pace): Promise<Minimum> {
  const { rowCount, width, labels } = design;
  const { laneCount } = loss;
  const penalty = ridge * rowCount;
  const curvatureRows = loss.isQuadratic
    ? rowCount
    : Math.max(1, Math.min(rowCount, Math.floor((2 * mostCurvatureWork) / width ** 2)));
  const work = 2 * rowCount * width * laneCount + (curvatureRows * width ** 2) / 8;
  /** Iterations that one matrix of curvatures serves. */
  const curvatureLife = loss.isQuadratic ? Infinity : laneCount === 1 ? 1 : 5;
  const iterations = Math.max(2, Math.min(mostIterations, Math.floor(mostWork / work)));
  const weights = new Float64Array(laneCount * width);
  const slopes = new Float64Array(rowCount * laneCount);
  const curvatures = new Float64Array(rowCount);
  let scores = new Float64Array(rowCount * laneCount);
  let total = loss.sum(scores, labels);
  let solve: ReturnType<typeof choleskySolver> | undefined;
  let before:
    | { readonly gain: number; readonly gradient: Float64Array; readonly step: Float64Array }
    | undefined;
  let isConverged = false;
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    await pace();
    loss.derivatives(scores, labels, slopes, curvatures);
    if (solve === undefined || iteration % curvatureLife === 0) {
      solve = choleskySolver(await curvatureMatrix(design, curvatures, curvatureRows, penalty, pace), width);
      before = undefined;
    }
    const gradient = gradientOf(design, slopes, weights, penalty);
    const newton = eachLane(gradient, width, solve);
    const gain = dot(gradient, newton);
    isConverged = gain <= convergedShare * total + leastGain * rowCount;
    if (gain <= leastShare * total + leastGain * rowCount) break;
    const kept =
      before === undefined || laneCount === 1
        ? 0
        : Math.max(0, (gain - dot(before.gradient, newton)) / before.gain);
    const step = newton.map((value, at) => kept * (before?.step[at] ?? 0) - value);
    const along = scoresOf(design, step);
    const slope = dot(gradient, step);
    const bend = loss.curvatureAlong(scores, along) + penalty * squares(step, width);
    const found = searchLine({ total, slope, first: -slope / bend }, (length) => {
      const next = scores.map((score, at) => score + length * (along[at] ?? 0));
      const moved = weights.map((weight, at) => weight + length * (step[at] ?? 0));
      return { scores: next, moved, total: loss.sum(next, labels) + (penalty / 2) * squares(moved, width) };
    });
    // Rounding leaves nothing to gain.
    if (found === undefined) return { weights, isConverged: true };
    weights.set(found.moved);
    ({ scores, total } = found);
    before = { gain, gradient, step };
  }
  return { weights, isConverged };
}

const mostHalvings = 30;
/** Share of the slope's promise that a step has to keep (Armijo, 1966). */
const leastKept = 1e-4;

/** The first of the steps `first`, half of it and so on that lowers the total enough; undefined when none does. */
function searchLine<At extends { readonly total: number }>(
  { total, slope, first }: Readonly<Record<'total' | 'slope' | 'first', number>>,
  at: (length: number) => At,
): At | undefined {
  for (let halving = 0, length = first; halving < mostHalvings; halving += 1, length /= 2) {
    const found = at(length);
    if (found.total < total && found.total <= total + leastKept * length * slope) return found;
  }
  return undefined;
}

const rowsBetweenPauses = 256;

/** Σ curvature · x xᵀ of every so many rows, scaled to all rows, plus the penalty; the lower triangle. */
async function curvatureMatrix(
  { rowCount, width, rows }: Design,
  curvatures: Float64Array,
  sampleCount: number,
  penalty: number,
  pace: Pace,
): Promise<Float64Array> {
  const matrix = new Float64Array(width * width);
  const factor = rowCount / sampleCount;
  /** A sampled row and its curvature; beyond the last one, none. */
  const rowOf = (sample: number) => Math.min(rowCount - 1, Math.floor(sample * factor));
  const weightOf = (sample: number) => (sample < sampleCount ? factor * (curvatures[rowOf(sample)] ?? 0) : 0);
  // Four rows at a time: each element of the matrix is read and written a quarter as often.
  for (let sample = 0; sample < sampleCount; sample += 4) {
    if (sample % rowsBetweenPauses === 0) await pace();
    const [a, b, c, d] = [sample, sample + 1, sample + 2, sample + 3] as const;
    const starts = [rowOf(a), rowOf(b), rowOf(c), rowOf(d)] as const;
    addOuter(matrix, width, rows, starts, [weightOf(a), weightOf(b), weightOf(c), weightOf(d)]);
  }
  for (let i = 0; i < width - 1; i += 1) matrix[i * width + i] = (matrix[i * width + i] ?? 0) + penalty;
  return matrix;
}

type Four = readonly [number, number, number, number];

/** Adds weight · x xᵀ of four rows to the lower triangle. */
function addOuter(matrix: Float64Array, width: number, rows: Float64Array, four: Four, weights: Four): void {
  const [a, b, c, d] = [four[0] * width, four[1] * width, four[2] * width, four[3] * width] as const;
  for (let i = 0; i < width; i += 1) {
    const wa = weights[0] * (rows[a + i] ?? 0);
    const wb = weights[1] * (rows[b + i] ?? 0);
    const wc = weights[2] * (rows[c + i] ?? 0);
    const wd = weights[3] * (rows[d + i] ?? 0);
    const to = i * width;
    for (let j = 0; j <= i; j += 1)
      matrix[to + j] =
        (matrix[to + j] ?? 0) +
        wa * (rows[a + j] ?? 0) +
        wb * (rows[b + j] ?? 0) +
        wc * (rows[c + j] ?? 0) +
        wd * (rows[d + j] ?? 0);
  }
}

function gradientOf(
  { rowCount, width, rows }: Design,
  slopes: Float64Array,
  weights: Float64Array,
  penalty: number,
): Float64Array {
  const gradient = weights.map((weight, at) => (isBias(at, width) ? 0 : penalty * weight));
  const laneCount = weights.length / width;
  for (let row = 0; row < rowCount; row += 1) {
    for (let lane = 0; lane < laneCount; lane += 1) {
      const slope = slopes[row * laneCount + lane] ?? 0;
      const to = lane * width;
      for (let column = 0; column < width; column += 1)
        gradient[to + column] = (gradient[to + column] ?? 0) + slope * (rows[row * width + column] ?? 0);
    }
  }
  return gradient;
}

/** `[row][lane]` */
function scoresOf({ rowCount, width, rows }: Design, weights: Float64Array): Float64Array<ArrayBuffer> {
  const laneCount = weights.length / width;
  const scores = new Float64Array(rowCount * laneCount);
  for (let row = 0; row < rowCount; row += 1) {
    for (let lane = 0; lane < laneCount; lane += 1) {
      let sum = 0;
      for (let column = 0; column < width; column += 1)
        sum += (rows[row * width + column] ?? 0) * (weights[lane * width + column] ?? 0);
      scores[row * laneCount + lane] = sum;
    }
  }
  return scores;
}

function eachLane(
  values: Float64Array,
  width: number,
  solve: (right: Float64Array) => Float64Array,
): Float64Array {
  const solved = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += width)
    solved.set(solve(values.subarray(start, start + width)), start);
  return solved;
}

/** The last column is of ones; its weights are not penalized. */
const isBias = (at: number, width: number) => at % width === width - 1;

/** Sum of the squares of the weights that are penalized. */
function squares(weights: Float64Array, width: number): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at += 1) if (!isBias(at, width)) sum += (weights[at] ?? 0) ** 2;
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

import { readPlaces } from './places.ts';
import type { WorkerPlaces } from './places.ts';
import type { Kernel } from './functions.ts';
import { recordFunctions } from './recordsTwin.ts';
import {
  adam,
  blockRows,
  epsInsensitiveAbsolute,
  epsInsensitiveSquared,
  huber,
  logistic,
  quantile,
  run,
  sgd,
  softmax,
  stepBytes,
} from './layout.ts';

const f32 = Math.fround;

/**
 * The kernel in plain TypeScript, on the same memory and with the same order of operations: bit-identical to `kernel.as.ts`, which
 * documents each function. Used where SIMD is missing.
 */
export function twinKernel(memory: ArrayBufferLike): Kernel {
  const narrow = new Float32Array(memory);
  const wide = new Float64Array(memory);
  const f = (at: number) => narrow[at] ?? 0;
  const d = (at: number) => wide[at] ?? 0;

  return {
    train(places, x, batches) {
      const own = readPlaces(memory, places);
      const { gradients: g, groups, classes, features, rows } = own;
      for (let index = 0; index < batches; index += 1) {
        wide.fill(0, g >> 3, (g >> 3) + groups * classes * features * 4);
        batch(own, x + index * own.batchBytes, rows, true);
        stepAll(own, index);
      }
    },
    trainGrams(places, sums, batches) {
      const own = readPlaces(memory, places);
      for (let index = 0; index < batches; index += 1) {
        gramBatch(own, (sums >> 3) + index * own.features * own.features);
        stepAll(own, index);
      }
    },
    addLosses: (places, x, rows) => batch(readPlaces(memory, places), x, rows, false),
    score(places, x, rows, z, blockBytes) {
      const { features, narrow: w, groups, classes } = readPlaces(memory, places);
      for (let row = 0, block = 0; row < rows; row += blockRows, block += 1)
        for (let panel = 0; panel < groups * classes; panel += 1)
          scores(
            (x >> 2) + row * (features + 1),
            (w >> 2) + panel * features * 4,
            (z >> 2) + (block * blockBytes) / 4 + panel * 256,
            features,
            Math.min(blockRows, rows - row),
          );
    },
    ...recordFunctions(memory),
    gram(x, rows, features, _wide, sums) {
      wide.fill(0, sums >> 3, (sums >> 3) + features * features);
      for (let row = 0; row < rows; row += blockRows / 2) {
        const half = (x >> 2) + Math.floor(row / blockRows) * features * blockRows + (row % blockRows);
        for (let i = 0; i < features; i += 1)
          for (let j = 0; j <= i; j += 1) {
            let even = 0;
            let odd = 0;
            for (let k = 0; k < 32; k += 2) {
              even += f(half + i * 64 + k) * f(half + j * 64 + k);
              odd += f(half + i * 64 + k + 1) * f(half + j * 64 + k + 1);
            }
            const at = (sums >> 3) + i * features + j;
            wide[at] = d(at) + (even + odd);
            wide[(sums >> 3) + j * features + i] = d(at);
          }
      }
    },
  };

  function batch(own: WorkerPlaces, x: number, rows: number, isTraining: boolean): void {
    const { loss, features, groups, classes, narrow: w } = own;
    const z = own.scores >> 2;
    const sums = (isTraining ? own.trainLosses : own.validationLosses) >> 3;
    const settings = (isTraining ? own.trainSettings : own.validationSettings) >> 2;
    for (let row = 0; row < rows; row += blockRows) {
      const block = (x >> 2) + row * (features + 1);
      const y = block + features * 64;
      const count = Math.min(blockRows, rows - row);
      for (let group = 0; group < groups; group += 1) {
        for (let k = 0; k < classes; k += 1)
          scores(block, (w >> 2) + (group * classes + k) * features * 4, z + k * 256, features, count);
        for (let lane = 0; lane < 4; lane += 1)
          wide[sums + group * 4 + lane] =
            d(sums + group * 4 + lane) + errors(loss, z + lane, y, count, classes, settings);
        if (!isTraining) continue;
        for (let k = 0; k < classes; k += 1) {
          const g = (own.gradients >> 3) + (group * classes + k) * features * 4;
          gradients(block, z + k * 256, g, features, count);
        }
      }
    }
  }

  function gramBatch(own: WorkerPlaces, sums: number): void {
    const { features, groups, weights, gradients: g, trainLosses } = own;
    for (let group = 0; group < groups; group += 1)
      for (let lane = 0; lane < 4; lane += 1) {
        const from = (weights >> 3) + group * features * 4 + lane;
        const to = (g >> 3) + group * features * 4 + lane;
        const total = (trainLosses >> 3) + group * 4 + lane;
        for (let i = 0; i < features; i += 1) {
          let sum = 0;
          for (let k = 0; k < features; k += 1) sum += d(from + k * 4) * d(sums + k * features + i);
          wide[to + i * 4] = sum;
          wide[total] = d(total) + d(from + i * 4) * sum;
        }
      }
  }

  function stepAll(own: WorkerPlaces, index: number): void {
    const { groups, classes, features, width, hasBias, steps, rates } = own;
    for (let group = 0; group < groups; group += 1) {
      const settings = (steps + group * 2 * stepBytes) >> 3;
      const rate = (rates >> 3) + (index * groups + group) * 4;
      for (let k = 0; k < classes; k += 1) {
        const panel = (group * classes + k) * features * 4;
        step(own, panel, panel + width * 4, rate, settings);
        const bias = panel + width * 4;
        if (hasBias !== 0) step(own, bias, bias + 4, rate, settings + stepBytes / 8);
      }
    }
  }

  /** Updates the weights starting at index `from` of the panels. */
  function step(own: WorkerPlaces, from: number, to: number, rates: number, at: number): void {
    const [share, decay1, gain1] = [d(at + 12), d(at + 13), d(at + 14)];
    const [decay2, gain2, epsilon] = [d(at + 15), d(at + 16), d(at + 17)];
    const optimizer = d(at + 18);
    for (let k = from; k < to; k += 1) {
      const rate = d(rates + (k & 3)) * d(at + (k & 3));
      const [wd, l1] = [d(at + 4 + (k & 3)), d(at + 8 + (k & 3))];
      const weight = d((own.weights >> 3) + k);
      const gradient = share * (d((own.gradients >> 3) + k) + l1 * Math.sign(weight)) + wd * weight;
      const [mean, square] = [(own.first >> 3) + k, (own.second >> 3) + k];
      let change: number;
      if (optimizer === adam) {
        wide[mean] = decay1 * d(mean) + gain1 * gradient;
        wide[square] = decay2 * d(square) + gain2 * gradient * gradient;
        change = (rate * d(mean)) / (Math.sqrt(d(square)) + epsilon);
      } else if (optimizer === sgd) {
        change = decay1 * d(mean) + rate * gradient;
        wide[mean] = change;
      } else {
        wide[square] = decay2 * d(square) + gain2 * gradient * gradient;
        change = (rate * gradient) / Math.sqrt(d(square) + epsilon);
      }
      wide[(own.weights >> 3) + k] = weight - change;
      narrow[(own.narrow >> 2) + k] = weight - change;
    }
  }

  function scores(x: number, w: number, z: number, features: number, rows: number): void {
    for (let row = 0; row < rows; row += 1)
      for (let lane = 0; lane < 4; lane += 1) {
        // −0 + x is x for every x.
        let total = -0;
        for (let from = 0; from < features; from += run) {
          let sum = -0;
          for (let feature = from; feature < Math.min(from + run, features); feature += 4) {
            let four = -0;
            for (let k = feature; k < Math.min(feature + 4, features); k += 1)
              four = f32(four + f32(f(x + k * 64 + row) * f(w + k * 4 + lane)));
            sum = f32(sum + four);
          }
          total = f32(total + sum);
        }
        narrow[z + row * 4 + lane] = total;
      }
  }

  function gradients(x: number, e: number, g: number, features: number, rows: number): void {
    for (let feature = 0; feature < features; feature += 1)
      for (let lane = 0; lane < 4; lane += 1) {
        let sum = 0;
        for (let row = 0; row < rows; row += 1)
          sum = f32(sum + f32(f(x + feature * 64 + row) * f(e + row * 4 + lane)));
        const at = g + feature * 4 + lane;
        wide[at] = d(at) + sum;
      }
  }

  /** Replaces the scores of one lane by errors; returns the sum of its losses. */
  function errors(
    loss: number,
    z: number,
    y: number,
    rows: number,
    classes: number,
    settings: number,
  ): number {
    switch (loss) {
      case softmax:
        return softmaxErrors(z, y, rows, classes, settings);
      case logistic:
        return logisticErrors(z, y, rows, settings);
      default:
        return errorsOf(loss, z, y, rows, settings);
    }
  }

  function errorsOf(loss: number, z: number, y: number, rows: number, settings: number): number {
    const sums = [0, 0];
    for (let row = 0; row < rows; row += 1) {
      const [value, slope] = errorOf(loss, f(z + row * 4), f(y + row), f(settings), f(settings + 1));
      sums[row & 1] = f32((sums[row & 1] ?? 0) + value);
      narrow[z + row * 4] = slope;
    }
    return f32((sums[0] ?? 0) + (sums[1] ?? 0));
  }

  function logisticErrors(z: number, y: number, rows: number, settings: number): number {
    const limit = f(settings);
    const more = f32(f(settings + 1) - 1);
    let sum = 0;
    let product = 0;
    let ofPositives = 0;
    for (let row = 0; row < rows; row += 1) {
      const at = z + row * 4;
      const target = f(y + row);
      const turn = target === 1 ? -1 : 1;
      const wrong = turn * f(at);
      const tail = expOf(-Math.abs(wrong));
      const share = f32(larger(tail, wrong >= 0 ? 1 : 0) / f32(1 + tail));
      const weight = f32(1 + f32(target * more));
      sum = f32(sum + f32(weight * smaller(larger(wrong, 0), limit)));
      product = timesOnePlus(tail, product);
      ofPositives = timesOnePlus(f32(target * tail), ofPositives);
      narrow[at] = turn * f32(weight * share);
    }
    return f32(f32(sum + log1p(product)) + f32(more * log1p(ofPositives)));
  }

  function softmaxErrors(z: number, y: number, rows: number, classes: number, settings: number): number {
    const limit = f(settings);
    let sum = 0;
    for (let row = 0; row < rows; row += 1) {
      const at = z + row * 4;
      const own = at + f(y + row) * 256;
      const weight = f(settings + 1 + f(y + row));
      let top = f(at);
      for (let k = 1; k < classes; k += 1) top = larger(top, f(at + k * 256));
      const behind = f32(top - f(own));
      let others = -1;
      for (let k = 0; k < classes; k += 1) {
        const share = expOf(f32(f(at + k * 256) - top));
        narrow[at + k * 256] = share;
        others = f32(others + share);
      }
      const logLoss = f32(behind + log1p(others));
      sum = f32(sum + f32(weight * smaller(logLoss, limit)));
      const live = logLoss <= limit ? weight : 0;
      const scale = live === 0 ? 0 : f32(live / f32(1 + others));
      for (let k = 0; k < classes; k += 1) narrow[at + k * 256] = f(at + k * 256) * scale;
      narrow[own] = f(own) - live;
    }
    return sum;
  }
}

const larger = (a: number, b: number) => (a < b ? b : a);
const smaller = (a: number, b: number) => (b < a ? b : a);

/** Loss and its derivative in the score. */
function errorOf(
  loss: number,
  score: number,
  target: number,
  a: number,
  b: number,
): readonly [number, number] {
  const e = f32(score - target);
  const size = Math.abs(e);
  switch (loss) {
    case epsInsensitiveSquared: {
      const value = larger(f32(f32(e * e) - a), 0);
      return [value, value === 0 ? 0 : e];
    }
    case epsInsensitiveAbsolute: {
      const beyond = larger(f32(size - a), 0);
      return [beyond, beyond > 0 ? Math.sign(e) : 0];
    }
    case quantile: {
      const above = f32(1 - a);
      return [larger(f32(above * e), f32(-a * e)), e > 0 ? above : e < 0 ? -a : 0];
    }
    case huber: {
      const inside = smaller(size, a);
      return [f32(inside * f32(size - f32(inside * 0.5))), e < 0 ? -inside : inside];
    }
    default: {
      const side = f32(f32(target + target) - 1);
      const weight = f32(1 + f32(target * f32(b - 1)));
      const short = larger(f32(a - f32(side * f32(score - 0.5))), 0);
      return [f32(weight * short), short > 0 ? -f32(weight * side) : 0];
    }
  }
}

/** (1 + product) · (1 + x) − 1. */
const timesOnePlus = (x: number, product: number) => f32(product + f32(x + f32(x * product)));

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const bitsOf = (value: number) => {
  float[0] = value;
  return bits[0] ?? 0;
};
const floatOf = (value: number) => {
  bits[0] = value;
  return float[0] ?? 0;
};

function expOf(x: number): number {
  const power = larger(f32(x * f32(Math.LOG2E)), -125);
  const shifted = f32(power + 12582912);
  const r = f32(power - f32(shifted - 12582912));
  const square = f32(r * r);
  const plus = (sum: number, a: number, b: number) => f32(sum + f32(a * b));
  const [c1, c2, c3, c4, c5] = expCoefficients;
  const high = plus(plus(c3, c4, r), square, c5);
  const series = plus(plus(1, c1, r), square, plus(c2, r, high));
  return floatOf(bitsOf(series) + (bitsOf(shifted) << 23));
}

const expCoefficients = [
  f32(0.6931469775987165),
  f32(0.2402224208463514),
  f32(0.05550733743574494),
  f32(0.00967151268814809),
  f32(0.0013264727246984974),
] as const;

function log1p(x: number): number {
  const n = (bitsOf(f32(1 + x)) >>> 23) - 127;
  const scale = floatOf((127 - n) << 23);
  const beyond = f32(f32(scale - 1) + f32(x * scale));
  const s = f32(beyond / f32(beyond + 2));
  const square = f32(s * s);
  const fourth = f32(square * square);
  const pair = (first: number, second: number) => f32(f32(2 / first) + f32(f32(2 / second) * square));
  const low = f32(pair(1, 3) + f32(fourth * pair(5, 7)));
  const high = f32(pair(9, 11) + f32(fourth * f32(2 / 13)));
  const series = f32(low + f32(f32(fourth * fourth) * high));
  return f32(f32(s * series) + f32(n * f32(Math.LN2)));
}

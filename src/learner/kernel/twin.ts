import type { Kernel } from './kernel.ts';
import {
  adam,
  blockRows,
  epsInsensitiveAbsolute,
  epsInsensitiveSquared,
  hinge,
  huber,
  quantile,
  run,
  sgd,
  softmax,
} from './layout.ts';

const f32 = Math.fround;

/**
 * The kernel in plain TypeScript, over the same memory and in the same order of operations: every bit equals that of
 * `kernel.as.ts`, where each function is described. It serves where SIMD is missing.
 */
export function twinKernel(memory: ArrayBufferLike): Kernel {
  const narrow = new Float32Array(memory);
  const wide = new Float64Array(memory);
  const f = (at: number) => narrow[at] ?? 0;
  const d = (at: number) => wide[at] ?? 0;

  return {
    batch(loss, x, rows, features, label, groups, classes, w, z, g, losses, settings) {
      for (let row = 0; row < rows; row += blockRows) {
        const block = (x >> 2) + row * features;
        const count = Math.min(blockRows, rows - row);
        for (let group = 0; group < groups; group += 1) {
          const sums = (losses >> 3) + group * 4;
          for (let k = 0; k < classes; k += 1)
            scores(block, (w >> 2) + (group * classes + k) * features * 4, (z >> 2) + k * 256, label, count);
          for (let lane = 0; lane < 4; lane += 1)
            wide[sums + lane] =
              d(sums + lane) +
              (loss === softmax
                ? softmaxErrors((z >> 2) + lane, block + label * 64, count, classes, settings >> 2)
                : errors(loss, (z >> 2) + lane, block + label * 64, count, settings >> 2));
          if (g === 0) continue;
          for (let k = 0; k < classes; k += 1)
            gradients(
              block,
              (z >> 2) + k * 256,
              (g >> 3) + (group * classes + k) * features * 4,
              features,
              count,
            );
        }
      }
    },
    score(x, rows, features, label, panels, w, z, blockBytes) {
      for (let row = 0, block = 0; row < rows; row += blockRows, block += 1)
        for (let panel = 0; panel < panels; panel += 1)
          scores(
            (x >> 2) + row * features,
            (w >> 2) + panel * features * 4,
            (z >> 2) + (block * blockBytes) / 4 + panel * 256,
            label,
            Math.min(blockRows, rows - row),
          );
    },
    pack(
      records,
      recordBytes,
      featuresAt,
      labelAt,
      rows,
      x,
      features,
      width,
      means,
      scales,
      labelMean,
      labelScale,
    ) {
      const to = x >> 2;
      narrow.fill(0, to, to + Math.ceil(rows / blockRows) * features * blockRows);
      const bytes = new DataView(memory);
      for (let row = 0; row < rows; row += 1) {
        const from = records + row * recordBytes;
        const out = to + Math.floor(row / blockRows) * features * blockRows + (row % blockRows);
        for (let feature = 0; feature < width; feature += 1) {
          const value = bytes.getFloat32(from + featuresAt + feature * 4, true);
          narrow[out + feature * 64] = f32(
            f32(value - f((means >> 2) + feature)) / f((scales >> 2) + feature),
          );
        }
        narrow[out + width * 64] = 1;
        const label = bytes.getFloat32(from + labelAt, true);
        narrow[out + (width + 1) * 64] = f32(f32(label - f32(labelMean)) / f32(labelScale));
      }
    },
    gram(x, rows, features, _wide, sums) {
      for (let row = 0; row < rows; row += blockRows / 2) {
        const half = (x >> 2) + Math.floor(row / blockRows) * features * blockRows + (row % blockRows);
        for (let i = 0; i < features; i += 1)
          for (let j = 0; j < (i | 3) + 1; j += 1) {
            let even = 0;
            let odd = 0;
            for (let k = 0; k < 32; k += 2) {
              even += f(half + i * 64 + k) * f(half + j * 64 + k);
              odd += f(half + i * 64 + k + 1) * f(half + j * 64 + k + 1);
            }
            const at = (sums >> 3) + i * features + j;
            wide[at] = d(at) + (even + odd);
          }
      }
    },
    gramBatch(sums, features, panels, v, g, losses) {
      for (let panel = 0; panel < panels; panel += 1)
        for (let lane = 0; lane < 4; lane += 1) {
          const from = (v >> 3) + panel * features * 4 + lane;
          const to = (g >> 3) + panel * features * 4 + lane;
          const total = (losses >> 3) + panel * 4 + lane;
          for (let i = 0; i < features; i += 1) {
            let sum = 0;
            for (let k = 0; k < features; k += 1) sum += d(from + k * 4) * d((sums >> 3) + k * features + i);
            wide[to + i * 4] = sum;
            wide[total] = d(total) + d(from + i * 4) * sum;
          }
        }
    },
    step(optimizer, features, hasBias, w, g, first, second, out, settings) {
      const places = { w: w >> 3, g: g >> 3, first: first >> 3, second: second >> 3, out: out >> 2 };
      step(optimizer, [0, features], places, settings >> 3);
      if (hasBias !== 0) step(optimizer, [features, features + 1], places, (settings >> 3) + 18);
    },
  };

  function step(
    optimizer: number,
    [from, to]: readonly [number, number],
    { w, g, first, second, out }: StepPlaces,
    at: number,
  ): void {
    const [share, decay1, gain1] = [d(at + 12), d(at + 13), d(at + 14)];
    const [decay2, gain2, epsilon] = [d(at + 15), d(at + 16), d(at + 17)];
    for (let k = from * 4; k < to * 4; k += 1) {
      const [rate, wd, l1] = [d(at + (k & 3)), d(at + 4 + (k & 3)), d(at + 8 + (k & 3))];
      const weight = d(w + k);
      const gradient = share * (d(g + k) + l1 * Math.sign(weight)) + wd * weight;
      const [mean, square] = [first + k, second + k];
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
      wide[w + k] = weight - change;
      narrow[out + k] = weight - change;
    }
  }

  function scores(x: number, w: number, z: number, label: number, rows: number): void {
    for (let row = 0; row < rows; row += 1)
      for (let lane = 0; lane < 4; lane += 1)
        for (let from = 0; from < label; from += run) {
          let sum = 0;
          for (let feature = from; feature < Math.min(from + run, label); feature += 1)
            sum = f32(sum + f32(f(x + feature * 64 + row) * f(w + feature * 4 + lane)));
          const at = z + row * 4 + lane;
          narrow[at] = from === 0 ? sum : f(at) + sum;
        }
  }

  function gradients(x: number, e: number, g: number, features: number, rows: number): void {
    for (let feature = 0; feature < features; feature += 1)
      for (let lane = 0; lane < 4; lane += 1) {
        let even = 0;
        let odd = 0;
        for (let row = 0; row < rows; row += 2) {
          even = f32(even + f32(f(x + feature * 64 + row) * f(e + row * 4 + lane)));
          if (row + 1 < rows) odd = f32(odd + f32(f(x + feature * 64 + row + 1) * f(e + row * 4 + 4 + lane)));
        }
        const at = g + feature * 4 + lane;
        wide[at] = d(at) + f32(even + odd);
      }
  }

  /** Errors of one lane; returns the sum of its losses. */
  function errors(loss: number, z: number, y: number, rows: number, settings: number): number {
    const sums = [0, 0];
    for (let row = 0; row < rows; row += 1) {
      const [value, slope] = errorOf(loss, f(z + row * 4), f(y + row), f(settings), f(settings + 1));
      sums[row & 1] = f32((sums[row & 1] ?? 0) + value);
      narrow[z + row * 4] = slope;
    }
    return f32((sums[0] ?? 0) + (sums[1] ?? 0));
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

/** Indices of what a step reads and writes. */
interface StepPlaces {
  readonly w: number;
  readonly g: number;
  readonly first: number;
  readonly second: number;
  readonly out: number;
}

const larger = (a: number, b: number) => (a < b ? b : a);
const smaller = (a: number, b: number) => (b < a ? b : a);

/** Loss and its derivative by the score. */
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
      const beyond = larger(f32(size - a), 0);
      return [f32(beyond * beyond), e < 0 ? -beyond : beyond];
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
    case hinge: {
      const side = f32(f32(target + target) - 1);
      const weight = f32(1 + f32(target * f32(b - 1)));
      const short = larger(f32(a - f32(side * score)), 0);
      return [f32(weight * short), short > 0 ? -f32(weight * side) : 0];
    }
    default: {
      const weight = f32(1 + f32(target * f32(b - 1)));
      const tail = expOf(-Math.abs(score));
      const large = f32(1 / f32(1 + tail));
      const p = score >= 0 ? large : f32(tail * large);
      const wrong = larger(f32(score - f32(target * f32(score + score))), 0);
      const logLoss = f32(wrong + log1p(tail));
      return [f32(weight * smaller(logLoss, a)), f32(weight * f32(p - target))];
    }
  }
}

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
  const bounded = larger(x, -87);
  const shifted = f32(12582912 + f32(bounded * f32(Math.LOG2E)));
  const n = f32(shifted - 12582912);
  const r = f32(f32(bounded - f32(n * 0.693359375)) - f32(n * f32(-0.00021219444)));
  let series = f32(1 / 5040);
  for (const factorial of [720, 120, 24, 6, 2, 1, 1]) series = f32(f32(1 / factorial) + f32(series * r));
  return f32(series * floatOf((bitsOf(shifted) << 23) + (127 << 23)));
}

function log1p(x: number): number {
  const n = (bitsOf(f32(1 + x)) >>> 23) - 127;
  const scale = floatOf((127 - n) << 23);
  const beyond = f32(f32(scale - 1) + f32(x * scale));
  const s = f32(beyond / f32(beyond + 2));
  const square = f32(s * s);
  let series = f32(2 / 15);
  for (const odd of [13, 11, 9, 7, 5, 3, 1]) series = f32(f32(2 / odd) + f32(series * square));
  return f32(f32(s * series) + f32(n * f32(Math.LN2)));
}

// The arithmetic of training, in AssemblyScript: four models a SIMD vector. `twin.ts` is the same in TypeScript, bit for bit.
//
// Rows come in blocks of 64, column by column: x[feature][64], float32. The columns are the features, a column of ones (its
// weight is the bias), the label, and zeros up to a multiple of four. Models come in panels of four: w[feature][4].
// A group is one panel, or for softmax one panel a class. Sums over rows are float32 within a block and float64 across blocks.

import {
  adam, blockRows, epsInsensitiveAbsolute, epsInsensitiveSquared, hinge, huber, logistic, quantile, run, sgd, softmax,
} from './layout';

/**
 * Adds the losses of `rows` rows to losses[group][4], and their gradients to g[panel][feature][4] unless g is 0 (both float64).
 * w[panel][feature][4] and settings are float32; z is room for `classes` panels of scores.
 */
export function batch(
  loss: i32, x: usize, rows: i32, features: i32, label: i32,
  groups: i32, classes: i32, w: usize, z: usize, g: usize, losses: usize, settings: usize,
): void {
  for (let row = 0; row < rows; row += blockRows) {
    const count = min(blockRows, rows - row);
    const y = x + (label << 8);
    for (let group = 0; group < groups; group++) {
      const panel = group * classes;
      for (let k = 0; k < classes; k++) scores(x, w + (((panel + k) * features) << 4), z + (k << 10), label, count);
      if (loss == softmax) softmaxErrors(z, y, count, classes, losses + (group << 5), settings);
      else errors(loss, z, y, count, losses + (group << 5), settings);
      if (g == 0) continue;
      for (let k = 0; k < classes; k++) gradients(x, z + (k << 10), g + (((panel + k) * features) << 5), features, count);
    }
    x += features << 8;
  }
}

/** Scores alone: those of block b go to z + b · blockBytes, a panel after the other. */
export function score(
  x: usize, rows: i32, features: i32, label: i32, panels: i32, w: usize, z: usize, blockBytes: i32,
): void {
  for (let row = 0; row < rows; row += blockRows) {
    for (let panel = 0; panel < panels; panel++)
      scores(x, w + ((panel * features) << 4), z + (panel << 10), label, min(blockRows, rows - row));
    x += features << 8;
    z += blockBytes;
  }
}

/** z[row][4] = Σ x[feature][row] · w[feature][4] over the features before the label, eight rows at a time. */
function scores(x: usize, w: usize, z: usize, label: i32, rows: i32): void {
  for (let row = 0; row < rows; row += 8) {
    const out = z + (row << 4);
    for (let from = 0; from < label; from += run) {
      let at = x + (from << 8) + (row << 2);
      let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero(), a4 = zero(), a5 = zero(), a6 = zero(), a7 = zero();
      const end = w + (min(from + run, label) << 4);
      for (let p = w + (from << 4); p < end; p += 16) {
        const weight = v128.load(p);
        a0 = madd(a0, weight, v128.load_splat<f32>(at));
        a1 = madd(a1, weight, v128.load_splat<f32>(at, 4));
        a2 = madd(a2, weight, v128.load_splat<f32>(at, 8));
        a3 = madd(a3, weight, v128.load_splat<f32>(at, 12));
        a4 = madd(a4, weight, v128.load_splat<f32>(at, 16));
        a5 = madd(a5, weight, v128.load_splat<f32>(at, 20));
        a6 = madd(a6, weight, v128.load_splat<f32>(at, 24));
        a7 = madd(a7, weight, v128.load_splat<f32>(at, 28));
        at += blockRows << 2;
      }
      if (from == 0) store8(out, a0, a1, a2, a3, a4, a5, a6, a7);
      else
        store8(
          out, plus(out, a0), plus(out + 16, a1), plus(out + 32, a2), plus(out + 48, a3),
          plus(out + 64, a4), plus(out + 80, a5), plus(out + 96, a6), plus(out + 112, a7),
        );
    }
  }
}

/** g[feature][4] += Σ x[feature][row] · e[row][4], four features and two rows at a time; an odd last row pairs with zeros. */
function gradients(x: usize, e: usize, g: usize, features: i32, rows: i32): void {
  if (rows & 1) v128.store(e + (rows << 4), zero());
  const end = e + (rows << 4);
  for (let feature = 0; feature < features; feature += 4) {
    let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero(), b0 = zero(), b1 = zero(), b2 = zero(), b3 = zero();
    let at = x + (feature << 8);
    for (let p = e; p < end; p += 32) {
      const first = v128.load(p), second = v128.load(p, 16);
      a0 = madd(a0, first, v128.load_splat<f32>(at));
      a1 = madd(a1, first, v128.load_splat<f32>(at, 256));
      a2 = madd(a2, first, v128.load_splat<f32>(at, 512));
      a3 = madd(a3, first, v128.load_splat<f32>(at, 768));
      b0 = madd(b0, second, v128.load_splat<f32>(at, 4));
      b1 = madd(b1, second, v128.load_splat<f32>(at, 260));
      b2 = madd(b2, second, v128.load_splat<f32>(at, 516));
      b3 = madd(b3, second, v128.load_splat<f32>(at, 772));
      at += 8;
    }
    const out = g + (feature << 5);
    addWide(out, f32x4.add(a0, b0));
    addWide(out + 32, f32x4.add(a1, b1));
    addWide(out + 64, f32x4.add(a2, b2));
    addWide(out + 96, f32x4.add(a3, b3));
  }
}

/**
 * Scores become derivatives of the loss by the score, in place. Settings: a width, a quantile, a delta, a margin, or the most the
 * logistic loss can be; then the weight of a row labelled 1.
 */
function errors(loss: i32, z: usize, y: usize, rows: i32, losses: usize, settings: usize): void {
  switch (loss) {
    case epsInsensitiveSquared: return errorsOf(epsInsensitiveSquared, z, y, rows, losses, settings);
    case epsInsensitiveAbsolute: return errorsOf(epsInsensitiveAbsolute, z, y, rows, losses, settings);
    case quantile: return errorsOf(quantile, z, y, rows, losses, settings);
    case huber: return errorsOf(huber, z, y, rows, losses, settings);
    case hinge: return errorsOf(hinge, z, y, rows, losses, settings);
    default: return errorsOf(logistic, z, y, rows, losses, settings);
  }
}

// Inlined, so that each loss gets a loop of its own.
@inline function errorsOf(loss: i32, z: usize, y: usize, rows: i32, losses: usize, settings: usize): void {
  const a = v128.load_splat<f32>(settings), b = v128.load_splat<f32>(settings, 4);
  let even = zero(), odd = zero();
  const end = z + (rows << 4);
  for (let at = z; at < end; at += 32) {
    even = f32x4.add(even, errorOf(loss, at, v128.load_splat<f32>(y), a, b));
    if (at + 16 < end) odd = f32x4.add(odd, errorOf(loss, at + 16, v128.load_splat<f32>(y, 4), a, b));
    y += 8;
  }
  addWide(losses, f32x4.add(even, odd));
}

/** The loss of one row in four models; its derivative takes the place of the score. */
@inline function errorOf(loss: i32, at: usize, target: v128, a: v128, b: v128): v128 {
  const score = v128.load(at);
  const e = f32x4.sub(score, target);
  let value = zero(), slope = zero();
  switch (loss) {
    case epsInsensitiveSquared: {
      const beyond = f32x4.pmax(f32x4.sub(f32x4.abs(e), a), zero());
      value = f32x4.mul(beyond, beyond);
      slope = withSign(beyond, e);
      break;
    }
    case epsInsensitiveAbsolute: {
      value = f32x4.pmax(f32x4.sub(f32x4.abs(e), a), zero());
      slope = v128.and(withSign(one(), e), f32x4.gt(value, zero()));
      break;
    }
    case quantile: {
      const above = f32x4.sub(one(), a), below = f32x4.neg(a);
      value = f32x4.pmax(f32x4.mul(above, e), f32x4.mul(below, e));
      slope = v128.or(v128.and(above, f32x4.gt(e, zero())), v128.and(below, f32x4.lt(e, zero())));
      break;
    }
    case huber: {
      const size = f32x4.abs(e), inside = f32x4.pmin(size, a);
      value = f32x4.mul(inside, f32x4.sub(size, f32x4.mul(inside, half())));
      slope = withSign(inside, e);
      break;
    }
    case hinge: {
      const side = f32x4.sub(f32x4.add(target, target), one());
      const weight = madd(one(), target, f32x4.sub(b, one()));
      const short = f32x4.pmax(f32x4.sub(a, f32x4.mul(side, score)), zero());
      value = f32x4.mul(weight, short);
      slope = v128.and(f32x4.neg(f32x4.mul(weight, side)), f32x4.gt(short, zero()));
      break;
    }
    default: {
      const weight = madd(one(), target, f32x4.sub(b, one()));
      const tail = expOf(f32x4.neg(f32x4.abs(score)));
      const large = f32x4.div(one(), f32x4.add(one(), tail));
      const p = v128.bitselect(large, f32x4.mul(tail, large), f32x4.ge(score, zero()));
      const wrong = f32x4.pmax(f32x4.sub(score, f32x4.mul(target, f32x4.add(score, score))), zero());
      const logLoss = f32x4.add(wrong, log1p(tail));
      value = f32x4.mul(weight, f32x4.pmin(logLoss, a));
      slope = f32x4.mul(weight, f32x4.sub(p, target));
    }
  }
  v128.store(at, slope);
  return value;
}

/**
 * The same for softmax, over z[class][row][4]. Settings: the most the loss can be (above it the probability is clipped and has no
 * derivative), then the weight of each class.
 */
function softmaxErrors(z: usize, y: usize, rows: i32, classes: i32, losses: usize, settings: usize): void {
  const limit = v128.load_splat<f32>(settings);
  let sum = zero();
  for (let row = 0; row < rows; row++) {
    const at = z + (row << 4), end = at + (classes << 10);
    const label = <i32>load<f32>(y + (row << 2));
    const own = at + (label << 10), weight = v128.load_splat<f32>(settings + (label << 2), 4);
    let top = v128.load(at);
    for (let p = at + 1024; p < end; p += 1024) top = f32x4.pmax(top, v128.load(p));
    // The largest share is 1: counted from −1, the total keeps what is small beside it.
    const behind = f32x4.sub(top, v128.load(own));
    let others = f32x4.neg(one());
    for (let p = at; p < end; p += 1024) {
      const share = expOf(f32x4.sub(v128.load(p), top));
      v128.store(p, share);
      others = f32x4.add(others, share);
    }
    const logLoss = f32x4.add(behind, log1p(others)), live = f32x4.le(logLoss, limit);
    sum = f32x4.add(sum, f32x4.mul(weight, f32x4.pmin(logLoss, limit)));
    const scale = v128.and(f32x4.div(weight, f32x4.add(one(), others)), live);
    for (let p = at; p < end; p += 1024) v128.store(p, f32x4.mul(v128.load(p), scale));
    v128.store(own, f32x4.sub(v128.load(own), v128.and(weight, live)));
  }
  addWide(losses, sum);
}

/**
 * Records become blocks: float32 features from `featuresAt` of each record less their means, by their scales, then 1, the label,
 * zeros. Up to three floats behind the features are read and dropped.
 */
export function pack(
  records: usize, recordBytes: i32, featuresAt: i32, labelAt: i32, rows: i32,
  x: usize, features: i32, width: i32, means: usize, scales: usize, labelMean: f32, labelScale: f32,
): void {
  for (let row = 0; row < rows; row += blockRows) {
    const count = min(blockRows, rows - row), end = records + count * recordBytes;
    if (count < blockRows) memory.fill(x, 0, <usize>features << 8);
    for (let feature = 0; feature < width; feature += 4) {
      const mean = v128.load(means + (feature << 2)), scale = v128.load(scales + (feature << 2));
      let out = x + (feature << 8);
      const at = featuresAt + (feature << 2);
      for (let record = records; record < end; record += recordBytes) {
        const scaled = f32x4.div(f32x4.sub(v128.load(record + at), mean), scale);
        v128.store_lane<f32>(out, scaled, 0);
        v128.store_lane<f32>(out, scaled, 1, 256);
        v128.store_lane<f32>(out, scaled, 2, 512);
        v128.store_lane<f32>(out, scaled, 3, 768);
        out += 4;
      }
    }
    let bias = x + (width << 8);
    for (let record = records; record < end; record += recordBytes) {
      store<f32>(bias, 1);
      store<f32>(bias, (load<f32>(record + labelAt) - labelMean) / labelScale, 256);
      bias += 4;
    }
    memory.fill(x + ((width + 2) << 8), 0, <usize>(features - width - 2) << 8);
    records = end;
    x += features << 8;
  }
}

/** gram[i][j] += Σ x[i][row] · x[j][row] in float64, every j up to i's tile of four; wide is room for half a block. */
export function gram(x: usize, rows: i32, features: i32, wide: usize, sums: usize): void {
  for (let row = 0; row < rows; row += blockRows / 2) {
    const half = x + (row / blockRows) * (features << 8) + ((row % blockRows) << 2);
    for (let feature = 0; feature < features; feature++)
      for (let k: usize = 0; k < 128; k += 8)
        v128.store(wide + (feature << 8) + (k << 1), f64x2.promote_low_f32x4(v128.load64_zero(half + (feature << 8) + k)));
    for (let i = 0; i < features; i += 4)
      for (let j = 0; j < i + 4; j += 2) gramTile(wide + (i << 8), wide + (j << 8), sums + ((i * features + j) << 3), features << 3);
  }
}

function gramTile(xi: usize, xj: usize, out: usize, stride: usize): void {
  let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero(), b0 = zero(), b1 = zero(), b2 = zero(), b3 = zero();
  for (const end = xi + 256; xi < end; xi += 16) {
    const first = v128.load(xj), second = v128.load(xj, 256);
    const x0 = v128.load(xi), x1 = v128.load(xi, 256), x2 = v128.load(xi, 512), x3 = v128.load(xi, 768);
    a0 = maddWide(a0, first, x0);
    b0 = maddWide(b0, second, x0);
    a1 = maddWide(a1, first, x1);
    b1 = maddWide(b1, second, x1);
    a2 = maddWide(a2, first, x2);
    b2 = maddWide(b2, second, x2);
    a3 = maddWide(a3, first, x3);
    b3 = maddWide(b3, second, x3);
    xj += 16;
  }
  addPair(out, a0, b0);
  addPair(out + stride, a1, b1);
  addPair(out + 2 * stride, a2, b2);
  addPair(out + 3 * stride, a3, b3);
}

/**
 * Squared loss from a whole symmetric gram matrix: for v = [weights, bias, −1, 0…] (float64, v[feature][4]) g = gram · v holds
 * the gradient, and v · g is the sum of squared errors, which is added to losses[4].
 */
export function gramBatch(sums: usize, features: i32, panels: i32, v: usize, g: usize, losses: usize): void {
  const stride = features << 3, bytes = features << 5;
  for (let panel = 0; panel < panels; panel++) {
    let low = v128.load(losses), high = v128.load(losses, 16);
    for (let i = 0; i < features; i += 4) {
      let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero(), b0 = zero(), b1 = zero(), b2 = zero(), b3 = zero();
      let at = sums + (i << 3);
      for (let p = v; p < v + bytes; p += 32) {
        const first = v128.load(p), second = v128.load(p, 16);
        const s0 = v128.load_splat<f64>(at), s1 = v128.load_splat<f64>(at, 8);
        a0 = maddWide(a0, first, s0);
        b0 = maddWide(b0, second, s0);
        a1 = maddWide(a1, first, s1);
        b1 = maddWide(b1, second, s1);
        const s2 = v128.load_splat<f64>(at, 16), s3 = v128.load_splat<f64>(at, 24);
        a2 = maddWide(a2, first, s2);
        b2 = maddWide(b2, second, s2);
        a3 = maddWide(a3, first, s3);
        b3 = maddWide(b3, second, s3);
        at += stride;
      }
      const own = v + (i << 5), out = g + (i << 5);
      low = lossPair(low, own, out, a0, a1, a2, a3);
      high = lossPair(high, own + 16, out + 16, b0, b1, b2, b3);
    }
    v128.store(losses, low);
    v128.store(losses, high, 16);
    v += bytes;
    g += bytes;
    losses += 32;
  }
}

function lossPair(sum: v128, v: usize, g: usize, g0: v128, g1: v128, g2: v128, g3: v128): v128 {
  v128.store(g, g0);
  v128.store(g, g1, 32);
  v128.store(g, g2, 64);
  v128.store(g, g3, 96);
  sum = maddWide(sum, v128.load(v), g0);
  sum = maddWide(sum, v128.load(v, 32), g1);
  sum = maddWide(sum, v128.load(v, 64), g2);
  return maddWide(sum, v128.load(v, 96), g3);
}

/** What the settings of a step take: those of the bias follow those of the weights. */
const stepBytes: i32 = 18 * 8;

/**
 * One step of a panel, from sums of gradients: of the weights of `features` features, and of the bias behind them if there is one.
 * The gradient is the mean + l1 · sign(w) / rows + wd · w. All float64, [feature][4]; w is also written to `narrow` as float32.
 * settings: rate[4], wd[4], l1[4], 1 / rows, decay1, gain1, decay2, gain2, epsilon (rmsprop decays by the second pair, sgd's
 * momentum is decay1).
 */
export function step(
  optimizer: i32, features: i32, hasBias: i32,
  w: usize, g: usize, first: usize, second: usize, narrow: usize, settings: usize,
): void {
  stepRows(optimizer, features, w, g, first, second, narrow, settings);
  if (!hasBias) return;
  const bias = features << 5;
  stepRows(optimizer, 1, w + bias, g + bias, first + bias, second + bias, narrow + (bias >> 1), settings + stepBytes);
}

function stepRows(
  optimizer: i32, features: i32, w: usize, g: usize, first: usize, second: usize, narrow: usize, settings: usize,
): void {
  const share = v128.load_splat<f64>(settings, 96), decay1 = v128.load_splat<f64>(settings, 104);
  const gain1 = v128.load_splat<f64>(settings, 112), decay2 = v128.load_splat<f64>(settings, 120);
  const gain2 = v128.load_splat<f64>(settings, 128), epsilon = v128.load_splat<f64>(settings, 136);
  for (let half: usize = 0; half < 32; half += 16) {
    const rate = v128.load(settings + half), wd = v128.load(settings + half, 32), l1 = v128.load(settings + half, 64);
    for (let at: usize = half, end = <usize>features << 5; at < end; at += 32) {
      const weight = v128.load(w + at);
      const sign = v128.and(withSignWide(f64x2.splat(1), weight), f64x2.ne(weight, zero()));
      const loss = f64x2.mul(share, maddWide(v128.load(g + at), l1, sign));
      const gradient = maddWide(loss, wd, weight);
      let change = zero();
      if (optimizer == adam) {
        const mean = maddWide(f64x2.mul(decay1, v128.load(first + at)), gain1, gradient);
        const square = maddWide(f64x2.mul(decay2, v128.load(second + at)), f64x2.mul(gain2, gradient), gradient);
        v128.store(first + at, mean);
        v128.store(second + at, square);
        change = f64x2.div(f64x2.mul(rate, mean), f64x2.add(f64x2.sqrt(square), epsilon));
      } else if (optimizer == sgd) {
        change = maddWide(f64x2.mul(decay1, v128.load(first + at)), rate, gradient);
        v128.store(first + at, change);
      } else {
        const square = maddWide(f64x2.mul(decay2, v128.load(second + at)), f64x2.mul(gain2, gradient), gradient);
        v128.store(second + at, square);
        change = f64x2.div(f64x2.mul(rate, gradient), f64x2.sqrt(f64x2.add(square, epsilon)));
      }
      const next = f64x2.sub(weight, change);
      v128.store(w + at, next);
      v128.store64_lane(narrow + (at >> 1), f32x4.demote_f64x2_zero(next), 0);
    }
  }
}

/**
 * exp(x) for x ≤ 0: 2^n · exp(r), |r| ≤ ln 2 / 2, and Taylor's series; below −87 it is exp(−87). Adding 1.5 · 2^23 rounds to a
 * whole n, which then stands in the lowest bits.
 */
@inline function expOf(x: v128): v128 {
  const bounded = f32x4.pmax(x, f32x4.splat(-87));
  const shifted = madd(f32x4.splat(12582912), bounded, f32x4.splat(1.4426950408889634));
  const n = f32x4.sub(shifted, f32x4.splat(12582912));
  // ln 2 in two parts: n times the first is exact.
  const r = f32x4.sub(f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375))), f32x4.mul(n, f32x4.splat(-0.00021219444)));
  let series = f32x4.splat(<f32>(1.0 / 5040.0));
  series = madd(f32x4.splat(<f32>(1.0 / 720.0)), series, r);
  series = madd(f32x4.splat(<f32>(1.0 / 120.0)), series, r);
  series = madd(f32x4.splat(<f32>(1.0 / 24.0)), series, r);
  series = madd(f32x4.splat(<f32>(1.0 / 6.0)), series, r);
  series = madd(half(), series, r);
  series = madd(one(), series, r);
  series = madd(one(), series, r);
  return f32x4.mul(series, i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(127 << 23)));
}

/** ln(1 + x) for x ≥ 0, exact to float32 beside 0: n · ln 2 + 2 · artanh(s), s = (m − 1) / (m + 1), 1 + x = 2^n · m, 1 ≤ m < 2. */
@inline function log1p(x: v128): v128 {
  const n = i32x4.sub(i32x4.shr_u(f32x4.add(one(), x), 23), i32x4.splat(127));
  const scale = i32x4.shl(i32x4.sub(i32x4.splat(127), n), 23);
  const beyond = madd(f32x4.sub(scale, one()), x, scale);
  const s = f32x4.div(beyond, f32x4.add(beyond, f32x4.splat(2)));
  const square = f32x4.mul(s, s);
  let series = f32x4.splat(<f32>(2.0 / 15.0));
  series = madd(f32x4.splat(<f32>(2.0 / 13.0)), series, square);
  series = madd(f32x4.splat(<f32>(2.0 / 11.0)), series, square);
  series = madd(f32x4.splat(<f32>(2.0 / 9.0)), series, square);
  series = madd(f32x4.splat(<f32>(2.0 / 7.0)), series, square);
  series = madd(f32x4.splat(<f32>(2.0 / 5.0)), series, square);
  series = madd(f32x4.splat(<f32>(2.0 / 3.0)), series, square);
  series = madd(f32x4.splat(2), series, square);
  return madd(f32x4.mul(s, series), f32x4.convert_i32x4_s(n), f32x4.splat(0.6931471805599453));
}

@inline function zero(): v128 { return i64x2.splat(0); }
@inline function one(): v128 { return f32x4.splat(1); }
@inline function half(): v128 { return f32x4.splat(0.5); }
@inline function madd(sum: v128, a: v128, b: v128): v128 { return f32x4.add(sum, f32x4.mul(a, b)); }
@inline function maddWide(sum: v128, a: v128, b: v128): v128 { return f64x2.add(sum, f64x2.mul(a, b)); }
@inline function withSign(size: v128, sign: v128): v128 { return v128.bitselect(sign, size, i32x4.splat(0x80000000)); }
@inline function withSignWide(size: v128, sign: v128): v128 { return v128.bitselect(sign, size, i64x2.splat(0x8000000000000000)); }
@inline function plus(at: usize, value: v128): v128 { return f32x4.add(v128.load(at), value); }
@inline function store8(out: usize, a0: v128, a1: v128, a2: v128, a3: v128, a4: v128, a5: v128, a6: v128, a7: v128): void {
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  v128.store(out, a4, 64);
  v128.store(out, a5, 80);
  v128.store(out, a6, 96);
  v128.store(out, a7, 112);
}
/** Adds four float32 to four float64 in memory. */
@inline function addWide(out: usize, value: v128): void {
  v128.store(out, f64x2.add(v128.load(out), f64x2.promote_low_f32x4(value)));
  v128.store(out, f64x2.add(v128.load(out, 16), f64x2.promote_low_f32x4(i64x2.shuffle(value, value, 1, 1))), 16);
}
/** Adds the sums of two pairs to two float64 in memory. */
@inline function addPair(out: usize, a: v128, b: v128): void {
  const sums = f64x2.add(i64x2.shuffle(a, b, 0, 2), i64x2.shuffle(a, b, 1, 3));
  v128.store(out, f64x2.add(v128.load(out), sums));
}

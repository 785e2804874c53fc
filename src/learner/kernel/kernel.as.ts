// The arithmetic of training, in AssemblyScript: four models per SIMD vector. `twin.ts` is the same in TypeScript, bit-identical.
//
// Rows are in blocks of 64, column by column: x[feature][64], float32. The columns are the features, a column of ones (its
// weight is the bias), and the label. Models are in panels of four: w[feature][4].
// A group is one panel, or for softmax one panel per class. Sums over rows are float32 within a block and float64 across blocks.

import {
  adam, blockRows, epsInsensitiveAbsolute, epsInsensitiveSquared, hinge, huber, panelsAtOnce, quantile, rmsprop, run,
  sgd, softmax, stepBytes,
} from './layout';

/** Positions and sizes of a thread's arrays: the fields of `places.ts`, in the same order. */
@unmanaged class Places {
  loss: i32;
  /** A batch: its rows, its columns without the label, its features, and its bytes. */
  rows: i32;
  features: i32;
  width: i32;
  batchBytes: i32;
  groups: i32;
  classes: i32;
  hasBias: i32;
  /** [panel][feature][4]: weights as float32; weights, gradients and two moments of the optimizer as float64. */
  narrow: usize;
  weights: usize;
  gradients: usize;
  first: usize;
  second: usize;
  /** Memory for the scores of a block: twice those of eight panels, or of a group if it has more. */
  scores: usize;
  /** [group][4], float64: sums of losses. */
  trainLosses: usize;
  validationLosses: usize;
  trainSettings: usize;
  validationSettings: usize;
  /** [group][weight or bias]: optimizer settings. */
  steps: usize;
  /** [batch][group][4], float64: learning rates of the next batches. */
  rates: usize;
}

/** Trains on batches, one after the other. */
export function train(places: Places, x: usize, batches: i32): void {
  const bytes = (places.groups * places.classes * places.features) << 5;
  for (let index = 0; index < batches; index++) {
    memory.fill(places.gradients, 0, bytes);
    batch(places, x, places.rows, places.gradients, places.trainLosses, places.trainSettings);
    stepAll(places, index);
    x += places.batchBytes;
  }
}

/** Adds the losses of `rows` rows. */
export function addLosses(places: Places, x: usize, rows: i32): void {
  batch(places, x, rows, 0, places.validationLosses, places.validationSettings);
}

/** Adds losses, and gradients unless g is 0, for up to eight panels at a time (at least one group), so that rows are fetched once. */
function batch(places: Places, x: usize, rows: i32, g: usize, losses: usize, settings: usize): void {
  const loss = places.loss, features = places.features, classes = places.classes, z = places.scores;
  const atOnce = max(panelsAtOnce / classes, 1), spare = z + (max(panelsAtOnce, classes) << 10);
  for (let row = 0; row < rows; row += blockRows) {
    const count = min(blockRows, rows - row), y = x + (features << 8);
    for (let group = 0; group < places.groups; group += atOnce) {
      const groups = min(atOnce, places.groups - group), panel = group * classes, panels = groups * classes;
      const sums = losses + (group << 5);
      scores(x, places.narrow + ((panel * features) << 4), z, spare, features, count, panels);
      for (let k = 0; k < groups; k++) errors(loss, z + ((k * classes) << 10), y, count, classes, sums + (k << 5), settings);
      if (g != 0) gradients(x, z, g + ((panel * features) << 5), features, count, panels);
    }
    x += (features + 1) << 8;
  }
}

/** Only scores: those of block b are written to z + b · blockBytes, panel by panel. */
export function score(places: Places, x: usize, rows: i32, z: usize, blockBytes: i32): void {
  const features = places.features, panels = places.groups * places.classes;
  for (let row = 0; row < rows; row += blockRows) {
    const count = min(blockRows, rows - row);
    for (let panel = 0; panel < panels; panel += panelsAtOnce)
      scores(
        x, places.narrow + ((panel * features) << 4), z + (panel << 10), places.scores,
        features, count, min(panelsAtOnce, panels - panel),
      );
    x += (features + 1) << 8;
    z += blockBytes;
  }
}

/** z[panel][row][4] = Σ x[feature][row] · w[panel][feature][4], for `panels` panels; `spare` has the same size. */
function scores(x: usize, w: usize, z: usize, spare: usize, features: i32, rows: i32, panels: i32): void {
  const next = features << 4;
  for (let from = 0; from < features; from += run) {
    const out = from == 0 ? z : spare, end = min(from + run, features);
    for (let f = from; f < end; f += 4)
      for (let panel = 0; panel < panels; panel += 2)
        scoreFeatures(
          min(4, end - f), panel + 1 < panels, f > from,
          x + (f << 8), w + panel * next + (f << 4), next, out + (panel << 10), rows,
        );
    if (from > 0) for (let panel = 0; panel < panels; panel++) addScores(z + (panel << 10), spare + (panel << 10), rows);
  }
}

function addScores(z: usize, more: usize, rows: i32): void {
  for (const end = z + (rows << 4); z < end; z += 16) {
    v128.store(z, f32x4.add(v128.load(z), v128.load(more)));
    more += 16;
  }
}

/** Up to four features of one or two panels: as many weights as registers hold. Scores are written, or added if isMore. */
function scoreFeatures(count: i32, isPair: bool, isMore: bool, x: usize, w: usize, next: usize, z: usize, rows: i32): void {
  if (count < 4) return isPair ? scorePairRest(count, isMore, x, w, next, z, rows) : scoreRest(count, isMore, x, w, z, rows);
  if (isPair) return isMore ? scorePairMore(x, w, next, z, rows) : scorePairFirst(x, w, next, z, rows);
  return isMore ? scoreMore(x, w, z, rows) : scoreFirst(x, w, z, rows);
}

// Separate functions, so that the compiler generates one loop for each.
function scorePairFirst(x: usize, w: usize, next: usize, z: usize, rows: i32): void { scoreTile(4, true, false, x, w, next, z, rows); }
function scorePairMore(x: usize, w: usize, next: usize, z: usize, rows: i32): void { scoreTile(4, true, true, x, w, next, z, rows); }
function scoreFirst(x: usize, w: usize, z: usize, rows: i32): void { scoreTile(4, false, false, x, w, 0, z, rows); }
function scoreMore(x: usize, w: usize, z: usize, rows: i32): void { scoreTile(4, false, true, x, w, 0, z, rows); }
function scorePairRest(count: i32, isMore: bool, x: usize, w: usize, next: usize, z: usize, rows: i32): void {
  if (count == 3) scoreTile(3, true, isMore, x, w, next, z, rows);
  else if (count == 2) scoreTile(2, true, isMore, x, w, next, z, rows);
  else scoreTile(1, true, isMore, x, w, next, z, rows);
}
function scoreRest(count: i32, isMore: bool, x: usize, w: usize, z: usize, rows: i32): void {
  if (count == 3) scoreTile(3, false, isMore, x, w, 0, z, rows);
  else if (count == 2) scoreTile(2, false, isMore, x, w, 0, z, rows);
  else scoreTile(1, false, isMore, x, w, 0, z, rows);
}

@inline function scoreTile(count: i32, isPair: bool, isMore: bool, x: usize, w: usize, next: usize, z: usize, rows: i32): void {
  const a0 = weight(0, count, w), a1 = weight(1, count, w), a2 = weight(2, count, w), a3 = weight(3, count, w);
  w += next;
  const b0 = weight(0, count, w), b1 = weight(1, count, w), b2 = weight(2, count, w), b3 = weight(3, count, w);
  for (const end = z + (rows << 4); z < end; z += 16) {
    const x0 = v128.load_splat<f32>(x);
    let a = f32x4.mul(a0, x0), b = f32x4.mul(b0, x0);
    if (count > 1) {
      const x1 = v128.load_splat<f32>(x, 256);
      a = madd(a, a1, x1);
      b = madd(b, b1, x1);
    }
    if (count > 2) {
      const x2 = v128.load_splat<f32>(x, 512);
      a = madd(a, a2, x2);
      b = madd(b, b2, x2);
    }
    if (count > 3) {
      const x3 = v128.load_splat<f32>(x, 768);
      a = madd(a, a3, x3);
      b = madd(b, b3, x3);
    }
    if (isMore) a = f32x4.add(v128.load(z), a);
    v128.store(z, a);
    if (isPair) {
      if (isMore) b = f32x4.add(v128.load(z, 1024), b);
      v128.store(z, b, 1024);
    }
    x += 4;
  }
}

@inline function weight(index: i32, count: i32, w: usize): v128 { return index < count ? v128.load(w + (index << 4)) : zero(); }

/** g[panel][feature][4] += Σ x[feature][row] · e[panel][row][4]. */
function gradients(x: usize, e: usize, g: usize, features: i32, rows: i32, panels: i32): void {
  const next = features << 5;
  for (let f = 0; f < features; f += 4)
    for (let panel = 0; panel < panels; panel += 2)
      gradientOf(
        min(4, features - f), panel + 1 < panels,
        x + (f << 8), e + (panel << 10), g + panel * next + (f << 5), next, rows,
      );
}

function gradientOf(count: i32, isPair: bool, x: usize, e: usize, g: usize, next: usize, rows: i32): void {
  if (isPair) return count == 4 ? gradientPair(x, e, g, next, rows) : gradientPairRest(count, x, e, g, next, rows);
  return count == 4 ? gradientOne(x, e, g, rows) : gradientRest(count, x, e, g, rows);
}

function gradientPair(x: usize, e: usize, g: usize, next: usize, rows: i32): void { gradientTile(4, true, x, e, g, next, rows); }
function gradientOne(x: usize, e: usize, g: usize, rows: i32): void { gradientTile(4, false, x, e, g, 0, rows); }
function gradientPairRest(count: i32, x: usize, e: usize, g: usize, next: usize, rows: i32): void {
  if (count == 3) gradientTile(3, true, x, e, g, next, rows);
  else if (count == 2) gradientTile(2, true, x, e, g, next, rows);
  else gradientTile(1, true, x, e, g, next, rows);
}
function gradientRest(count: i32, x: usize, e: usize, g: usize, rows: i32): void {
  if (count == 3) gradientTile(3, false, x, e, g, 0, rows);
  else if (count == 2) gradientTile(2, false, x, e, g, 0, rows);
  else gradientTile(1, false, x, e, g, 0, rows);
}

@inline function gradientTile(count: i32, isPair: bool, x: usize, e: usize, g: usize, next: usize, rows: i32): void {
  let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero(), b0 = zero(), b1 = zero(), b2 = zero(), b3 = zero();
  for (const end = e + (rows << 4); e < end; e += 16) {
    const a = v128.load(e), b = isPair ? v128.load(e, 1024) : zero();
    const x0 = v128.load_splat<f32>(x);
    a0 = madd(a0, a, x0);
    b0 = madd(b0, b, x0);
    if (count > 1) {
      const x1 = v128.load_splat<f32>(x, 256);
      a1 = madd(a1, a, x1);
      b1 = madd(b1, b, x1);
    }
    if (count > 2) {
      const x2 = v128.load_splat<f32>(x, 512);
      a2 = madd(a2, a, x2);
      b2 = madd(b2, b, x2);
    }
    if (count > 3) {
      const x3 = v128.load_splat<f32>(x, 768);
      a3 = madd(a3, a, x3);
      b3 = madd(b3, b, x3);
    }
    x += 4;
  }
  addGradients(count, g, a0, a1, a2, a3);
  if (isPair) addGradients(count, g + next, b0, b1, b2, b3);
}

@inline function addGradients(count: i32, g: usize, g0: v128, g1: v128, g2: v128, g3: v128): void {
  addWide(g, g0);
  if (count > 1) addWide(g + 32, g1);
  if (count > 2) addWide(g + 64, g2);
  if (count > 3) addWide(g + 96, g3);
}

/**
 * Replaces scores by derivatives of the loss in the score. Settings: ε (of the squared loss ε²), quantile, delta, half the margin,
 * or the upper limit of the logistic loss; then the weight of rows with label 1.
 */
function errors(loss: i32, z: usize, y: usize, rows: i32, classes: i32, losses: usize, settings: usize): void {
  switch (loss) {
    case epsInsensitiveSquared: return epsInsensitiveSquaredErrors(z, y, rows, losses, settings);
    case epsInsensitiveAbsolute: return epsInsensitiveAbsoluteErrors(z, y, rows, losses, settings);
    case quantile: return quantileErrors(z, y, rows, losses, settings);
    case huber: return huberErrors(z, y, rows, losses, settings);
    case hinge: return hingeErrors(z, y, rows, losses, settings);
    case softmax: return softmaxErrors(z, y, rows, classes, losses, settings);
    default: return load<f32>(settings, 4) == 1
      ? logisticErrors(z, y, rows, losses, settings)
      : weightedLogisticErrors(z, y, rows, losses, settings);
  }
}

// Separate functions, so that the compiler generates one loop for each.
function epsInsensitiveSquaredErrors(z: usize, y: usize, rows: i32, losses: usize, settings: usize): void {
  errorsOf(epsInsensitiveSquared, z, y, rows, losses, settings);
}
function epsInsensitiveAbsoluteErrors(z: usize, y: usize, rows: i32, losses: usize, settings: usize): void {
  errorsOf(epsInsensitiveAbsolute, z, y, rows, losses, settings);
}
function quantileErrors(z: usize, y: usize, rows: i32, losses: usize, settings: usize): void {
  errorsOf(quantile, z, y, rows, losses, settings);
}
function huberErrors(z: usize, y: usize, rows: i32, losses: usize, settings: usize): void {
  errorsOf(huber, z, y, rows, losses, settings);
}
function hingeErrors(z: usize, y: usize, rows: i32, losses: usize, settings: usize): void {
  errorsOf(hinge, z, y, rows, losses, settings);
}
@inline function errorsOf(loss: i32, z: usize, y: usize, rows: i32, losses: usize, settings: usize): void {
  const a = v128.load_splat<f32>(settings), b = v128.load_splat<f32>(settings, 4);
  // The engine would rebuild a literal at each use; values that it cannot predict stay in registers.
  const ones = i32x4.eq(a, a), sign = i32x4.shl(ones, 31), one = i32x4.shr_u(i32x4.shl(ones, 25), 2);
  const half = i32x4.shr_u(i32x4.shl(ones, 26), 2);
  let even = zero(), odd = zero();
  for (const end = z + ((rows & -4) << 4); z < end; z += 64) {
    even = f32x4.add(even, errorOf(loss, z, v128.load_splat<f32>(y), a, b, sign, one, half));
    odd = f32x4.add(odd, errorOf(loss, z + 16, v128.load_splat<f32>(y, 4), a, b, sign, one, half));
    even = f32x4.add(even, errorOf(loss, z + 32, v128.load_splat<f32>(y, 8), a, b, sign, one, half));
    odd = f32x4.add(odd, errorOf(loss, z + 48, v128.load_splat<f32>(y, 12), a, b, sign, one, half));
    y += 16;
  }
  if (rows & 2) {
    even = f32x4.add(even, errorOf(loss, z, v128.load_splat<f32>(y), a, b, sign, one, half));
    odd = f32x4.add(odd, errorOf(loss, z + 16, v128.load_splat<f32>(y, 4), a, b, sign, one, half));
    z += 32;
    y += 8;
  }
  if (rows & 1) even = f32x4.add(even, errorOf(loss, z, v128.load_splat<f32>(y), a, b, sign, one, half));
  addWide(losses, f32x4.add(even, odd));
}

/** The loss of one row in four models; replaces the score by its derivative. */
@inline function errorOf(loss: i32, at: usize, target: v128, a: v128, b: v128, sign: v128, one: v128, half: v128): v128 {
  const score = v128.load(at);
  const e = f32x4.sub(score, target);
  let value = zero(), slope = zero();
  if (loss == epsInsensitiveSquared) {
    value = f32x4.pmax(f32x4.sub(f32x4.mul(e, e), a), zero());
    slope = v128.andnot(e, f32x4.eq(value, zero()));
  } else if (loss == epsInsensitiveAbsolute) {
    value = f32x4.pmax(f32x4.sub(v128.andnot(e, sign), a), zero());
    slope = v128.and(v128.or(one, v128.and(e, sign)), f32x4.gt(value, zero()));
  } else if (loss == quantile) {
    const above = f32x4.sub(one, a), below = v128.xor(a, sign);
    value = f32x4.pmax(f32x4.mul(above, e), f32x4.mul(below, e));
    slope = v128.or(v128.and(above, f32x4.gt(e, zero())), v128.and(below, f32x4.lt(e, zero())));
  } else if (loss == huber) {
    const size = v128.andnot(e, sign), inside = f32x4.pmin(size, a);
    value = f32x4.mul(inside, f32x4.sub(size, f32x4.mul(inside, half)));
    slope = v128.or(inside, v128.and(e, sign));
  } else {
    const side = f32x4.sub(f32x4.add(target, target), one);
    const weight = madd(one, target, f32x4.sub(b, one));
    const short = f32x4.pmax(f32x4.sub(a, f32x4.mul(side, f32x4.sub(score, half))), zero());
    value = f32x4.mul(weight, short);
    slope = v128.and(v128.xor(f32x4.mul(weight, side), sign), f32x4.gt(short, zero()));
  }
  v128.store(at, slope);
  return value;
}

function logisticErrors(z: usize, y: usize, rows: i32, losses: usize, settings: usize): void {
  logisticErrorsOf(false, z, y, rows, losses, settings);
}
function weightedLogisticErrors(z: usize, y: usize, rows: i32, losses: usize, settings: usize): void {
  logisticErrorsOf(true, z, y, rows, losses, settings);
}
/**
 * The score is negated where the label is 1, so that it is wrong above zero. The loss is max(0, wrong) + ln(1 + exp(−|wrong|)), and
 * the logarithms of all rows are one logarithm, of the product. Only the first part is clipped: there the second is negligible.
 */
@inline function logisticErrorsOf(isWeighted: bool, z: usize, y: usize, rows: i32, losses: usize, settings: usize): void {
  const limit = v128.load_splat<f32>(settings);
  const ones = i32x4.eq(limit, limit), sign = i32x4.shl(ones, 31), one = i32x4.shr_u(i32x4.shl(ones, 25), 2);
  const more = f32x4.sub(v128.load_splat<f32>(settings, 4), one);
  let sum = zero(), product = zero(), ofPositives = zero();
  for (const end = z + (rows << 4); z < end; z += 16) {
    const target = v128.load_splat<f32>(y), turn = i32x4.shl(target, 8);
    const wrong = v128.xor(v128.load(z), turn);
    const tail = expOf(v128.or(wrong, sign));
    const share = f32x4.div(f32x4.pmax(tail, v128.and(one, f32x4.ge(wrong, zero()))), f32x4.add(one, tail));
    let value = f32x4.pmin(f32x4.pmax(wrong, zero()), limit), slope = v128.xor(share, turn);
    if (isWeighted) {
      const weight = madd(one, target, more);
      value = f32x4.mul(weight, value);
      slope = f32x4.mul(weight, slope);
      ofPositives = timesOnePlus(f32x4.mul(target, tail), ofPositives);
    }
    sum = f32x4.add(sum, value);
    product = timesOnePlus(tail, product);
    v128.store(z, slope);
    y += 4;
  }
  sum = f32x4.add(sum, log1p(product));
  if (isWeighted) sum = madd(sum, more, log1p(ofPositives));
  addWide(losses, sum);
}

/** (1 + product) · (1 + x) − 1: products are stored minus 1, to stay exact near 1. Those of a block stay below 2^64. */
@inline function timesOnePlus(x: v128, product: v128): v128 { return f32x4.add(product, madd(x, x, product)); }

/**
 * The same for softmax, over z[class][row][4]. Settings: the upper limit of the loss (above it the probability is clipped and the
 * derivative is 0), then the weight of each class.
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
    // The largest term is 1: starting the sum at −1 keeps small terms exact.
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
 * Packs records into blocks of `columns` columns, starting at row `row` of the first: float32 features at `featuresAt` of each record,
 * minus their means, divided by their scales; then a one; the label in column `label`. Other columns are not changed. Up to three
 * floats after the features are read and ignored.
 */
export function pack(
  records: usize, recordBytes: i32, featuresAt: i32, labelAt: i32, rows: i32, row: i32,
  x: usize, columns: i32, label: i32, width: i32, means: usize, scales: usize, labelMean: f32, labelScale: f32,
): void {
  const whole = width & -4;
  while (rows > 0) {
    const count = min(blockRows - row, rows), end = records + count * recordBytes, first = x + (row << 2);
    for (let feature = 0; feature < whole; feature += 4)
      packFour(4, records + featuresAt + (feature << 2), end, recordBytes, first + (feature << 8), means + (feature << 2), scales + (feature << 2));
    if (whole < width)
      packFour(width - whole, records + featuresAt + (whole << 2), end, recordBytes, first + (whole << 8), means + (whole << 2), scales + (whole << 2));
    let bias = first + (width << 8), y = first + (label << 8);
    for (let record = records; record < end; record += recordBytes) {
      store<f32>(bias, 1);
      store<f32>(y, (load<f32>(record + labelAt) - labelMean) / labelScale);
      bias += 4;
      y += 4;
    }
    records = end;
    rows -= count;
    row = 0;
    x += columns << 8;
  }
}

/** Up to four features of all records from `at` to `end`. */
function packFour(count: i32, at: usize, end: usize, recordBytes: i32, out: usize, means: usize, scales: usize): void {
  const mean = v128.load(means), scale = v128.load(scales);
  for (; at < end; at += recordBytes) {
    const scaled = f32x4.div(f32x4.sub(v128.load(at), mean), scale);
    v128.store_lane<f32>(out, scaled, 0);
    if (count > 1) v128.store_lane<f32>(out, scaled, 1, 256);
    if (count > 2) v128.store_lane<f32>(out, scaled, 2, 512);
    if (count > 3) v128.store_lane<f32>(out, scaled, 3, 768);
    out += 4;
  }
}

/**
 * sums[column] += x, or (x − mean)² if means are given, over the float32 at `at` of each record. float64; columns are padded to a
 * multiple of four.
 */
export function moments(records: usize, recordBytes: i32, at: i32, rows: i32, columns: i32, means: usize, sums: usize): void {
  for (const end = records + rows * recordBytes; records < end; records += recordBytes)
    for (let column = 0; column < columns; column += 4) {
      const values = v128.load(records + at + (column << 2)), place = column << 3;
      addMoment(f64x2.promote_low_f32x4(values), means, place, sums);
      addMoment(f64x2.promote_low_f32x4(i64x2.shuffle(values, values, 1, 1)), means, place + 16, sums);
    }
}

@inline function addMoment(x: v128, means: usize, place: i32, sums: usize): void {
  if (means != 0) {
    const difference = f64x2.sub(x, v128.load(means + place));
    x = f64x2.mul(difference, difference);
  }
  v128.store(sums + place, f64x2.add(v128.load(sums + place), x));
}

/**
 * Linear scores of records, `next` bytes apart: Σ x[feature] · weight, feature by feature, then + bias, all float32. Four rows at a
 * time, each with the operations of `linearScores` in the same order. Up to three floats after the features are read and ignored.
 */
export function linear(
  records: usize, recordBytes: i32, featuresAt: i32, rows: i32, width: i32, weights: usize, bias: f32, scores: usize, next: i32,
): void {
  const whole = width & -4, last = records + featuresAt + (rows - 1) * recordBytes;
  for (let a = records + featuresAt; a <= last; a += recordBytes << 2) {
    const b = min(a + recordBytes, last), c = min(b + recordBytes, last), d = min(c + recordBytes, last);
    let sum = zero();
    for (let at: usize = 0, end = <usize>whole << 2; at < end; at += 16)
      sum = addFour(4, sum, a + at, b + at, c + at, d + at, weights + at);
    if (whole < width) {
      const at = <usize>whole << 2;
      sum = addFour(width - whole, sum, a + at, b + at, c + at, d + at, weights + at);
    }
    sum = f32x4.add(sum, f32x4.splat(bias));
    // Rows past the last one repeat it, at its own place.
    v128.store32_lane(scores, sum, 0);
    v128.store32_lane(scores + (b > a ? next : 0), sum, 1);
    v128.store32_lane(scores + (b > a ? next : 0) + (c > b ? next : 0), sum, 2);
    v128.store32_lane(scores + (b > a ? next : 0) + (c > b ? next : 0) + (d > c ? next : 0), sum, 3);
    scores += <usize>next << 2;
  }
}

/** Adds the products of up to four features of four records. */
@inline function addFour(count: i32, sum: v128, a: usize, b: usize, c: usize, d: usize, w: usize): v128 {
  const x0 = v128.load(a), x1 = v128.load(b), x2 = v128.load(c), x3 = v128.load(d);
  const low0 = f32x4.shuffle(x0, x1, 0, 4, 1, 5), low1 = f32x4.shuffle(x2, x3, 0, 4, 1, 5);
  const high0 = f32x4.shuffle(x0, x1, 2, 6, 3, 7), high1 = f32x4.shuffle(x2, x3, 2, 6, 3, 7);
  sum = madd(sum, i64x2.shuffle(low0, low1, 0, 2), v128.load_splat<f32>(w));
  if (count > 1) sum = madd(sum, i64x2.shuffle(low0, low1, 1, 3), v128.load_splat<f32>(w, 4));
  if (count > 2) sum = madd(sum, i64x2.shuffle(high0, high1, 0, 2), v128.load_splat<f32>(w, 8));
  if (count > 3) sum = madd(sum, i64x2.shuffle(high0, high1, 1, 3), v128.load_splat<f32>(w, 12));
  return sum;
}

/**
 * Sums over errors of a regressor's scores, all float64: losses, squares, absolute errors, the mean of the labels and the sum of their
 * squared differences from it. `a` is the parameter of the loss, as in `errors`.
 */
export function regression(records: usize, recordBytes: i32, labelAt: i32, rows: i32, scores: usize, loss: i32, a: f64, sums: usize): void {
  let losses: f64 = 0, squares: f64 = 0, absolutes: f64 = 0, total: f64 = 0, variation: f64 = 0;
  const first = records + labelAt, end = first + rows * recordBytes;
  for (let at = first; at < end; at += recordBytes) {
    const y = <f64>load<f32>(at), e = <f64>load<f32>(scores) - y, size = abs(e);
    losses += lossOf(loss, e, size, a);
    squares += e * e;
    absolutes += size;
    total += y;
    scores += 4;
  }
  const mean = total / <f64>rows;
  for (let at = first; at < end; at += recordBytes) {
    const difference = <f64>load<f32>(at) - mean;
    variation += difference * difference;
  }
  store<f64>(sums, losses);
  store<f64>(sums, squares, 8);
  store<f64>(sums, absolutes, 16);
  store<f64>(sums, mean, 24);
  store<f64>(sums, variation, 32);
}

@inline function lossOf(loss: i32, e: f64, size: f64, a: f64): f64 {
  if (loss == epsInsensitiveSquared) return max(e * e - a, 0);
  if (loss == epsInsensitiveAbsolute) return max(size - a, 0);
  if (loss == quantile) return max((1 - a) * e, -a * e);
  const inside = min(size, a);
  return inside * (size - inside / 2);
}

/** sums[i][j] = Σ x[i][row] · x[j][row] in float64, of blocks whose columns include the label and whose missing rows are zeros. */
export function gram(x: usize, rows: i32, features: i32, wide: usize, sums: usize): void {
  memory.fill(sums, 0, (<usize>features * features) << 3);
  for (let row = 0; row < rows; row += blockRows / 2) {
    const half = x + (row / blockRows) * (features << 8) + ((row % blockRows) << 2);
    for (let feature = 0; feature < features; feature++)
      for (let k: usize = 0; k < 128; k += 8)
        v128.store(wide + (feature << 8) + (k << 1), f64x2.promote_low_f32x4(v128.load64_zero(half + (feature << 8) + k)));
    for (let i = 0; i < features; i += 4)
      for (let j = 0; j < i + 4; j += 2) gramTile(wide + (i << 8), wide + (j << 8), sums + ((i * features + j) << 3), features << 3);
  }
  for (let i = 0; i < features; i++)
    for (let j = i + 1; j < features; j++)
      store<f64>(sums + ((i * features + j) << 3), load<f64>(sums + ((j * features + i) << 3)));
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

/** Trains with squared loss on the Gram matrices of batches, one after the other. */
export function trainGrams(places: Places, sums: usize, batches: i32): void {
  const bytes = (places.features * places.features) << 3;
  for (let index = 0; index < batches; index++) {
    gramBatch(sums, places.features, places.groups, places.weights, places.gradients, places.trainLosses);
    stepAll(places, index);
    sums += bytes;
  }
}

/**
 * For v = [weights, bias, −1, 0…] (float64, v[feature][4]), g = gram · v contains the gradient, and v · g is the sum of squared
 * errors, which is added to losses[4].
 */
function gramBatch(sums: usize, features: i32, panels: i32, v: usize, g: usize, losses: usize): void {
  const stride = features << 3, bytes = features << 5;
  for (let panel = 0; panel < panels; panel++) {
    let low = v128.load(losses), high = v128.load(losses, 16);
    for (let i = 0; i < features; i += 4) {
      let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero(), b0 = zero(), b1 = zero(), b2 = zero(), b3 = zero();
      let row0 = sums + i * stride;
      for (let p = v; p < v + bytes; p += 32) {
        const row1 = row0 + stride, row2 = row1 + stride, row3 = row2 + stride;
        const first = v128.load(p), second = v128.load(p, 16);
        const s0 = v128.load_splat<f64>(row0), s1 = v128.load_splat<f64>(row1);
        a0 = maddWide(a0, first, s0);
        b0 = maddWide(b0, second, s0);
        a1 = maddWide(a1, first, s1);
        b1 = maddWide(b1, second, s1);
        const s2 = v128.load_splat<f64>(row2), s3 = v128.load_splat<f64>(row3);
        a2 = maddWide(a2, first, s2);
        b2 = maddWide(b2, second, s2);
        a3 = maddWide(a3, first, s3);
        b3 = maddWide(b3, second, s3);
        row0 += 8;
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

/** Updates all panels from sums of gradients: the weights, and the bias after them if there is one. */
function stepAll(places: Places, index: i32): void {
  const classes = places.classes, width = places.width, bias = width << 5;
  for (let group = 0; group < places.groups; group++) {
    const settings = places.steps + group * 2 * stepBytes, rates = places.rates + ((index * places.groups + group) << 5);
    for (let k = 0; k < classes; k++) {
      const at = ((group * classes + k) * places.features) << 5;
      const w = places.weights + at, g = places.gradients + at, first = places.first + at, second = places.second + at;
      const narrow = places.narrow + (at >> 1);
      step(width, w, g, first, second, narrow, rates, settings);
      if (places.hasBias) step(1, w + bias, g + bias, first + bias, second + bias, narrow + (bias >> 1), rates, settings + stepBytes);
    }
  }
}

/**
 * The gradient is the mean + l1 · sign(w) / rows + wd · w. All float64, [feature][4]; w is also written to `narrow` as float32.
 * settings: factors of the rates[4], wd[4], l1[4], 1 / rows, decay1, gain1, decay2, gain2, epsilon (rmsprop uses the second
 * pair, sgd's momentum is decay1), the optimizer, and padding that aligns the next settings.
 */
function step(features: i32, w: usize, g: usize, first: usize, second: usize, narrow: usize, rates: usize, settings: usize): void {
  switch (<i32>load<f64>(settings, 144)) {
    case adam: return adamStep(features, w, g, first, second, narrow, rates, settings);
    case sgd: return sgdStep(features, w, g, first, second, narrow, rates, settings);
    default: return rmspropStep(features, w, g, first, second, narrow, rates, settings);
  }
}

// Separate functions, so that the compiler generates one loop for each.
function adamStep(features: i32, w: usize, g: usize, first: usize, second: usize, narrow: usize, rates: usize, settings: usize): void {
  stepOf(adam, features, w, g, first, second, narrow, rates, settings);
}
function sgdStep(features: i32, w: usize, g: usize, first: usize, second: usize, narrow: usize, rates: usize, settings: usize): void {
  stepOf(sgd, features, w, g, first, second, narrow, rates, settings);
}
function rmspropStep(features: i32, w: usize, g: usize, first: usize, second: usize, narrow: usize, rates: usize, settings: usize): void {
  stepOf(rmsprop, features, w, g, first, second, narrow, rates, settings);
}

@inline function stepOf(
  optimizer: i32, features: i32,
  w: usize, g: usize, first: usize, second: usize, narrow: usize, rates: usize, settings: usize,
): void {
  const share = v128.load_splat<f64>(settings, 96), decay1 = v128.load_splat<f64>(settings, 104);
  const gain1 = v128.load_splat<f64>(settings, 112), decay2 = v128.load_splat<f64>(settings, 120);
  const gain2 = v128.load_splat<f64>(settings, 128), epsilon = v128.load_splat<f64>(settings, 136);
  for (let half: usize = 0; half < 32; half += 16) {
    const rate = f64x2.mul(v128.load(rates + half), v128.load(settings + half)), wd = v128.load(settings + half, 32), l1 = v128.load(settings + half, 64);
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

// The engine rebuilds a literal at each use in a loop: loading it is cheaper.
const expTable = memory.data<f32>([
  1.4426950408889634, -125, 12582912, 0.6931469775987165, 0.2402224208463514, 0.05550733743574494, 0.00967151268814809,
  0.0013264727246984974, 1,
]);
const logTable = memory.data<f32>([
  2.0 / 13.0, 2.0 / 11.0, 2.0 / 9.0, 2.0 / 7.0, 2.0 / 5.0, 2.0 / 3.0, 2, 1, 0.6931471805599453,
]);
@inline function literal(table: usize, index: usize): v128 { return v128.load_splat<f32>(table + (index << 2)); }

/**
 * exp(x) for x ≤ 0, at least 2^−125: 2^n · 2^r, |r| ≤ 1/2, and the minimax polynomial of degree 5 that is 1 at 0
 * (relative error 1e-7). Adding 1.5 · 2^23 rounds to an integer n, which is then in the lowest bits.
 */
@inline function expOf(x: v128): v128 {
  const power = f32x4.pmax(f32x4.mul(x, literal(expTable, 0)), literal(expTable, 1));
  const shifted = f32x4.add(power, literal(expTable, 2));
  const r = f32x4.sub(power, f32x4.sub(shifted, literal(expTable, 2)));
  const square = f32x4.mul(r, r);
  const high = madd(madd(literal(expTable, 5), literal(expTable, 6), r), square, literal(expTable, 7));
  const series = madd(madd(literal(expTable, 8), literal(expTable, 3), r), square, madd(literal(expTable, 4), r, high));
  return i32x4.add(series, i32x4.shl(shifted, 23));
}

/** ln(1 + x) for x ≥ 0, exact to float32 near 0: n · ln 2 + 2 · artanh(s), s = (m − 1) / (m + 1), 1 + x = 2^n · m, 1 ≤ m < 2. */
@inline function log1p(x: v128): v128 {
  const one = literal(logTable, 7);
  const exponent = i32x4.sub(f32x4.add(one, x), one);
  const n = i32x4.shr_s(exponent, 23);
  const scale = i32x4.sub(one, i32x4.shl(n, 23));
  const beyond = madd(f32x4.sub(scale, one), x, scale);
  const s = f32x4.div(beyond, f32x4.add(beyond, literal(logTable, 6)));
  const square = f32x4.mul(s, s);
  const fourth = f32x4.mul(square, square);
  const low = madd(madd(literal(logTable, 6), literal(logTable, 5), square), fourth, madd(literal(logTable, 4), literal(logTable, 3), square));
  const high = madd(madd(literal(logTable, 2), literal(logTable, 1), square), fourth, literal(logTable, 0));
  const series = madd(low, f32x4.mul(fourth, fourth), high);
  return madd(f32x4.mul(s, series), f32x4.convert_i32x4_s(n), literal(logTable, 8));
}

@inline function zero(): v128 { return i64x2.splat(0); }
@inline function one(): v128 { return f32x4.splat(1); }
@inline function madd(sum: v128, a: v128, b: v128): v128 { return f32x4.add(sum, f32x4.mul(a, b)); }
@inline function maddWide(sum: v128, a: v128, b: v128): v128 { return f64x2.add(sum, f64x2.mul(a, b)); }
@inline function withSignWide(size: v128, sign: v128): v128 { return v128.bitselect(sign, size, i64x2.splat(0x8000000000000000)); }
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

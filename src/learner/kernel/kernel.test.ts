import { describe, expect, test } from 'vitest';
import { compileKernel } from './compile.ts';
import { placeFields } from './places.ts';
import { losses, pair, unitAt } from './kernel.testing.ts';
import * as layout from './layout.ts';

const { blockRows, panelModels } = layout;
test('this machine has SIMD, which the comparisons below need', () => {
  expect(compileKernel()).toBeDefined();
});

/** A batch of random rows, its weights, labels and settings laid out in both memories. */
function problem(given: {
  rows: number;
  width: number;
  groups: number;
  loss: number;
  settings: readonly number[];
  optimizer?: readonly number[];
  isGram?: boolean;
}) {
  const { rows, width, groups, loss, settings } = given;
  const classes = loss === layout.softmax ? 3 : 1;
  const memory = pair();
  const isGram = given.isGram ?? false;
  const features = isGram ? Math.ceil((width + 2) / 4) * 4 : width + 1;
  // With Gram matrices the label is one of the features, otherwise it follows them.
  const columns = isGram ? features : features + 1;
  const label = isGram ? width + 1 : features;
  const blocks = Math.ceil(rows / blockRows);
  const panels = groups * classes;
  const numbers = panels * features * panelModels;
  const x = memory.allocate(blocks * columns * blockRows * 4);
  const settingsAt = memory.allocate(settings.length * 4);
  const places = memory.allocate(placeFields.length * 4);
  const at = {
    loss,
    rows,
    features,
    width,
    batchBytes: 0,
    groups,
    classes,
    hasBias: 1,
    narrow: memory.allocate(numbers * 4),
    weights: memory.allocate(numbers * 8),
    gradients: memory.allocate(numbers * 8),
    first: memory.allocate(numbers * 8),
    second: memory.allocate(numbers * 8),
    scores: memory.allocate(2 * Math.max(layout.panelsAtOnce, classes) * layout.panelScoreBytes),
    trainLosses: memory.allocate(groups * 32),
    validationLosses: memory.allocate(groups * 32),
    trainSettings: settingsAt,
    validationSettings: settingsAt,
    steps: memory.allocate(groups * 2 * layout.stepBytes),
    rates: memory.allocate(groups * 32),
  };
  memory.writePlaces(places, at);
  const labels = labelsOf(loss);
  memory.fill(Float32Array, x, blocks * columns * blockRows, (_, index) => {
    const column = Math.floor(index / blockRows) % columns;
    const row = Math.floor(index / (columns * blockRows)) * blockRows + (index % blockRows);
    if (row >= rows) return 0;
    if (column < width) return unitAt(row, column) * 4 - 2;
    return column === width ? 1 : column === label ? labels(unitAt(row, -1)) : 0;
  });
  /** Position of a number in the panels; some are not weights. */
  const placeOf = (index: number) => ({
    lane: index % panelModels,
    feature: Math.floor(index / panelModels) % features,
    panel: Math.floor(index / (panelModels * features)),
  });
  const isWeight = (index: number) => placeOf(index).feature <= width;
  memory.fill(Float64Array, at.weights, numbers, (_, index) => {
    const { lane, feature, panel } = placeOf(index);
    const isZero = !isWeight(index) || (feature + lane) % 5 === 0;
    return isZero ? 0 : Math.fround(unitAt(panel * panelModels + lane, feature + 1) - 0.5);
  });
  const [weights] = memory.read(Float64Array, at.weights, numbers);
  memory.fill(Float32Array, at.narrow, numbers, (_, index) => weights?.[index] ?? NaN);
  memory.fill(Float32Array, settingsAt, settings.length, (_, index) => settings[index] ?? 0);
  memory.fill(Float64Array, at.rates, groups * 4, (_, index) => unitAt(index, 2) / 10);
  const { optimizer = adamSettings } = given;
  memory.fill(
    Float64Array,
    at.steps,
    groups * 40,
    (_, index) => optimizer[(index % 20) - 12] ?? unitAt(index, 3),
  );
  /** Everything that training writes, of the compiled kernel and of its twin. */
  const state = () => ({
    losses: memory.read(Float64Array, at.trainLosses, groups * panelModels),
    validation: memory.read(Float64Array, at.validationLosses, groups * panelModels),
    gradients: memory.read(Float64Array, at.gradients, numbers),
    weights: memory.read(Float64Array, at.weights, numbers),
    narrow: memory.read(Float32Array, at.narrow, numbers),
    memories: memory
      .read(Float64Array, at.first, numbers)
      .concat(memory.read(Float64Array, at.second, numbers)),
  });
  return { memory, places, x, at, numbers, features, panels, isWeight, placeOf, state };
}

function expectTwins(state: ReturnType<ReturnType<typeof problem>['state']>): void {
  for (const [name, read] of Object.entries(state))
    for (let index = 0; index < read.length; index += 2) expect(read[index + 1], name).toEqual(read[index]);
}

/** 1 / rows, decay and gain of both memories, epsilon, which. */
const adamSettings = [0.1, 0.9, 0.1, 0.999, 0.001, 1e-8, layout.adam];

const labelsOf = (loss: number) => (unit: number) => {
  if (loss === layout.softmax) return Math.floor(unit * 3);
  return loss === layout.hinge || loss === layout.logistic ? Math.round(unit) : unit * 6 - 3;
};

describe('the twin is bit-identical to the compiled kernel in', () => {
  test.each(losses)('%s', (_, loss, settings) => {
    for (const [rows, width, groups] of [
      [1, 1, 1],
      [5, 2, 2],
      [64, 10, 3],
      [9, 3, 2],
      [66, 4, 1],
      [70, 6, 11],
      [131, 140, 2],
    ] as const) {
      const { memory, places, x, state } = problem({ rows, width, groups, loss, settings });
      memory.run(({ train }) => train(places, x, 1));
      memory.run(({ addLosses }) => addLosses(places, x, rows));
      expectTwins(state());
      expect(state().losses[0]?.every((sum) => Number.isFinite(sum) && sum > 0)).toBe(true);
    }
  });

  test('pack, also with unaligned floats', () => {
    const [rows, width, features, recordBytes] = [70, 5, 8, 51];
    const memory = pair();
    const records = memory.allocate(rows * recordBytes + 16);
    const [means, scales] = [memory.allocate(32), memory.allocate(32)];
    const x = memory.allocate(2 * (features + 1) * blockRows * 4);
    memory.fill(Float32Array, records, (rows * recordBytes) / 4 - 1, (unit) => unit * 10);
    memory.fill(Float32Array, means, 8, (unit, index) => (index < width ? unit : 0));
    memory.fill(Float32Array, scales, 8, (unit, index) => (index < width ? unit + 1 : 1));
    // In two parts, the second from within the first block on.
    const [part, label] = [41, features];
    for (const [from, count] of [
      [0, part],
      [part, rows - part],
    ] as const)
      memory.run(({ pack }) => {
        const start = records + from * recordBytes;
        pack(start, recordBytes, 19, 43, count, from, x, features + 1, label, width, means, scales, 3, 2);
      });
    const [packed, twin] = memory.read(Float32Array, x, 2 * (features + 1) * blockRows);
    expect(packed).toEqual(twin);
    expect(packed?.slice(width * 64, width * 64 + 64)).toEqual(Array.from({ length: 64 }, () => 1));
    expect(packed?.slice((width + 1) * 64, features * 64).every((value) => value === 0)).toBe(true);
  });

  test('score, which agrees with float64 sums', () => {
    const rows = 70;
    const { memory, places, x, at, features, panels } = problem({
      rows,
      width: 140,
      groups: 9,
      loss: layout.huber,
      settings: [1, 1],
    });
    const z = memory.allocate(2 * panels * 1024);
    memory.run(({ score }) => score(places, x, rows, z, panels * 1024));
    const [scores, twin] = memory.read(Float32Array, z, 2 * panels * 256);
    expect(scores).toEqual(twin);
    const [values] = memory.read(Float32Array, x, 2 * (features + 1) * blockRows);
    const [w] = memory.read(Float32Array, at.narrow, panels * features * panelModels);
    for (const [row, panel, lane] of [
      [0, 0, 0],
      [69, 1, 3],
      [5, 2, 1],
    ] as const) {
      let sum = 0;
      for (let feature = 0; feature <= at.width; feature += 1)
        sum +=
          (values?.[(Math.floor(row / 64) * (features + 1) + feature) * 64 + (row % 64)] ?? NaN) *
          (w?.[(panel * features + feature) * 4 + lane] ?? NaN);
      const place = (Math.floor(row / 64) * panels + panel) * 256 + (row % 64) * 4 + lane;
      expect(scores?.[place]).toBeCloseTo(sum, 4);
    }
  });

  test('gram and trainGrams, which agree with train for squared loss', () => {
    const given = { rows: 131, width: 10, groups: 2, loss: layout.epsInsensitiveSquared, settings: [0, 1] };
    const direct = problem(given);
    direct.memory.run(({ train }) => train(direct.places, direct.x, 1));
    const { memory, places, x, at, numbers, features, isWeight, placeOf, state } = problem({
      ...given,
      isGram: true,
    });
    const [wide, sums] = [memory.allocate(features * 256), memory.allocate(features * features * 8)];
    memory.run(({ gram }) => gram(x, 131, features, wide, sums));
    const [matrix, twin] = memory.read(Float64Array, sums, features * features);
    expect(twin).toEqual(matrix);
    const [weights] = memory.read(Float64Array, at.weights, numbers);
    memory.fill(Float64Array, at.weights, numbers, (_, index) =>
      Math.floor(index / panelModels) % features === at.width + 1 ? -1 : (weights?.[index] ?? NaN),
    );
    memory.run(({ trainGrams }) => trainGrams(places, sums, 1));
    expectTwins(state());
    const [own, other] = [state(), direct.state()];
    for (const [index, loss] of (other.losses[0] ?? []).entries())
      expect(Math.abs(loss - (own.losses[0]?.[index] ?? NaN)) / loss).toBeLessThan(1e-6);
    for (const [index, weight] of (own.weights[0] ?? []).entries()) {
      if (!isWeight(index)) continue;
      const { lane, feature, panel } = placeOf(index);
      const place = (panel * direct.features + feature) * panelModels + lane;
      expect(other.weights[0]?.[place]).toBeCloseTo(weight, 4);
    }
  });

  test('moments, which are sums in row order', () => {
    const [rows, columns, recordBytes] = [37, 6, 31];
    const memory = pair();
    const records = memory.allocate(rows * recordBytes + 16);
    const [means, sums] = [memory.allocate(64), memory.allocate(64)];
    memory.fill(Float32Array, records, Math.floor((rows * recordBytes) / 4), (unit) => unit * 10 - 3);
    memory.fill(Float64Array, means, 8, (unit) => unit);
    for (const centre of [0, means]) {
      memory.fill(Float64Array, sums, 8, () => 0);
      memory.run(({ moments }) => moments(records, recordBytes, 4, rows, columns, centre, sums));
      const [values, twin] = memory.read(Float64Array, sums, columns);
      expect(values).toEqual(twin);
      expect(values?.every((sum) => Math.abs(sum) > 1)).toBe(true);
    }
  });

  test.each([
    ['adam', [...adamSettings]],
    ['sgd', [0.1, 0.7, 0, 0, 0, 0, layout.sgd]],
    ['rmsprop', [0.1, 0, 0, 0.9, 0.1, 1e-8, layout.rmsprop]],
  ] as const)('steps of %s', (_, optimizer) => {
    const { memory, places, x, isWeight, state } = problem({
      rows: 64,
      width: 10,
      groups: 2,
      loss: layout.huber,
      settings: [1, 1],
      optimizer,
    });
    const before = state();
    for (let count = 0; count < 3; count += 1) memory.run(({ train }) => train(places, x, 1));
    const after = state();
    expectTwins(after);
    expect(after.narrow[0]).toEqual(after.weights[0]?.map(Math.fround));
    for (const [index, weight] of (before.weights[0] ?? []).entries())
      expect(after.weights[0]?.[index] !== weight).toBe(isWeight(index));
  });
});

describe('gradients equal the slopes of the losses', () => {
  test.each(losses.filter(([name]) => !name.includes('clipped')))('%s', (_, loss, settings) => {
    const rows = 20;
    const { memory, places, x, at, numbers, isWeight, state } = problem({
      rows,
      width: 3,
      groups: 1,
      loss,
      settings,
    });
    const [weights] = memory.read(Float32Array, at.narrow, numbers);
    const lossAt = (weight: number, change: number) => {
      memory.fill(
        Float32Array,
        at.narrow,
        numbers,
        (__, index) => (weights?.[index] ?? NaN) + (index === weight ? change : 0),
      );
      memory.fill(Float64Array, at.validationLosses, panelModels, () => 0);
      memory.run(({ addLosses }) => addLosses(places, x, rows));
      return state().validation[0]?.[weight % panelModels] ?? NaN;
    };
    const size = 2 ** -11;
    const slopes = Array.from({ length: numbers }, (__, weight) =>
      isWeight(weight) ? (lossAt(weight, size) - lossAt(weight, -size)) / (2 * size) : 0,
    );
    lossAt(0, 0);
    memory.run(({ train }) => train(places, x, 1));
    const [gradients] = state().gradients;
    for (const [weight, slope] of slopes.entries()) {
      if (!isWeight(weight)) continue;
      // The squared losses are reported whole and stepped along by half of their slope, as the service does.
      const scale = loss === layout.epsInsensitiveSquared ? 2 : 1;
      expect(Math.abs(scale * (gradients?.[weight] ?? NaN) - slope)).toBeLessThan(0.05);
    }
  });
});

describe('the logistic loss is exact to float32, also near 0', () => {
  const rows = 70;
  const limit = 23.02585;
  test.each([1, 2.5])('if label 1 has the weight %d', (positiveWeight) => {
    for (const size of [1e-6, 1e-3, 0.1, 1, 5, 20, 60]) {
      const settings = [limit, positiveWeight];
      const given = { rows, width: 1, groups: 1, loss: layout.logistic, settings };
      const { memory, places, x, at, state } = problem(given);
      const scoreOf = (row: number) => Math.fround((unitAt(row, 0) * 2 - 1) * size);
      const labelOf = (row: number) => Math.round(unitAt(row, -1));
      // One feature that is the score, a bias of 0.
      memory.fill(Float32Array, x, 2 * 3 * blockRows, (_, index) => {
        const row = Math.floor(index / (3 * blockRows)) * blockRows + (index % blockRows);
        return [scoreOf(row), 1, labelOf(row)][Math.floor(index / blockRows) % 3] ?? NaN;
      });
      memory.fill(Float32Array, at.narrow, 2 * panelModels, (_, index) => (index < panelModels ? 1 : 0));
      let loss = 0;
      let gradient = 0;
      for (let row = 0; row < rows; row += 1) {
        const [score, label] = [scoreOf(row), labelOf(row)];
        const weight = label === 1 ? positiveWeight : 1;
        const wrong = label === 1 ? -score : score;
        loss += weight * Math.min(Math.max(wrong, 0) + Math.log1p(Math.exp(-Math.abs(wrong))), limit);
        gradient += weight * (wrong > 0 ? 1 : -1) * Math.abs(score) * (1 / (1 + Math.exp(-wrong)));
      }
      memory.run(({ addLosses }) => addLosses(places, x, rows));
      memory.run(({ train }) => train(places, x, 1));
      expectTwins(state());
      expect((state().validation[0]?.[0] ?? NaN) / loss - 1).toBeCloseTo(0, 6);
      expect((state().gradients[0]?.[0] ?? NaN) / gradient - 1).toBeCloseTo(0, 5);
    }
  });

  test('if every score is far on its correct side', () => {
    const given = { rows: 64, width: 1, groups: 1, loss: layout.logistic, settings: [limit, 1] };
    const { memory, places, x, at, state } = problem(given);
    memory.fill(
      Float32Array,
      x,
      3 * blockRows,
      (_, index) => [-18, 1, 0][Math.floor(index / blockRows)] ?? NaN,
    );
    memory.fill(Float32Array, at.narrow, 2 * panelModels, (_, index) => (index < panelModels ? 1 : 0));
    memory.run(({ addLosses }) => addLosses(places, x, 64));
    expectTwins(state());
    expect((state().validation[0]?.[0] ?? NaN) / (64 * Math.exp(-18))).toBeCloseTo(1, 5);
  });
});

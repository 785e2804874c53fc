import { describe, expect, test } from 'vitest';
import { mersenneTwister } from '../random.ts';
import { compileKernel } from './compile.ts';
import { openKernel } from './kernel.ts';
import type { Kernel } from './kernel.ts';
import * as layout from './layout.ts';

const { blockRows, panelModels } = layout;
const module = compileKernel();
test('this machine has SIMD, so that the comparisons below compare something', () => {
  expect(module).toBeDefined();
});

type Numbers =
  | (new (memory: SharedArrayBuffer, at: number, length: number) => Float32Array)
  | (new (memory: SharedArrayBuffer, at: number, length: number) => Float64Array);

/** The same memory for the compiled kernel and for its twin, filled alike; `allocate` hands out places in it. */
function pair(pages = 64) {
  const open = (compiled: typeof module) => {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    return { kernel: openKernel(compiled, memory), memory };
  };
  let free = 64;
  const both = [open(module), open(undefined)] as const;
  const random = mersenneTwister(1);
  return {
    allocate(bytes: number): number {
      const at = free;
      free += Math.ceil(bytes / 16) * 16 + 16;
      return at;
    },
    fill(kind: Numbers, at: number, length: number, value: (unit: number, index: number) => number) {
      const values = Array.from({ length }, (_, index) => value(random() / 2 ** 32, index));
      for (const { memory } of both) new kind(memory.buffer, at, length).set(values);
    },
    run(use: (kernel: Kernel) => void) {
      for (const { kernel } of both) use(kernel);
    },
    read: (kind: Numbers, at: number, length: number) =>
      both.map(({ memory }) => Array.from(new kind(memory.buffer, at, length))),
  };
}

/** A batch of random rows, its weights and labels laid out in both memories. */
function problem(given: {
  rows: number;
  width: number;
  groups: number;
  classes: number;
  labels: (unit: number) => number;
}) {
  const { rows, width, groups, classes, labels } = given;
  const memory = pair();
  const features = Math.ceil((width + 2) / 4) * 4;
  const blocks = Math.ceil(rows / blockRows);
  const panels = groups * classes;
  const at = {
    x: memory.allocate(blocks * features * blockRows * 4),
    w: memory.allocate(panels * features * 16),
    z: memory.allocate(classes * blockRows * 16 + 16),
    g: memory.allocate(panels * features * 32),
    losses: memory.allocate(groups * 32),
    settings: memory.allocate(4 * (classes + 1)),
  };
  const column = (index: number) => Math.floor(index / blockRows) % features;
  const rowOf = (index: number) =>
    Math.floor(index / (features * blockRows)) * blockRows + (index % blockRows);
  memory.fill(Float32Array, at.x, blocks * features * blockRows, (unit, index) => {
    if (rowOf(index) >= rows) return 0;
    if (column(index) < width) return unit * 4 - 2;
    return column(index) === width ? 1 : column(index) === width + 1 ? labels(unit) : 0;
  });
  memory.fill(Float32Array, at.w, panels * features * panelModels, (unit, index) =>
    Math.floor(index / panelModels) % features <= width ? unit - 0.5 : 0,
  );
  return { memory, at, features, panels, label: width + 1, ...given };
}

const labelsOf = (loss: number) => (unit: number) => {
  if (loss === layout.softmax) return Math.floor(unit * 3);
  return loss === layout.hinge || loss === layout.logistic ? Math.round(unit) : unit * 6 - 3;
};

const losses = [
  ['eps_insensitive_squared_loss', layout.epsInsensitiveSquared, [0.1]],
  ['squared_loss', layout.epsInsensitiveSquared, [0]],
  ['eps_insensitive_absolute_loss', layout.epsInsensitiveAbsolute, [0.1]],
  ['absolute_loss', layout.epsInsensitiveAbsolute, [0]],
  ['quantile_loss', layout.quantile, [0.3]],
  ['huber_loss', layout.huber, [0.8]],
  ['hinge_loss', layout.hinge, [1, 2.5]],
  ['logistic', layout.logistic, [23.02585, 2.5]],
  ['logistic, clipped', layout.logistic, [1, 1]],
  ['softmax_loss', layout.softmax, [23.02585, 1, 2, 0.5]],
  ['softmax_loss, clipped', layout.softmax, [1.2, 1, 1, 1]],
] as const;

describe('the twin equals the compiled kernel to the last bit', () => {
  test.each(losses)('%s', (_, loss, settings) => {
    for (const [rows, width] of [
      [1, 1],
      [5, 2],
      [64, 10],
      [131, 140],
    ] as const) {
      const classes = loss === layout.softmax ? 3 : 1;
      const labels = labelsOf(loss);
      const { memory, at, features, panels, label, groups } = problem({
        rows,
        width,
        groups: 2,
        classes,
        labels,
      });
      memory.fill(Float32Array, at.settings, settings.length, (__, index) => settings[index] ?? 0);
      memory.run(({ batch }) =>
        batch(loss, at.x, rows, features, label, groups, classes, at.w, at.z, at.g, at.losses, at.settings),
      );
      const [sums, twinSums] = memory.read(Float64Array, at.losses, groups * panelModels);
      const [gradients, twinGradients] = memory.read(Float64Array, at.g, panels * features * panelModels);
      expect(sums).toEqual(twinSums);
      expect(gradients).toEqual(twinGradients);
      expect(sums?.every((sum) => Number.isFinite(sum) && sum > 0)).toBe(true);
    }
  });
});

describe('the twin equals the compiled kernel to the last bit', () => {
  test('pack, also from records whose floats lie at odd places', () => {
    const [rows, width, features, recordBytes] = [70, 5, 8, 51];
    const memory = pair();
    const records = memory.allocate(rows * recordBytes + 16);
    const [means, scales] = [memory.allocate(32), memory.allocate(32)];
    const x = memory.allocate(2 * features * blockRows * 4);
    memory.fill(Float32Array, records, (rows * recordBytes) / 4 - 1, (unit) => unit * 10);
    memory.fill(Float32Array, means, 8, (unit, index) => (index < width ? unit : 0));
    memory.fill(Float32Array, scales, 8, (unit, index) => (index < width ? unit + 1 : 1));
    memory.run(({ pack }) =>
      pack(records, recordBytes, 19, 43, rows, x, features, width, means, scales, 3, 2),
    );
    const [packed, twin] = memory.read(Float32Array, x, 2 * features * blockRows);
    expect(packed).toEqual(twin);
    expect(packed?.slice(width * 64, width * 64 + 64)).toEqual(Array.from({ length: 64 }, () => 1));
    expect(packed?.slice((width + 2) * 64, features * 64).every((value) => value === 0)).toBe(true);
  });

  test('score, which agrees with sums in float64', () => {
    const rows = 70;
    const { memory, at, features, panels, label } = problem({
      rows,
      width: 140,
      groups: 2,
      classes: 1,
      labels: () => 0,
    });
    const z = memory.allocate(2 * panels * 1024);
    memory.run(({ score }) => score(at.x, rows, features, label, panels, at.w, z, panels * 1024));
    const [scores, twin] = memory.read(Float32Array, z, 2 * panels * 256);
    expect(scores).toEqual(twin);
    const [x] = memory.read(Float32Array, at.x, 2 * features * blockRows);
    const [w] = memory.read(Float32Array, at.w, panels * features * panelModels);
    for (const [row, panel, lane] of [
      [0, 0, 0],
      [69, 1, 3],
    ] as const) {
      let sum = 0;
      for (let feature = 0; feature < label; feature += 1)
        sum +=
          (x?.[(Math.floor(row / 64) * features + feature) * 64 + (row % 64)] ?? NaN) *
          (w?.[(panel * features + feature) * 4 + lane] ?? NaN);
      const place = (Math.floor(row / 64) * panels + panel) * 256 + (row % 64) * 4 + lane;
      expect(scores?.[place]).toBeCloseTo(sum, 4);
    }
  });

  test('gram and gramBatch, which agree with batch on the squared loss', () => {
    const { memory, at, features, panels, label } = problem({
      rows: 131,
      width: 10,
      groups: 2,
      classes: 1,
      labels: (unit) => unit * 6 - 3,
    });
    const [wide, sums] = [memory.allocate(features * 256), memory.allocate(features * features * 8)];
    memory.run(({ gram }) => gram(at.x, 131, features, wide, sums));
    const [lower, twinLower] = memory.read(Float64Array, sums, features * features);
    const below = (values: number[] = []) =>
      values.filter((_, index) => index % features <= Math.floor(index / features));
    expect(below(lower)).toEqual(below(twinLower));

    const symmetric = (i: number, j: number) => lower?.[Math.max(i, j) * features + Math.min(i, j)] ?? 0;
    memory.fill(Float64Array, sums, features * features, (_, index) =>
      symmetric(Math.floor(index / features), index % features),
    );
    const v = memory.allocate(panels * features * 32);
    const [narrow] = memory.read(Float32Array, at.w, panels * features * panelModels);
    memory.fill(Float64Array, v, panels * features * panelModels, (_, index) =>
      Math.floor(index / panelModels) % features === label ? -1 : (narrow?.[index] ?? 0),
    );
    memory.run(({ gramBatch }) => gramBatch(sums, features, panels, v, at.g, at.losses));
    const viaGram = [at.losses, at.g].map((place) => memory.read(Float64Array, place, panels * panelModels));
    expect(viaGram[0]?.[0]).toEqual(viaGram[0]?.[1]);
    expect(viaGram[1]?.[0]).toEqual(viaGram[1]?.[1]);

    memory.fill(Float64Array, at.losses, panels * panelModels, () => 0);
    memory.fill(Float64Array, at.g, panels * features * panelModels, () => 0);
    memory.run(({ batch }) =>
      batch(
        layout.epsInsensitiveSquared,
        at.x,
        131,
        features,
        label,
        2,
        1,
        at.w,
        at.z,
        at.g,
        at.losses,
        at.settings,
      ),
    );
    const [direct] = memory.read(Float64Array, at.losses, panels * panelModels);
    for (const [index, loss] of (direct ?? []).entries())
      expect(Math.abs(loss - (viaGram[0]?.[0]?.[index] ?? 0)) / loss).toBeLessThan(1e-6);
  });

  test.each([
    ['adam', layout.adam, [0.9, 0.1, 0.999, 0.001, 1e-8]],
    ['sgd', layout.sgd, [0.7, 0, 0, 0, 0]],
    ['rmsprop', layout.rmsprop, [0, 0, 0.9, 0.1, 1e-8]],
  ] as const)('step of %s', (_, optimizer, constants) => {
    const features = 12;
    const memory = pair();
    const [w, g, first, second] = [0, 0, 0, 0].map(() => memory.allocate(features * 32));
    const [narrow, settings] = [memory.allocate(features * 16), memory.allocate(36 * 8)];
    if (w === undefined || g === undefined || first === undefined || second === undefined) throw new Error();
    memory.fill(Float64Array, w, features * 4, (unit, index) => (index % 5 === 0 ? 0 : unit - 0.5));
    memory.fill(Float64Array, g, features * 4, (unit) => unit * 100 - 50);
    memory.fill(Float64Array, settings, 36, (unit, index) => constants[(index % 18) - 13] ?? unit);
    for (let count = 0; count < 3; count += 1)
      memory.run(({ step }) => step(optimizer, features - 1, 1, w, g, first, second, narrow, settings));
    for (const place of [w, first, second]) {
      const [values, twin] = memory.read(Float64Array, place, features * 4);
      expect(values).toEqual(twin);
    }
    const [rounded, twin] = memory.read(Float32Array, narrow, features * 4);
    expect(rounded).toEqual(twin);
    expect(rounded).toEqual(memory.read(Float64Array, w, features * 4)[0]?.map(Math.fround));
  });
});

describe('gradients are the slopes of the losses', () => {
  test.each(losses.filter(([name]) => !name.includes('clipped')))('%s', (_, loss, settings) => {
    const classes = loss === layout.softmax ? 3 : 1;
    const labels = labelsOf(loss);
    const { memory, at, features, panels, label } = problem({
      rows: 50,
      width: 3,
      groups: 1,
      classes,
      labels,
    });
    memory.fill(Float32Array, at.settings, settings.length, (__, index) => settings[index] ?? 0);
    const lossAt = (weight: number, change: number, withGradients: boolean) => {
      const size = panels * features * panelModels;
      const [before] = memory.read(Float32Array, at.w, size);
      memory.fill(
        Float32Array,
        at.w,
        size,
        (__, index) => (before?.[index] ?? 0) + (index === weight ? change : 0),
      );
      memory.fill(Float64Array, at.losses, panelModels, () => 0);
      memory.run(({ batch }) =>
        batch(
          loss,
          at.x,
          20,
          features,
          label,
          1,
          classes,
          at.w,
          at.z,
          withGradients ? at.g : 0,
          at.losses,
          at.settings,
        ),
      );
      memory.fill(Float32Array, at.w, size, (__, index) => before?.[index] ?? 0);
      return memory.read(Float64Array, at.losses, panelModels)[0]?.[weight % panelModels] ?? NaN;
    };
    lossAt(0, 0, true);
    const [gradients] = memory.read(Float64Array, at.g, panels * features * panelModels);
    const size = 2 ** -11;
    for (let weight = 0; weight < panels * features * panelModels; weight += 1) {
      if (Math.floor(weight / panelModels) % features > 3) continue;
      const slope = (lossAt(weight, size, false) - lossAt(weight, -size, false)) / (2 * size);
      // The squared losses are reported whole and stepped along by half of their slope, as the service does.
      const scale = loss === layout.epsInsensitiveSquared ? 2 : 1;
      expect(Math.abs(scale * (gradients?.[weight] ?? NaN) - slope)).toBeLessThan(0.05);
    }
  });
});

import { expect, test } from 'vitest';
import { linearScores } from '../model.ts';
import { losses, pair, unitAt } from './kernel.testing.ts';
import * as layout from './layout.ts';

test.each([1, 3, 4, 5, 10, 140])(
  'linear of the kernel and of its twin equals linearScores of %d features',
  (width) => {
    const [featuresAt, recordBytes, mostRows, next] = [19, 27 + width * 4, 9, 12];
    const memory = pair();
    const records = memory.allocate(mostRows * recordBytes + 16);
    const weights = memory.allocate(width * 4 + 16);
    const scores = memory.allocate(mostRows * next);
    const bias = 0.3;
    memory.fill(Float32Array, weights, width, (unit) => unit - 0.5);
    const [w] = memory.read(Float32Array, weights, width);
    for (let rows = 1; rows <= mostRows; rows += 1) {
      // What is not overwritten, between scores and after them, stays.
      memory.fill(Float32Array, scores, (mostRows * next) / 4, () => 7);
      const features = Float32Array.from({ length: rows * width }, (_, at) =>
        at % 7 === 0 ? 0 : unitAt(at, 3) * 20 - 10,
      );
      memory.write(records, mostRows * recordBytes, (bytes) => {
        for (const [at, value] of features.entries())
          bytes.setFloat32(Math.floor(at / width) * recordBytes + featuresAt + (at % width) * 4, value, true);
      });
      memory.run(({ linear }) =>
        linear(records, recordBytes, featuresAt, rows, width, weights, bias, scores, next),
      );
      const model = {
        predictorType: 'regressor',
        weights: Float32Array.from(w ?? []),
        bias: Math.fround(bias),
      } as const;
      const matrix = { rowCount: rows, columnCount: width, values: features };
      const expected = new Float32Array((mostRows * next) / 4).fill(7);
      for (const [row, score] of linearScores(model, matrix).entries()) expected[(row * next) / 4] = score;
      for (const found of memory.read(Float32Array, scores, (mostRows * next) / 4))
        expect(found).toEqual([...expected]);
    }
  },
);

test.each(losses.slice(0, 6))(
  'regression of the twin is bit-identical to that of the kernel: %s',
  (_, loss, [parameter]) => {
    const [rows, recordBytes, labelAt] = [70, 51, 43];
    const memory = pair();
    const records = memory.allocate(rows * recordBytes);
    const scores = memory.allocate(rows * 4);
    const sums = memory.allocate(layout.regressionBytes);
    memory.fill(Float32Array, scores, rows, (unit) => unit * 4);
    memory.write(records, rows * recordBytes, (bytes) => {
      for (let row = 0; row < rows; row += 1)
        bytes.setFloat32(row * recordBytes + labelAt, unitAt(row, 1) * 4, true);
    });
    memory.run(({ regression }) =>
      regression(records, recordBytes, labelAt, rows, scores, loss, parameter, sums),
    );
    const [found = [], twin] = memory.read(Float64Array, sums, layout.regressionBytes / 8);
    expect(twin).toEqual(found);
    expect(found.every((sum) => Number.isFinite(sum) && sum > 0)).toBe(true);
  },
);

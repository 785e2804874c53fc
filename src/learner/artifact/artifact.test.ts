import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { predict } from '../model.ts';
import type { LinearModel } from '../model.ts';
import { readArtifact, writeArtifact } from './artifact.ts';
import { readParams, writeParams } from './params.ts';
import { readGraph } from './graph.ts';
import { factsFor } from './artifact.testing.ts';

const folder = new URL('../../../test/fixtures/params/', import.meta.url);
const bytesOf = (file: string) => new Uint8Array(readFileSync(new URL(file, folder)));
const jsonOf = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

test.each([
  '1x1_cook-0000.params',
  '1x1_salary-0000.params',
  '1x3-0000.params',
  '1x15-0000.params',
  '4x7-0000.params',
  '3x2_multiclass-0000.params',
])("parameters are byte-identical to MXNet's: %s", (file) => {
  const bytes = bytesOf(file);
  const arrays = readParams(bytes);
  expect(arrays.map(({ name }) => name)).toEqual(['arg:fc0_weight', 'arg:fc0_bias']);
  expect(writeParams(arrays)).toEqual(bytes);
});

test.each(['linear-k1-symbol.json', 'logistic-k1-symbol.json', 'softmax-k3-symbol.json'])(
  "%s, a graph of this extension's first versions, has outputs first",
  (file) => {
    expect(readGraph(jsonOf(file))).toEqual({
      layout: 'outputs-first',
      isLogistic: file.startsWith('logistic'),
    });
  },
);

/** Outputs of MXNet for the same parameters. */
const loads: { case: string; params: string; X: number[][]; mxnet_output: number[][] }[] =
  jsonOf('index.json').loads;

test.each([
  ['model_logistic.tar.gz', 'binary_classifier', 'logistic_1x3'],
  ['model_softmax.tar.gz', 'multiclass_classifier', 'softmax_4x7'],
])('%s, packed by other tools, predicts as MXNet does', async (file, predictorType, name) => {
  const model = await readArtifact(bytesOf(file));
  expect(model.predictorType).toBe(predictorType);
  const { X = [], mxnet_output: expected = [] } = loads.find((load) => load.case === name) ?? {};
  expect(expected).toHaveLength(3);
  const features = {
    rowCount: X.length,
    columnCount: X[0]?.length ?? 0,
    values: Float32Array.from(X.flat()),
  };
  for (const [index, score] of predict(model, features).scores.entries())
    expect(Math.abs(score - (expected.flat()[index] ?? NaN))).toBeLessThan(1e-6);
});

test('the sample regressor packed by other tools is read', async () => {
  const model = await readArtifact(bytesOf('model_linear.tar.gz'));
  expect(model).toEqual({
    predictorType: 'regressor',
    weights: Float32Array.of(8.219234466552734),
    bias: 881.392578125,
  });
});

const floats = (length: number) => fc.float32Array({ minLength: length, maxLength: length, noNaN: true });
const oneOutput = fc.record({
  weights: fc.float32Array({ minLength: 1, maxLength: 30, noNaN: true }),
  bias: fc.float({ noNaN: true }),
});
const models: fc.Arbitrary<LinearModel> = fc.oneof(
  oneOutput.map((one) => ({ predictorType: 'regressor', ...one }) as const),
  fc
    .tuple(
      oneOutput,
      fc.constantFrom('probability' as const, 'margin' as const),
      fc.float({ noNaN: true, noDefaultInfinity: true }).filter((threshold) => !Object.is(threshold, -0)),
    )
    .map(
      ([one, scoreKind, threshold]) =>
        ({ predictorType: 'binary_classifier', ...one, scoreKind, threshold }) as const,
    ),
  fc
    .tuple(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 1, max: 9 }))
    .chain(([classCount, featureCount]) =>
      fc.record({
        predictorType: fc.constant('multiclass_classifier' as const),
        classCount: fc.constant(classCount),
        weights: floats(classCount * featureCount),
        biases: floats(classCount),
      }),
    ),
);

test('a model reads back from its artifact unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(models, async (model) => {
      expect(await readArtifact(await writeArtifact(model, factsFor(model)))).toEqual(model);
    }),
    { numRuns: 60 },
  );
});

test('bytes that are not an artifact are refused', async () => {
  await expect(readArtifact(new Uint8Array([1, 2, 3]))).rejects.toThrow(/cannot be read/);
  expect(() => readParams(bytesOf('float64_int32.params'))).toThrow(/not float32/);
});

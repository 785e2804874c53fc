import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readArtifact, writeArtifact } from './artifact.ts';
import { readParams, writeParams } from './params.ts';

const bytesOf = (file: string) =>
  new Uint8Array(readFileSync(new URL(`../../../test/fixtures/params/${file}`, import.meta.url)));

test.each(['1x1_cook-0000.params', '1x1_salary-0000.params', '1x3-0000.params', '1x15-0000.params'])(
  "%s, byte for byte as MXNet's",
  (file) => {
    const bytes = bytesOf(file);
    const arrays = readParams(bytes);
    expect(arrays.map(({ name }) => name)).toEqual(['arg:fc0_weight', 'arg:fc0_bias']);
    expect(writeParams(arrays)).toEqual(bytes);
  },
);

test('a sample artifact packed by other tools', async () => {
  const model = await readArtifact(bytesOf('model_linear.tar.gz'));
  expect(model.weights.length).toBeGreaterThan(0);
  expect(Number.isFinite(model.bias)).toBe(true);
});

test('a model survives its artifact', async () => {
  const models = fc.record({
    weights: fc.float32Array({ minLength: 1, maxLength: 30, noNaN: true }),
    bias: fc.float({ noNaN: true }),
  });
  await fc.assert(
    fc.asyncProperty(models, async ({ weights, bias }) => {
      const model = { predictorType: 'regressor', weights, bias } as const;
      expect(await readArtifact(await writeArtifact(model))).toEqual(model);
    }),
    { numRuns: 30 },
  );
});

test('what is no artifact is refused', async () => {
  await expect(readArtifact(new Uint8Array([1, 2, 3]))).rejects.toThrow(/cannot be read/);
  await expect(readArtifact(bytesOf('model_softmax.tar.gz'))).rejects.toThrow(/not a regressor/);
});

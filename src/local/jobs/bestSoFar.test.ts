import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readArtifact, writeArtifact } from '../../learner/artifact/artifact.ts';
import { parseHyperparameters } from '../../learner/hyperparameters/parse.ts';
import type { LinearModel } from '../../learner/model.ts';
import { keepBestSoFar } from './bestSoFar.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-best-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const model = (bias: number) => (): LinearModel => ({
  predictorType: 'regressor',
  weights: Float32Array.of(1),
  bias,
});
const settings = parseHyperparameters({ predictor_type: 'regressor' });
const pack = (model: LinearModel) => writeArtifact(model, { settings, classWeights: undefined });
const biasIn = async (path: string) => {
  const model = await readArtifact(await readFile(path));
  return model.predictorType === 'regressor' ? model.bias : undefined;
};

test('first model is written to disk at once, better ones once a second', async () => {
  const path = join(folder, 'checkpoint');
  let nowMs = 0;
  const best = keepBestSoFar(path, pack, () => nowMs);
  const isWritten = (bias: number) => vi.waitFor(async () => expect(await biasIn(path)).toBe(bias));
  await best.improved(model(1));
  expect(await biasIn(path)).toBe(1);
  nowMs = 999;
  await best.improved(model(2));
  expect(await biasIn(path)).toBe(1);
  nowMs = 1000;
  await best.improved(model(3));
  await isWritten(3);
  nowMs = 1001;
  await best.improved(model(4));
  await best.write();
  expect(await biasIn(path)).toBe(4);
});

test('a model that could not be written fails the final write', async () => {
  const best = keepBestSoFar(join(folder, 'missing', 'checkpoint'), () =>
    Promise.reject(new Error('no zip')),
  );
  await best.improved(model(1));
  await expect(best.write(model(2))).rejects.toThrow('no zip');
});

test('no model writes no file', async () => {
  const path = join(folder, 'none');
  await keepBestSoFar(path, pack).write();
  await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
});

import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeArtifact } from '../../learner/artifact/artifact.ts';
import { factsFor } from '../../learner/artifact/artifact.testing.ts';
import { describeArtifactFile } from './artifactFile.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-artifact-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const path = () => join(folder, 'model.tar.gz');
const number = (column: string) => ({
  encode: 'number',
  planned: { column },
  fitted: { indicator: false, missingShare: 0, min: 0, max: 1, mean: 0 },
});
const preparation = (columns: readonly string[]) =>
  JSON.stringify({
    version: 3,
    target: 'y',
    trainMean: 0,
    testRowNumbers: [],
    features: columns.map(number),
  });

test('describeArtifactFile lists coefficients, largest first, named by the preparation next to the artifact', async () => {
  const model = { predictorType: 'regressor', weights: Float32Array.of(0.5, -2, 0), bias: 7 } as const;
  await writeFile(path(), await writeArtifact(model, factsFor(model)));
  const plain = await describeArtifactFile({ path: path() });
  expect(plain).toMatchObject({
    predictorType: 'regressor',
    featureCount: 3,
    biases: [7],
    isNamed: false,
    nonZeroCount: 2,
    coefficients: [
      { feature: 1, name: 'f1', weights: [-2] },
      { feature: 0, name: 'f0', weights: [0.5] },
      { feature: 2, name: 'f2', weights: [0] },
    ],
    arrays: [
      { name: 'arg:fc0_weight', shape: [3, 1] },
      { name: 'arg:fc0_bias', shape: [1, 1] },
    ],
  });
  expect(plain.parts.map(({ name }) => name)).toEqual(['additional-params.json', 'mx-mod-symbol.json']);
  await writeFile(join(folder, 'preparation.json'), preparation(['age', 'size', 'rooms']));
  const named = await describeArtifactFile({ path: path() });
  expect(named.isNamed).toBe(true);
  expect(named.coefficients.map(({ name }) => name)).toEqual(['size', 'age', 'rooms']);
  await writeFile(join(folder, 'preparation.json'), preparation(['age']));
  expect((await describeArtifactFile({ path: path() })).isNamed).toBe(false);
});

test('an artifact of many classes and features is shown in less than a message may hold', async () => {
  const [classCount, featureCount] = [300, 1500];
  const classNames = Array.from({ length: classCount }, (_, at) => `class ${'x'.repeat(900)} ${at}`);
  const model = {
    predictorType: 'multiclass_classifier',
    weights: Float32Array.from({ length: classCount * featureCount }, (_, at) => Math.sin(at) / 3),
    biases: Float32Array.from({ length: classCount }, (_, at) => Math.cos(at) / 3),
    classCount,
  } as const;
  await writeFile(path(), await writeArtifact(model, factsFor(model)));
  const columns = Array.from({ length: featureCount }, (_, at) => `f${at}`);
  const text = JSON.stringify({ ...JSON.parse(preparation(columns)), classNames });
  await writeFile(join(folder, 'preparation.json'), text);
  const found = await describeArtifactFile({ path: path() });
  expect(found).toMatchObject({ isNamed: true, featureCount, outputCount: classCount });
  expect(found.biases).toHaveLength(100);
  expect(found.classNames).toEqual(classNames.slice(0, 100));
  expect(Buffer.byteLength(JSON.stringify(found))).toBeLessThan(1_000_000);
});

test('an artifact of the service is readable', async () => {
  await copyFile(new URL('../../../test/fixtures/params/model_softmax.tar.gz', import.meta.url), path());
  const found = await describeArtifactFile({ path: path() });
  expect(found.predictorType).toBe('multiclass_classifier');
  expect(found.coefficients[0]?.weights.length).toBe(found.biases.length);
});

test.each([
  ['a tar of other files', async () => gzipSync(Buffer.alloc(1024))],
  ['no archive', async () => Buffer.from('hello')],
  ['a bomb', async () => gzipSync(Buffer.alloc(600 * 2 ** 20), { level: 1 })],
  [
    'a cut artifact',
    async () =>
      (
        await readFile(new URL('../../../test/fixtures/params/model_linear.tar.gz', import.meta.url))
      ).subarray(0, 500),
  ],
])('%s is refused with the reason', async (_, bytes) => {
  await writeFile(path(), await bytes());
  await expect(describeArtifactFile({ path: path() })).rejects.toMatchObject({ code: 'artifact-corrupt' });
});

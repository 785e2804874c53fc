import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { strFromU8, unzipSync, zipSync } from 'fflate';
import { unpackTar } from 'modern-tar';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import { predict } from '../model.ts';
import { readArtifact, writeArtifact } from './artifact.ts';
import { tarGzOf } from './artifact.testing.ts';
import { readParams, writeParams } from './params.ts';

const folder = new URL('../../../test/fixtures/params/service_layout/', import.meta.url);
const bytesOf = (file: string) => new Uint8Array(readFileSync(new URL(file, folder)));
const matrix = z.array(z.array(z.number()));
const cases = z
  .array(
    z.object({
      file: z.string(),
      weight: matrix,
      bias: matrix,
      additional: z.object({ loss_type: z.string(), predictor_type: z.string(), threshold: z.number() }),
      X: matrix,
      mxnet_output: matrix,
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')));

/** The entries of model_algo-1, and the header of the one file of the tar. */
async function entriesOf(bytes: Uint8Array) {
  const files = await unpackTar(new Uint8Array(gunzipSync(bytes)));
  expect(files).toHaveLength(1);
  const [{ header, data = new Uint8Array() } = {}] = files;
  return { header, entries: unzipSync(data), stored: data };
}

const textOf = (entries: Readonly<Record<string, Uint8Array>>, name: string) =>
  strFromU8(entries[name] ?? new Uint8Array());

const settingsOf = ({ additional, weight }: (typeof cases)[number]) =>
  parseHyperparameters({
    predictor_type: additional.predictor_type,
    loss: additional.loss_type,
    ...(additional.predictor_type === 'multiclass_classifier'
      ? { num_classes: String(weight[0]?.length) }
      : {}),
  });

test.each(cases)("$file, in the service's layout, predicts MXNet's outputs", async (one) => {
  const model = await readArtifact(bytesOf(one.file));
  expect(model.predictorType).toBe(one.additional.predictor_type);
  if (model.predictorType === 'binary_classifier') expect(model.threshold).toBe(one.additional.threshold);
  const features = {
    rowCount: one.X.length,
    columnCount: one.X[0]?.length ?? 0,
    values: Float32Array.from(one.X.flat()),
  };
  const { scores } = predict(model, features);
  const expected = one.mxnet_output.flat();
  expect(scores).toHaveLength(expected.length);
  for (const [index, score] of scores.entries())
    expect(Math.abs(score - (expected[index] ?? Number.NaN))).toBeLessThan(1e-5);
});

test.each(cases)('$file is written as MXNet writes it', async (one) => {
  const model = await readArtifact(bytesOf(one.file));
  const packed = await writeArtifact(model, { settings: settingsOf(one), classWeights: undefined });
  const [ours, theirs] = [await entriesOf(packed), await entriesOf(bytesOf(one.file))];
  expect(ours.header).toMatchObject({ name: 'model_algo-1', mode: 0o644 });
  expect(Object.keys(ours.entries).toSorted()).toEqual(Object.keys(theirs.entries).toSorted());
  expect(textOf(ours.entries, 'manifest.json')).toBe(textOf(theirs.entries, 'manifest.json'));
  const [additional, expected] = [ours, theirs].map(({ entries }) =>
    textOf(entries, 'additional-params.json'),
  );
  expect(JSON.parse(additional ?? '')).toEqual(JSON.parse(expected ?? ''));
  // Floats stay floats for Python.
  expect(additional).toMatch(/^\{"threshold": 0\.5\d*, .*"positive_example_weight_mult": 1\.0, /);
  // MXNet numbers its operators by how many it has made before; the service has version 1.3.1.
  const graph = textOf(theirs.entries, 'mx-mod-symbol.json').replace('10901', '10301');
  expect(textOf(ours.entries, 'mx-mod-symbol.json')).toBe(graph.replaceAll(/([a-z])32"/g, '$10"'));
  const arrays = readParams(ours.entries['mx-mod-0000.params'] ?? new Uint8Array());
  expect(new Map(arrays.map(({ name, shape }) => [name, shape]))).toEqual(
    new Map([
      ['arg:fc0_weight', [one.weight.length, one.weight[0]?.length]],
      ['arg:fc0_bias', [1, one.bias[0]?.length]],
    ]),
  );
  expect(Array.from(arrays.find(({ name }) => name === 'arg:fc0_weight')?.values ?? [])).toEqual(
    one.weight.flat(),
  );
});

test('entries of the ZIP are stored, not compressed', async () => {
  const model = await readArtifact(bytesOf('multiclass_5x4.tar.gz'));
  const settings = parseHyperparameters({ predictor_type: 'multiclass_classifier', num_classes: '4' });
  const { stored } = await entriesOf(await writeArtifact(model, { settings, classWeights: undefined }));
  const methods: number[] = [];
  unzipSync(stored, { filter: ({ compression }) => (methods.push(compression), false) });
  expect(methods).toEqual([0, 0, 0, 0]);
});

test('a square weight is read by the layout of its graph, not by its shape', async () => {
  const { entries } = await entriesOf(bytesOf('multiclass_3x3.tar.gz'));
  const dot = await readArtifact(bytesOf('multiclass_3x3.tar.gz'));
  const older = { nodes: [{ op: 'null' }, { op: 'FullyConnected' }, { op: 'SoftmaxOutput' }] };
  const fullyConnected = await readArtifact(
    await tarGzOf({
      'model_algo-1': zipSync({ ...entries, 'mx-mod-symbol.json': Buffer.from(JSON.stringify(older)) }),
    }),
  );
  const { weights } = fullyConnected;
  const turned = Float32Array.from(weights, (_, at) => weights[(at % 3) * 3 + Math.floor(at / 3)] ?? 0);
  expect(dot.weights).toEqual(turned);
  expect(dot.weights).not.toEqual(weights);
});

test('entries and arrays may come in any order, deflated or not', async () => {
  const { entries } = await entriesOf(bytesOf('multiclass_5x4.tar.gz'));
  const expected = await readArtifact(bytesOf('multiclass_5x4.tar.gz'));
  const arrays = readParams(entries['mx-mod-0000.params'] ?? new Uint8Array());
  const reversed = Object.fromEntries(
    Object.entries({ ...entries, 'mx-mod-0000.params': writeParams(arrays.toReversed()) }).toReversed(),
  );
  for (const level of [0, 9] as const)
    expect(await readArtifact(await tarGzOf({ 'model_algo-1': zipSync(reversed, { level }) }))).toEqual(
      expected,
    );
});

test('additional-params.json has the hyperparameters of the training', async () => {
  const model = {
    predictorType: 'binary_classifier',
    weights: Float32Array.of(1, 2),
    bias: 3,
    scoreKind: 'margin',
    threshold: 0.25,
  } as const;
  const settings = parseHyperparameters({
    predictor_type: 'binary_classifier',
    loss: 'hinge_loss',
    margin: '2',
    f_beta: '0.5',
    positive_example_weight_mult: 'balanced',
  });
  const facts = { settings, classWeights: Float64Array.of(1, 3) };
  const { entries } = await entriesOf(await writeArtifact(model, facts));
  expect(JSON.parse(textOf(entries, 'additional-params.json'))).toEqual({
    threshold: 0.25,
    loss_type: 'hinge_loss',
    predictor_type: 'binary_classifier',
    metrics_params: {
      eps_insensitive_loss_type: null,
      class_weights: null,
      huber_delta: null,
      quantile: null,
      loss_insensitivity: null,
      positive_example_weight_mult: 3,
      accuracy_top_k: 3,
      threshold: 0.25,
      f_beta: 0.5,
      margin: 2,
    },
  });
});

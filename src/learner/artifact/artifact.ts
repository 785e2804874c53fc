import { gunzipSync, gzipSync } from 'node:zlib';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { packTar, unpackTar } from 'modern-tar';
import type { LinearModel } from '../model.ts';
import { artifactCorrupt } from './errors.ts';
import { readParams, writeParams } from './params.ts';

const modelFile = 'model_algo-1';
const epochOfDos = new Date('1980-01-01T00:00:00');

/**
 * model.tar.gz as Linear Learner leaves it: one file, model_algo-1, itself a ZIP of stored entries with MXNet's symbol and
 * parameters (`mx.module.Module.load("mx-mod", 0, label_names=["out_label"])`). Raw features in, raw target out.
 */
export async function writeArtifact(model: LinearModel): Promise<Uint8Array> {
  const featureCount = model.weights.length;
  const entries = {
    'additional-params.json': strToU8(JSON.stringify({ predictor_type: model.predictorType })),
    'mx-mod-0000.params': writeParams([
      { name: 'arg:fc0_weight', shape: [1, featureCount], values: model.weights },
      { name: 'arg:fc0_bias', shape: [1], values: Float32Array.of(model.bias) },
    ]),
    'manifest.json': strToU8(JSON.stringify({ algorithm: 'linear-learner', format: 'mxnet' })),
    'mx-mod-symbol.json': strToU8(JSON.stringify(regressorSymbol)),
  };
  const zip = zipSync(entries, { level: 0, mtime: epochOfDos });
  const tar = await packTar([
    { header: { name: modelFile, size: zip.length, mode: 0o644, mtime: new Date(0) }, body: zip },
  ]);
  return gzipSync(tar);
}

/** Reads what writeArtifact, or the service, wrote. Throws artifact-corrupt. */
export async function readArtifact(bytes: Uint8Array): Promise<LinearModel> {
  const arrays = readParams(await parametersOf(bytes));
  const named = (name: string) => arrays.find((array) => array.name === `arg:${name}` || array.name === name);
  const weight = named('fc0_weight');
  const bias = named('fc0_bias');
  if (weight === undefined) throw artifactCorrupt('it has no fc0_weight');
  if (weight.shape[0] !== 1) throw artifactCorrupt(`fc0_weight has ${weight.shape[0]} rows: not a regressor`);
  return { predictorType: 'regressor', weights: weight.values, bias: bias?.values[0] ?? 0 };
}

async function parametersOf(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    const entries = await unpackTar(new Uint8Array(gunzipSync(bytes)));
    const zip = entries.find(({ header }) => header.name.replace(/^\.\//, '') === modelFile)?.data;
    const files = zip === undefined ? undefined : unzipSync(zip);
    const name = Object.keys(files ?? {}).find((entry) => entry.endsWith('.params'));
    const parameters = name === undefined ? undefined : files?.[name];
    if (parameters !== undefined) return parameters;
  } catch (error) {
    throw artifactCorrupt(error instanceof Error ? error.message : String(error));
  }
  throw artifactCorrupt(`it holds no ${modelFile} with parameters`);
}

/** data → FullyConnected(fc0) → LinearRegressionOutput(out). */
const regressorSymbol = {
  nodes: [
    { op: 'null', name: 'data', inputs: [] },
    { op: 'null', name: 'fc0_weight', attrs: { num_hidden: '1' }, inputs: [] },
    { op: 'null', name: 'fc0_bias', attrs: { num_hidden: '1' }, inputs: [] },
    {
      op: 'FullyConnected',
      name: 'fc0',
      attrs: { num_hidden: '1' },
      inputs: [
        [0, 0, 0],
        [1, 0, 0],
        [2, 0, 0],
      ],
    },
    { op: 'null', name: 'out_label', inputs: [] },
    {
      op: 'LinearRegressionOutput',
      name: 'out',
      inputs: [
        [3, 0, 0],
        [4, 0, 0],
      ],
    },
  ],
  arg_nodes: [0, 1, 2, 4],
  node_row_ptr: [0, 1, 2, 3, 4, 5, 6],
  heads: [[5, 0, 0]],
  attrs: { mxnet_version: ['int', 10901] },
};

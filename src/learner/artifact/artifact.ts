import { gunzipSync, gzipSync } from 'node:zlib';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { packTar, unpackTar } from 'modern-tar';
import * as z from 'zod/mini';
import { featureCountOf } from '../model.ts';
import type { LinearModel } from '../model.ts';
import { artifactCorrupt } from './errors.ts';
import { readParams, writeParams } from './params.ts';
import type { NamedArray } from './params.ts';
import { outputOperatorOf, symbolJson } from './symbol.ts';

const modelFile = 'model_algo-1';
const epochOfDos = new Date('1980-01-01T00:00:00');

/**
 * model.tar.gz as Linear Learner leaves it: one file, model_algo-1, itself a ZIP of stored entries with MXNet's symbol and
 * parameters (`mx.module.Module.load("mx-mod", 0, label_names=["out_label"])`). Raw features in, raw scores out.
 */
export async function writeArtifact(model: LinearModel): Promise<Uint8Array> {
  const biases = model.predictorType === 'multiclass_classifier' ? model.biases : Float32Array.of(model.bias);
  const entries = {
    'additional-params.json': strToU8(JSON.stringify(additionalParams(model))),
    'mx-mod-0000.params': writeParams([
      { name: 'arg:fc0_weight', shape: [biases.length, featureCountOf(model)], values: model.weights },
      { name: 'arg:fc0_bias', shape: [biases.length], values: biases },
    ]),
    'manifest.json': strToU8(JSON.stringify({ algorithm: 'linear-learner', format: 'mxnet' })),
    'mx-mod-symbol.json': strToU8(JSON.stringify(symbolJson(outputOperatorOf(model), biases.length))),
  };
  const zip = zipSync(entries, { level: 0, mtime: epochOfDos });
  const tar = await packTar([
    { header: { name: modelFile, size: zip.length, mode: 0o644, mtime: new Date(0) }, body: zip },
  ]);
  return gzipSync(tar);
}

/** What serving needs beside the network. */
function additionalParams(model: LinearModel): z.infer<typeof additionalSchema> {
  const { predictorType: predictor_type } = model;
  switch (model.predictorType) {
    case 'regressor':
      return { predictor_type };
    case 'binary_classifier':
      return { predictor_type, score_kind: model.scoreKind, threshold: model.threshold };
    case 'multiclass_classifier':
      return { predictor_type, num_classes: model.classCount };
  }
}

const additionalSchema = z.object({
  predictor_type: z.optional(z.enum(['regressor', 'binary_classifier', 'multiclass_classifier'])),
  score_kind: z.optional(z.enum(['probability', 'margin'])),
  threshold: z.optional(z.number()),
  num_classes: z.optional(z.int()),
});
const symbolSchema = z.object({ nodes: z.array(z.object({ op: z.string() })) });

/** Reads what writeArtifact, or the service, wrote; what ours adds is made up for by the network. Throws artifact-corrupt. */
export async function readArtifact(bytes: Uint8Array): Promise<LinearModel> {
  const files = await filesOf(bytes);
  const parameters = fileEnding(files, '.params');
  if (parameters === undefined) throw artifactCorrupt(`it holds no ${modelFile} with parameters`);
  const arrays = readParams(parameters);
  const weight = arrayNamed(arrays, 'fc0_weight');
  if (weight === undefined) throw artifactCorrupt('it has no fc0_weight');
  const [outputCount, featureCount, ...more] = weight.shape;
  if (outputCount === undefined || featureCount === undefined || more.length > 0)
    throw artifactCorrupt(`fc0_weight has ${weight.shape.length} dimensions, not 2`);
  const biases = arrayNamed(arrays, 'fc0_bias')?.values ?? new Float32Array(outputCount);
  if (biases.length !== outputCount)
    throw artifactCorrupt(`fc0_bias has ${biases.length} values, fc0_weight ${outputCount} rows`);
  return modelOf(files, weight.values, biases);
}

function modelOf(
  files: Readonly<Record<string, Uint8Array>>,
  weights: Float32Array,
  biases: Float32Array,
): LinearModel {
  const additional = parsedJson(additionalSchema, fileEnding(files, 'additional-params.json')) ?? {};
  const symbol = parsedJson(symbolSchema, fileEnding(files, '-symbol.json'));
  const output = symbol?.nodes.at(-1)?.op;
  if (biases.length > 1)
    return { predictorType: 'multiclass_classifier', classCount: biases.length, weights, biases };
  const bias = biases[0] ?? 0;
  const isBinary = additional.predictor_type === 'binary_classifier' || output === 'LogisticRegressionOutput';
  if (!isBinary) return { predictorType: 'regressor', weights, bias };
  const scoreKind = additional.score_kind ?? 'probability';
  const threshold = additional.threshold ?? (scoreKind === 'probability' ? 0.5 : 0);
  return { predictorType: 'binary_classifier', weights, bias, scoreKind, threshold };
}

function arrayNamed(arrays: readonly NamedArray[], name: string): NamedArray | undefined {
  return arrays.find((array) => array.name === `arg:${name}` || array.name === name);
}

function fileEnding(files: Readonly<Record<string, Uint8Array>>, ending: string): Uint8Array | undefined {
  return Object.entries(files).find(([name]) => name.endsWith(ending))?.[1];
}

function parsedJson<Schema extends z.ZodMiniType>(
  schema: Schema,
  bytes: Uint8Array | undefined,
): z.infer<Schema> | undefined {
  if (bytes === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    throw artifactCorrupt(error instanceof Error ? error.message : String(error));
  }
}

async function filesOf(bytes: Uint8Array): Promise<Readonly<Record<string, Uint8Array>>> {
  try {
    const entries = await unpackTar(new Uint8Array(gunzipSync(bytes)));
    const zip = entries.find(({ header }) => header.name.replace(/^\.\//, '') === modelFile)?.data;
    return zip === undefined ? {} : unzipSync(zip);
  } catch (error) {
    throw artifactCorrupt(error instanceof Error ? error.message : String(error));
  }
}

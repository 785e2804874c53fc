import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { featureCountOf } from '../model.ts';
import type { LinearModel } from '../model.ts';
import { additionalParamsJson, readAdditionalParams } from './additionalParams.ts';
import type { AdditionalParams, TrainingFacts } from './additionalParams.ts';
import { artifactCorrupt } from './errors.ts';
import { graphJson, readGraph } from './graph.ts';
import type { Graph } from './graph.ts';
import { readParams, writeParams } from './params.ts';
import type { NamedArray } from './params.ts';
import { modelFile, unpackArtifact } from './unpack.ts';
import type { ArtifactFiles } from './unpack.ts';

const epochOfDos = new Date('1980-01-01T00:00:00');
const manifest = '{"additional-params.json": "json", "mx-mod": "mxnet_module", "version": 1}';

/**
 * Writes model.tar.gz in the service's layout: one file, model_algo-1, which is a ZIP of stored entries with MXNet's graph and
 * parameters (`mx.module.Module.load("mx-mod", 0, label_names=["out_label"])`): fc0_weight is `[features, outputs]`, fc0_bias
 * `[1, outputs]`. The network maps unscaled features to scores.
 */
export async function writeArtifact(model: LinearModel, facts: TrainingFacts): Promise<Uint8Array> {
  const biases = model.predictorType === 'multiclass_classifier' ? model.biases : Float32Array.of(model.bias);
  const [outputCount, featureCount] = [biases.length, featureCountOf(model)];
  const entries = {
    'additional-params.json': strToU8(additionalParamsJson(model, facts)),
    'mx-mod-0000.params': writeParams([
      {
        name: 'arg:fc0_weight',
        shape: [featureCount, outputCount],
        values: transposed(model.weights, outputCount, featureCount),
      },
      { name: 'arg:fc0_bias', shape: [1, outputCount], values: biases },
    ]),
    'manifest.json': strToU8(manifest),
    'mx-mod-symbol.json': strToU8(graphJson(model, featureCount, outputCount)),
  };
  const zip = zipSync(entries, { level: 0, mtime: epochOfDos });
  const tar = await packTar([
    { header: { name: modelFile, size: zip.length, mode: 0o644, mtime: new Date(0) }, body: zip },
  ]);
  return gzipSync(tar);
}

/**
 * Reads an artifact of the service or of this extension, in either layout, with entries and arrays in any order. Throws
 * artifact-corrupt.
 */
export async function readArtifact(bytes: Uint8Array): Promise<LinearModel> {
  return modelIn(await unpackArtifact(bytes));
}

/** The model in the files of an artifact. Throws artifact-corrupt. */
export function modelIn(files: ArtifactFiles): LinearModel {
  const graph = readGraph(files.graph);
  const additional = readAdditionalParams(files.additional);
  const { weights, biases } = linearPart(readParams(files.parameters), graph);
  return modelOf(weights, biases, graph, additional);
}

/** Weights as `[output][feature]`, for either layout. */
function linearPart(
  arrays: readonly NamedArray[],
  { layout }: Graph,
): { readonly weights: Float32Array; readonly biases: Float32Array } {
  const weight = arrayNamed(arrays, 'fc0_weight');
  if (weight === undefined) throw artifactCorrupt('it has no fc0_weight');
  const [first = 0, second = 0] = weight.shape;
  if (weight.shape.length !== 2)
    throw artifactCorrupt(`fc0_weight has ${weight.shape.length} dimensions, not 2`);
  if (first === 0 || second === 0) throw artifactCorrupt(`fc0_weight is empty: ${first} × ${second}`);
  const isFeaturesFirst = layout === 'features-first';
  const [featureCount, outputCount] = isFeaturesFirst ? [first, second] : [second, first];
  const biases = arrayNamed(arrays, 'fc0_bias')?.values ?? new Float32Array(outputCount);
  if (biases.length !== outputCount)
    throw artifactCorrupt(`fc0_bias has ${biases.length} values, fc0_weight ${outputCount} outputs`);
  const weights = isFeaturesFirst ? transposed(weight.values, featureCount, outputCount) : weight.values;
  return { weights, biases };
}

function arrayNamed(arrays: readonly NamedArray[], name: string): NamedArray | undefined {
  const found = arrays.filter((array) => array.name === `arg:${name}` || array.name === name);
  if (found.length > 1) throw artifactCorrupt(`it has ${found.length} arrays ${name}`);
  return found[0];
}

/** Transposes `[row][column]` to `[column][row]`. */
function transposed(values: Float32Array, rowCount: number, columnCount: number): Float32Array {
  if (rowCount === 1 || columnCount === 1) return values;
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rowCount; row += 1)
    for (let column = 0; column < columnCount; column += 1)
      turned[column * rowCount + row] = values[row * columnCount + column] ?? 0;
  return turned;
}

function modelOf(
  weights: Float32Array,
  biases: Float32Array,
  { isLogistic }: Graph,
  additional: AdditionalParams,
): LinearModel {
  const { predictor_type: type = biases.length > 1 ? 'multiclass_classifier' : undefined } = additional;
  if ((type === 'multiclass_classifier') !== biases.length > 1)
    throw artifactCorrupt(`its predictor_type is ${type}, and it has ${biases.length} outputs`);
  if (biases.length > 1)
    return { predictorType: 'multiclass_classifier', classCount: biases.length, weights, biases };
  const bias = biases[0] ?? 0;
  if (additional.predictor_type !== 'binary_classifier' && !isLogistic)
    return { predictorType: 'regressor', weights, bias };
  const scoreKind = additional.score_kind ?? (isLogistic ? 'probability' : 'margin');
  const threshold = additional.threshold ?? (scoreKind === 'probability' ? 0.5 : 0);
  return { predictorType: 'binary_classifier', weights, bias, scoreKind, threshold };
}

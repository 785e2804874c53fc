import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeArtifact } from '../../learner/artifact/describeArtifact.ts';
import { artifactCorrupt } from '../../learner/artifact/errors.ts';
import { openFeatures, outputNames } from '../preparation/openFeatures.ts';
import { preparationSchema } from '../shapes/preparation.ts';
import type { Preparation } from '../shapes/preparation.ts';
import type { ArtifactFacts, Coefficient } from '../shapes/recordFiles.ts';
import { withFile } from '../source/openFile.ts';

/** Linear Learner artifacts are smaller than this. */
const mostBytes = 512 * 2 ** 20;
const mostCoefficients = 1000;
const mostOutputs = 100;
/** Of all that are listed: half of what a message may hold. */
const mostWeights = 20_000;
const mostPreparationBytes = 64 * 2 ** 20;

/** Describes the model.tar.gz at a path, with feature names if a preparation.json is next to it. Throws artifact-corrupt. */
export async function describeArtifactFile({ path }: { readonly path: string }): Promise<ArtifactFacts> {
  const bytes = await withFile(path, async (file) => {
    if (file.size > mostBytes)
      throw artifactCorrupt(`it has ${file.size} bytes; at most ${mostBytes} are read`);
    return file.read(0, file.size);
  });
  const { weights, biases, featureCount, ...facts } = await describeArtifact(bytes);
  const preparation = await preparationBeside(path);
  const names = preparation === undefined ? [] : outputNames(openFeatures(preparation.features));
  const isNamed = names.length === featureCount;
  const outputs = Math.min(biases.length, mostOutputs);
  const most = Math.min(mostCoefficients, Math.floor(mostWeights / outputs));
  const order = largestFirst(weights, featureCount, most);
  const coefficients = order.map((feature): Coefficient => ({
    feature,
    name: (isNamed ? names[feature] : undefined) ?? `f${feature}`,
    weights: Array.from({ length: outputs }, (_, output) => weights[output * featureCount + feature] ?? 0),
  }));
  const { classNames } = preparation ?? {};
  return {
    ...facts,
    sizeBytes: bytes.length,
    featureCount,
    outputCount: biases.length,
    biases: Array.from(biases.subarray(0, outputs)),
    isNamed,
    ...(isNamed && classNames !== undefined ? { classNames: classNames.slice(0, outputs) } : {}),
    coefficients,
    nonZeroCount: weights.reduce((count, weight) => count + Number(weight !== 0), 0),
  };
}

/** Features with the largest weights first, whatever the output. */
function largestFirst(weights: Float32Array, featureCount: number, most: number): readonly number[] {
  const size = new Float32Array(featureCount);
  for (let at = 0; at < weights.length; at += 1) {
    const feature = at % featureCount;
    size[feature] = Math.max(size[feature] ?? 0, Math.abs(weights[at] ?? 0));
  }
  const order = Int32Array.from(size.keys()).sort((a, b) => (size[b] ?? 0) - (size[a] ?? 0) || a - b);
  return Array.from(order.subarray(0, most));
}

/** Undefined if it is missing or unreadable. */
async function preparationBeside(path: string): Promise<Preparation | undefined> {
  try {
    const text = await readFile(join(dirname(path), 'preparation.json'), 'utf8');
    if (text.length > mostPreparationBytes) return undefined;
    return preparationSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

import { mersenneTwister } from '../random.ts';

/**
 * Initial weights, model-innermost: weight of feature f in model m is at f * modelCount + m. Drawn as MXNet draws them on a CPU:
 * one array a model in lexicographic order of its parameter name, arrays above 64 values in chunks, each chunk from a generator
 * of its own that is seeded with the chunk's number and goes on from model to model.
 */
export function initialWeights(featureCount: number, modelCount: number, scale: number): Float64Array {
  const weights = new Float64Array(featureCount * modelCount);
  const chunkCount = Math.min(Math.ceil(featureCount / 64), 1024);
  const chunkLength = Math.ceil(featureCount / chunkCount);
  const generators = Array.from({ length: chunkCount }, (_, chunk) => mersenneTwister(chunk));
  for (const model of lexicographic(modelCount)) {
    for (let feature = 0; feature < featureCount; feature += 1) {
      const draw = generators[Math.floor(feature / chunkLength)]?.() ?? 0;
      weights[feature * modelCount + model] = Math.fround(-scale + 2 * scale * (draw / 2 ** 32));
    }
  }
  return weights;
}

/** 0, 1, 10, 11, …, 2, 20, …: the order of `fc0_weight`, `fc10_weight`, `fc1_weight` as text. */
function lexicographic(modelCount: number): readonly number[] {
  const names = Array.from({ length: modelCount }, (_, model) => ({ model, name: `fc${model}_weight` }));
  return names.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ model }) => model);
}

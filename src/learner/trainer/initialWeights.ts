import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { mersenneTwister } from '../random.ts';

export interface InitialShape {
  readonly featureCount: number;
  readonly modelCount: number;
  /** Scores per row and model: 1, or the number of classes. */
  readonly lanesPerModel: number;
}

/**
 * Initial weights, `[feature][lane]`, as MXNet draws them on a CPU: one array per model, in lexicographic order of the parameter
 * names, read feature by feature. Arrays above 64 values are drawn in chunks, each from its own generator, which is seeded with
 * the chunk's number and continues from model to model (include/mxnet/random_generator.h, operator/random/sampler.h).
 */
export function initialWeights(
  { featureCount, modelCount, lanesPerModel }: InitialShape,
  init: LinearLearnerSettings['init'],
): Float64Array {
  const laneCount = modelCount * lanesPerModel;
  const drawCount = featureCount * lanesPerModel;
  const weights = new Float64Array(featureCount * laneCount);
  const chunkCount = Math.min(Math.ceil(drawCount / 64), 1024);
  const chunkLength = Math.ceil(drawCount / chunkCount);
  const generators = Array.from({ length: chunkCount }, (_, chunk) => mersenneTwister(chunk));
  const draw = init.method === 'uniform' ? uniform(init.scale) : normal(init.sigma);
  for (const model of lexicographic(modelCount)) {
    for (let index = 0; index < drawCount; index += 1) {
      const feature = Math.floor(index / lanesPerModel);
      const lane = model * lanesPerModel + (index % lanesPerModel);
      const nextWord = generators[Math.floor(index / chunkLength)];
      weights[feature * laneCount + lane] = nextWord === undefined ? 0 : draw(nextWord);
    }
  }
  return weights;
}

const uniform = (scale: number) => (nextWord: () => number) =>
  Math.fround(-scale + 2 * scale * (nextWord() / 2 ** 32));

/**
 * A new `std::normal_distribution<float>` for each draw, as in MXNet: libstdc++'s polar method (bits/random.tcc), whose second
 * value is discarded.
 */
const normal = (sigma: number) => (nextWord: () => number) => {
  for (;;) {
    const x = Math.fround(2 * canonical(nextWord) - 1);
    const y = Math.fround(2 * canonical(nextWord) - 1);
    const square = Math.fround(Math.fround(x * x) + Math.fround(y * y));
    if (square > 1 || square === 0) continue;
    const factor = Math.fround(
      Math.sqrt(Math.fround(Math.fround(-2 * Math.fround(Math.log(square))) / square)),
    );
    return Math.fround(sigma * Math.fround(y * factor));
  }
};

/** A float32 in [0, 1). */
const canonical = (nextWord: () => number) =>
  Math.min(Math.fround(Math.fround(nextWord()) / 2 ** 32), 1 - 2 ** -24);

/** 0, 1, 10, 11, …, 2, 20, …: the order of `fc0_weight`, `fc10_weight`, `fc1_weight` as text. */
function lexicographic(modelCount: number): readonly number[] {
  const names = Array.from({ length: modelCount }, (_, model) => ({ model, name: `fc${model}_weight` }));
  return names.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ model }) => model);
}

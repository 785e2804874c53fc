import { panelModels } from '../kernel/layout.ts';
import type { ModelSettings } from '../hyperparameters/modelSettings.ts';
import type { Parameters } from '../trainer/parameters.ts';
import type { ThreadPlaces, Workspace } from './workspace.ts';

/** Indexes of models, at most four per group; the models of a group have the same optimizer. */
export type Groups = readonly (readonly number[])[];

export function groupsOf(models: readonly ModelSettings[]): Groups {
  const byOptimizer = new Map<string, number[]>();
  for (const [index, { optimizer }] of models.entries()) {
    const same = byOptimizer.get(optimizer.name);
    if (same === undefined) byOptimizer.set(optimizer.name, [index]);
    else same.push(index);
  }
  return [...byOptimizer.values()].flatMap((indices) =>
    Array.from({ length: Math.ceil(indices.length / panelModels) }, (_, group) =>
      indices.slice(group * panelModels, (group + 1) * panelModels),
    ),
  );
}

/** Position of each model's panels, `[panel][column][4]`; `first` is an index into the thread's arrays. */
function forEachLane(
  { columns, classCount, threads }: Workspace,
  groups: Groups,
  visit: (lane: number, places: ThreadPlaces, first: number) => void,
): void {
  for (const places of threads)
    for (let group = 0; group < places.groupCount; group += 1)
      for (const [place, model] of (groups[places.firstGroup + group] ?? []).entries())
        for (let k = 0; k < classCount; k += 1)
          visit(model * classCount + k, places, (group * classCount + k) * columns * panelModels + place);
}

/** With Gram matrices, the label is a column with weight −1. */
export function writeParameters(
  { buffer }: WebAssembly.Memory,
  workspace: Workspace,
  groups: Groups,
  parameters: Parameters,
  isLabelWeighed: boolean,
): void {
  const { featureCount, laneCount, weights, biases } = parameters;
  const float64 = new Float64Array(buffer);
  const float32 = new Float32Array(buffer);
  forEachLane(workspace, groups, (lane, places, first) => {
    const [wide, narrow] = [places.weights / 8 + first, places.narrow / 4 + first];
    for (let feature = 0; feature <= featureCount; feature += 1) {
      const value = feature < featureCount ? weights[feature * laneCount + lane] : biases[lane];
      float64[wide + feature * panelModels] = value ?? 0;
      float32[narrow + feature * panelModels] = value ?? 0;
    }
    if (isLabelWeighed) float64[wide + (featureCount + 1) * panelModels] = -1;
  });
}

export function readParameters(
  { buffer }: WebAssembly.Memory,
  workspace: Workspace,
  groups: Groups,
  { featureCount, laneCount }: Parameters,
): Parameters {
  const float64 = new Float64Array(buffer);
  const weights = new Float64Array(featureCount * laneCount);
  const biases = new Float64Array(laneCount);
  forEachLane(workspace, groups, (lane, places, first) => {
    const wide = places.weights / 8 + first;
    for (let feature = 0; feature < featureCount; feature += 1)
      weights[feature * laneCount + lane] = float64[wide + feature * panelModels] ?? 0;
    biases[lane] = float64[wide + featureCount * panelModels] ?? 0;
  });
  return { featureCount, laneCount, weights, biases };
}

/** Returns each model's sum of losses, `[model]`, and resets it to 0. */
export function takeLosses(
  { buffer }: WebAssembly.Memory,
  { threads }: Workspace,
  groups: Groups,
  kind: 'trainLosses' | 'validationLosses',
): Float64Array {
  const losses = new Float64Array(groups.flat().length);
  for (const places of threads) {
    const sums = new Float64Array(buffer, places[kind], places.groupCount * panelModels);
    for (const [index, sum] of sums.entries()) {
      const model = groups[places.firstGroup + Math.floor(index / panelModels)]?.[index % panelModels];
      if (model !== undefined) losses[model] = sum;
    }
    sums.fill(0);
  }
  return losses;
}

import { panelModels } from '../kernel/layout.ts';
import type { ModelSettings } from '../trainer/modelGrid.ts';
import type { Parameters } from '../trainer/parameters.ts';
import type { Workspace } from './workspace.ts';

/** Models by index, four to a group; the models of a group have one optimizer. */
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

/** Where each weight of the trainer's parameters lies in the panels: `[panel][column][4]`. */
function forEachLane(
  { columns, classCount }: Workspace,
  groups: Groups,
  visit: (lane: number, firstInPanel: number) => void,
): void {
  for (const [group, models] of groups.entries())
    for (const [place, model] of models.entries())
      for (let k = 0; k < classCount; k += 1)
        visit(model * classCount + k, (group * classCount + k) * columns * panelModels + place);
}

/** With gram matrices the label is a column whose weight is −1. */
export function writeParameters(
  { buffer }: WebAssembly.Memory,
  workspace: Workspace,
  groups: Groups,
  parameters: Parameters,
  isLabelWeighed: boolean,
): void {
  const { featureCount, laneCount, weights, biases } = parameters;
  const wide = new Float64Array(buffer, workspace.weights);
  const narrow = new Float32Array(buffer, workspace.narrow);
  forEachLane(workspace, groups, (lane, first) => {
    for (let feature = 0; feature <= featureCount; feature += 1) {
      const value = feature < featureCount ? weights[feature * laneCount + lane] : biases[lane];
      wide[first + feature * panelModels] = value ?? 0;
      narrow[first + feature * panelModels] = value ?? 0;
    }
    if (isLabelWeighed) wide[first + (featureCount + 1) * panelModels] = -1;
  });
}

export function readParameters(
  { buffer }: WebAssembly.Memory,
  workspace: Workspace,
  groups: Groups,
  { featureCount, laneCount }: Parameters,
): Parameters {
  const wide = new Float64Array(buffer, workspace.weights);
  const weights = new Float64Array(featureCount * laneCount);
  const biases = new Float64Array(laneCount);
  forEachLane(workspace, groups, (lane, first) => {
    for (let feature = 0; feature < featureCount; feature += 1)
      weights[feature * laneCount + lane] = wide[first + feature * panelModels] ?? 0;
    biases[lane] = wide[first + featureCount * panelModels] ?? 0;
  });
  return { featureCount, laneCount, weights, biases };
}

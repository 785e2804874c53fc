import type { LabeledRows } from '../matrix.ts';
import { scoreAllRows } from './epoch.ts';
import type { Validated } from './criterion.ts';
import type { Objective } from './objective.ts';
import type { Parameters } from './parameters.ts';
import type { Scaler } from './scaler.ts';

/** Losses of all models over all validation rows, and the scores of the first `scoreCount` rows. */
export function validate(
  model: { readonly objective: Objective; readonly scaler: Scaler; readonly parameters: Parameters },
  rows: LabeledRows,
  scoreCount: number,
): Validated {
  const { objective, scaler, parameters } = model;
  const modelCount = parameters.laneCount / objective.lanesPerModel;
  const sums = new Float64Array(modelCount);
  const kept = Array.from({ length: modelCount }, () => new Float32Array(scoreCount));
  scoreAllRows({ ...model, rows }, (block, firstRow) => {
    // Before the losses, as softmax replaces the scores by probabilities.
    for (const [index, own] of kept.entries())
      for (let row = 0; row < Math.min(block.rowCount, scoreCount - firstRow); row += 1)
        own[firstRow + row] = block.scores[row * modelCount + index] ?? 0;
    objective.addLosses(block, sums, scaler.labelScale);
  });
  const losses = Array.from(sums, (sum) => sum / rows.features.rowCount);
  return { labels: rows.labels, losses, scores: kept };
}

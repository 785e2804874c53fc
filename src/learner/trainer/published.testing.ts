import { readFileSync } from 'node:fs';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import type { LabeledRows } from '../matrix.ts';
import type { TrainingChannels } from './channels.ts';
import type { EpochEnd, TrainedModel, TrainingStart } from './events.ts';
import { trainLinearLearner } from './train.ts';

/** A published run, from `test/fixtures/learner`. */
export const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../test/fixtures/learner/${name}`, import.meta.url), 'utf8'));

/** Features as `[row][feature]`, and a label of each row. */
export const rowsOf = (features: readonly number[], labels: readonly number[]): LabeledRows => ({
  features: {
    rowCount: labels.length,
    columnCount: features.length / labels.length,
    values: Float32Array.from(features),
  },
  labels: Float32Array.from(labels),
});

/** Trains to the end; hyperparameters as the run's file has them. */
export function trainAll(
  given: Readonly<Record<string, string | number>>,
  channels: TrainingChannels,
): { trained: TrainedModel; epochs: EpochEnd[]; scaler: TrainingStart['scaler'] } {
  const texts = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  const run = trainLinearLearner(parseHyperparameters(texts), channels);
  const first = run.next().value;
  if (!('kind' in first) || first.kind !== 'scaler') throw new Error('the scaler comes first');
  const epochs: EpochEnd[] = [];
  for (;;) {
    const next = run.next();
    if (next.done) return { trained: next.value, epochs, scaler: first.scaler };
    if (next.value.kind === 'epoch') epochs.push(next.value);
  }
}

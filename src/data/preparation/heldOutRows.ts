import type { LabeledRows } from '../../learner/matrix.ts';
import type { Preparation } from '../engine/engine.ts';

/** What every evaluation names its columns by. */
export const namesOf = ({ target, features }: Preparation) => ({
  target,
  featureNames: features.map(({ column }) => column),
});

/** A row of the test channel: its number in the table and its features. */
export function heldOutRow({ testRowNumbers }: Preparation, { features }: LabeledRows, index: number) {
  const { columnCount, values } = features;
  return {
    row: testRowNumbers[index] ?? index + 1,
    features: [...values.subarray(index * columnCount, (index + 1) * columnCount)],
  };
}

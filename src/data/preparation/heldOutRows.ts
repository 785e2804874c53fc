import { shortest } from '../../learner/formats/csv.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import type { Preparation } from '../shapes/preparation.ts';

/** What every evaluation names its columns by. */
export const namesOf = ({ target, features }: Preparation) => ({
  target,
  featureNames: features.map(({ column }) => column),
});

/** A float32 as the decimal it came from. */
export const asWritten = (value: number) => Number(shortest(value));

/** A row of the test channel: its number in the table and its features. */
export function heldOutRow({ testRowNumbers }: Preparation, { features }: LabeledRows, index: number) {
  const { columnCount, values } = features;
  return {
    row: testRowNumbers[index] ?? null,
    features: Array.from(values.subarray(index * columnCount, (index + 1) * columnCount), asWritten),
  };
}

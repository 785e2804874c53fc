import { shortest } from '../../learner/formats/csv.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { openFeatures, outputNames } from './openFeatures.ts';

/** The names that every evaluation carries: of the target, and of the columns that the learner got. */
export const namesOf = ({ target, features }: Preparation) => ({
  target,
  featureNames: outputNames(openFeatures(features)),
});

/** The shortest decimal that rounds to the float32 value. */
export const asWritten = (value: number) => Number(shortest(value));

/** A row of the test channel, of which `before` others precede these rows: its row number in the table and its features. */
export function heldOutRow(
  { testRowNumbers }: Preparation,
  { features }: LabeledRows,
  index: number,
  before: number,
) {
  const { columnCount, values } = features;
  return {
    row: testRowNumbers[before + index] ?? null,
    features: Array.from(values.subarray(index * columnCount, (index + 1) * columnCount), asWritten),
  };
}

import { shortest } from '../../learner/formats/csv.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import { untransformed } from '../../learner/targetTransform.ts';
import type { TargetTransform } from '../../learner/targetTransform.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { openFeatures, outputNames } from './openFeatures.ts';

/** The names that every evaluation carries: of the target, and of the columns that the learner got. */
export const namesOf = ({ target, features }: Preparation) => ({
  target,
  featureNames: outputNames(openFeatures(features)),
});

/** The shortest decimal that rounds to the float32 value. */
export const asWritten = (value: number) => Number(shortest(value));

const mostPairs = 10_000;
const mostPairValues = 500_000;

/** Held-out rows that an evaluation lists, the first ones; its metrics are over all of them. */
export const listedRowCount = (columnCount: number) =>
  Math.max(1, Math.min(mostPairs, Math.floor(mostPairValues / Math.max(1, columnCount))));

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

/** As many digits of a target as survive float32 and its transform. */
const certainDigits = 6;

/** The actual value as the table has it. */
export const actualOf = (label: number, transform: TargetTransform | undefined) =>
  transform === undefined
    ? asWritten(label)
    : Number(untransformed(transform, label).toPrecision(certainDigits));

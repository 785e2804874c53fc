import { decimalsOf } from '../language/numbers.ts';

/** Decimals of each feature's column over all rows: a column keeps its own, so that its numbers line up. */
export const featureDecimals = (
  rows: readonly { readonly features: readonly number[] }[],
  featureCount: number,
): readonly number[] =>
  Array.from({ length: featureCount }, (_, index) =>
    rows.reduce((most, { features }) => Math.max(most, decimalsOf(features[index] ?? 0)), 0),
  );

import type { DescribedColumn } from '../contract.ts';
import type { Feature } from '../../../data/shapes/encoders/feature.ts';
import { featureKey, featuresOf } from './knownColumns.ts';
import type { KnownColumns } from './knownColumns.ts';

/** A column of numbers, unless said otherwise. */
export const described = (name: string, more: Partial<DescribedColumn> = {}): DescribedColumn => ({
  name,
  type: 'integer',
  why: 'whole-numbers',
  meaning: 'integer',
  nonNullCount: 10,
  missingCount: 0,
  distinctCount: 10,
  wanted: { column: name },
  suggested: { column: name },
  problem: 'regressor',
  ...more,
});

/** Known columns of a table; features that are given are listed in the file. */
export function knownColumns(
  facts: readonly DescribedColumn[],
  features?: Feature[],
  outputCounts: readonly number[] = [],
): KnownColumns {
  const experiment = { target: 'y', ...(features === undefined ? {} : { features }) };
  const planned = featuresOf(experiment, facts);
  const counts = outputCounts.flatMap((count, index) => {
    const feature = planned[index];
    return feature === undefined ? [] : [[featureKey(feature), count] as const];
  });
  return { facts, experiment, features: planned, outputCounts: new Map(counts) };
}

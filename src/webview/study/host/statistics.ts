import { largest, smallest } from '../../../learner/extent.ts';

export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Mean and range of values; undefined of none. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const count = values.length;
  if (count === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  return { mean, low: smallest(values), high: largest(values) };
}

/** The middle one, of an even number the lower of both; undefined of none. */
export const medianOf = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

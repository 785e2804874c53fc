import { columnDecimals, fixed, significant } from '../language/numbers.ts';

const mostDecimals = 6;

/** Decimals shared by a column of weights: four digits of the largest, and two of the smallest. */
export function weightDecimals(weights: readonly number[]): number {
  const smallest = weights.reduce(
    (least, weight) => (weight === 0 ? least : Math.min(least, Math.abs(weight))),
    Infinity,
  );
  const ofSmallest = smallest === Infinity ? 0 : 1 - Math.floor(Math.log10(smallest));
  return Math.max(columnDecimals(weights), Math.min(mostDecimals, ofSmallest));
}

/** A weight with the decimals of its column; one that they would show as 0 with digits of its own. */
export function weightText(weight: number, decimals: number): string {
  const text = fixed(weight, decimals);
  return weight === 0 || /[1-9]/.test(text) ? text : significant(weight, 2);
}

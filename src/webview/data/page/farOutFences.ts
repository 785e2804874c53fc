import type { NumericProfile } from '../../../data/shapes/profile.ts';

/** Tukey's outer fences (Exploratory Data Analysis, 1977): what is beyond is far out. */
const ranges = 3;

/** The least and the greatest value that are not far out, with the decimals of the column. */
export function farOutFences({ q1, q3, min, max, decimals }: NumericProfile): [number, number] {
  const reach = ranges * (q3 - q1);
  const round = (value: number) => Number(value.toFixed(decimals));
  return [round(Math.max(min, q1 - reach)), round(Math.min(max, q3 + reach))];
}

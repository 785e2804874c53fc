import type { PreviewRow } from '../../../data/shapes/featurePreview.ts';
import { full, significant } from '../../kit/language/numbers.ts';

/** Below this share of the largest value of its column, a value is a rounding error: the sine of December is −2.4e−16. */
const roundingError = 1e-12;

/** The largest size among the values of each output column. */
export function sizesOf(rows: readonly PreviewRow[]): readonly number[] {
  const sizes: number[] = [];
  for (const { values } of rows)
    if (typeof values !== 'string')
      for (const [at, value] of values.entries()) sizes[at] = Math.max(sizes[at] ?? 0, Math.abs(value));
  return sizes;
}

/** As the learner gets it, to seven digits, beside values of up to `size`; small ones with a power of ten. */
export function previewNumber(value: number, size = 0): string {
  if (Math.abs(value) <= roundingError * size) return '0';
  return Math.abs(value) < 0.001 ? significant(value) : full(Number(value.toPrecision(7)));
}

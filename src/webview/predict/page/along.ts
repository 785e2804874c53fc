import type { FieldValues } from '../../../data/fields/field.ts';
import { niceRange } from '../../kit/charts/scales.ts';

const steps = 64;

/** Where along a column the model is drawn: over the training range, the value of a question, and a bit beyond, ascending. */
export function numbersAlong(
  { min, max }: Pick<Extract<FieldValues, { kind: 'number' }>, 'min' | 'max'>,
  asked = min,
): readonly number[] {
  const nice = niceRange(Math.min(min, asked), Math.max(max, asked), 6);
  // A question beyond the training rows keeps off the edge, where its mark would be cut.
  const from = asked < min && asked - nice.min < nice.step / 2 ? nice.min - nice.step : nice.min;
  const to = asked > max && nice.max - asked < nice.step / 2 ? nice.max + nice.step : nice.max;
  const even = Array.from({ length: steps + 1 }, (_, step) => from + ((to - from) * step) / steps);
  return [...new Set([...even, min, max])].toSorted((a, b) => a - b);
}

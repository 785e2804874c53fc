import type { VariedAxis, VariedValue } from '../contract.ts';

/** Where a value is along its axis, from 0 to 1; undefined where it has no place. */
export function placeOn(axis: VariedAxis, value: VariedValue): number | undefined {
  const { values, low, high, isLog } = axis;
  if (values !== undefined) {
    const index = values.findIndex((one) => one.value === value);
    if (index < 0) return undefined;
    return values.length === 1 ? 0.5 : index / (values.length - 1);
  }
  if (typeof value !== 'number') return undefined;
  return isLog
    ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
    : (value - low) / (high - low);
}

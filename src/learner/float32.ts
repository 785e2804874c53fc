/** Whether the learner can hold a number: it keeps float32. */
export const fitsFloat32 = (value: number) => Number.isFinite(Math.fround(value));

/** The next larger float32 of a finite one. */
export function float32Above(value: number): number {
  const numbers = new Float32Array([value === 0 ? 0 : value]);
  const bits = new Int32Array(numbers.buffer);
  bits[0] = (bits[0] ?? 0) + (value < 0 ? -1 : 1);
  return numbers[0] ?? value;
}

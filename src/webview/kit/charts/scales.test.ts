import { expect, test } from 'vitest';
import { spread } from './labels.ts';
import { countRange, multiplesOf, niceRange } from './scales.ts';

test('axes end at round numbers that hold every value', () => {
  expect(niceRange(37731, 122391)).toEqual({ min: 20000, max: 140000, step: 20000 });
  expect(niceRange(1.1, 10.5)).toEqual({ min: 0, max: 12, step: 2 });
  expect(niceRange(0, 6, 4)).toEqual({ min: 0, max: 6, step: 2 });
  expect(niceRange(-0.3, 0.2, 5)).toEqual({ min: -0.3, max: 0.2, step: 0.1 });
});

test('numbers of rows have whole ticks', () => {
  expect(countRange(10, 4)).toEqual({ min: 0, max: 10, step: 5 });
  expect(countRange(1, 3)).toEqual({ min: 0, max: 1, step: 1 });
  expect(countRange(24, 3)).toEqual({ min: 0, max: 30, step: 10 });
});

test('ticks are multiples of their step, however long the axis, and nothing else', () => {
  expect(multiplesOf(5000, { min: 0, max: 29_466 })).toEqual([0, 5000, 10_000, 15_000, 20_000, 25_000]);
  expect(multiplesOf(100, { min: 0, max: 660 }).at(-1)).toBe(600);
  expect(multiplesOf(0.1, { min: -0.3, max: 0.2 })).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2]);
  expect(multiplesOf(1, { min: 1, max: 3 })).toEqual([1, 2, 3]);
});

test('an axis of one value still has a length', () => {
  const { min, max, step } = niceRange(5, 5);
  expect(min).toBeLessThanOrEqual(5);
  expect(max).toBeGreaterThan(5);
  expect(step).toBeGreaterThan(0);
});

test('labels move apart, keep their order and stay near', () => {
  const moved = spread([100, 102, 50], 15, { top: 0, bottom: 200 });
  expect(Math.abs((moved[1] ?? 0) - (moved[0] ?? 0))).toBeGreaterThanOrEqual(14.9);
  expect(moved[2]).toBe(50);
});

test('labels at the edge of a picture move apart inwards', () => {
  const [upper = 0, lower = 0] = spread([190, 195], 15, { top: 0, bottom: 200 });
  expect(lower).toBe(192);
  expect(upper).toBeCloseTo(177, 1);
});

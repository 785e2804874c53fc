import { expect, test } from 'vitest';
import { remember } from './remember.ts';

/** How often a function is called for these cells. */
function callsFor(cells: readonly (string | number)[]): number {
  let count = 0;
  const found = remember((cell) => {
    count += 1;
    return `found ${String(cell)}`;
  });
  for (const cell of cells) expect(found(cell)).toBe(`found ${cell}`);
  return count;
}

test('what was found for a number is remembered, for a text it is not', () => {
  expect(callsFor([7, 8, 7, 7, 8])).toBe(2);
  expect(callsFor(['7', '7', 7])).toBe(3);
});

test('numbers that hardly repeat are not all remembered', () => {
  const numbers = Array.from({ length: 5000 }, (_, index) => index);
  expect(callsFor([...numbers, ...numbers])).toBe(10_000 - 4096);
});

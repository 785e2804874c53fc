import { expect, test } from 'vitest';
import { listPosition } from './listPosition.ts';

const field = (top: number) => ({ top, bottom: top + 26 });

test('a list opens below its field as long as it fits there', () => {
  expect(listPosition(field(100), 30, 800)).toBe('below');
  expect(listPosition(field(700), 3, 800)).toBe('below');
});

test('a list that would end off the page opens above', () => {
  expect(listPosition(field(700), 4, 800)).toBe('above');
  expect(listPosition(field(560), 30, 800)).toBe('above');
});

test('where it fits on neither side it opens where there is more room', () => {
  expect(listPosition(field(60), 30, 200)).toBe('below');
  expect(listPosition(field(120), 30, 200)).toBe('above');
});

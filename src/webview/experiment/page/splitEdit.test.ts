import { expect, test } from 'vitest';
import { chosenOf, splitEdit } from './splitEdit.ts';

const split = { test: 0.2, validation: 0, seed: 3, shuffle: true };
const chosen = chosenOf(split);

test('a method by a column waits for the column', () => {
  expect(splitEdit(split, { ...chosen, method: 'group' })).toBeUndefined();
  expect(splitEdit(split, { ...chosen, method: 'group', column: 'customer' })).toEqual({
    ...split,
    method: 'group',
    column: 'customer',
  });
});

test('a split by values waits for those to hold out', () => {
  const byValue = { ...chosen, method: 'column', column: 'year', validation: '2023' } as const;
  expect(splitEdit(split, { ...byValue, test: ' , ' })).toBeUndefined();
  expect(splitEdit(split, { ...byValue, test: '2024, 2025 ' })).toEqual({
    ...split,
    method: 'column',
    column: 'year',
    testValues: ['2024', '2025'],
    validationValues: ['2023'],
  });
});

test('back at random, nothing is left of the column', () => {
  const before = { ...split, method: 'time' as const, column: 'day' };
  expect(splitEdit(before, { ...chosenOf(before), method: 'random' })).toEqual(split);
});

test('a stratified split is shuffled', () => {
  const before = { ...split, shuffle: false };
  expect(splitEdit(before, { ...chosen, method: 'stratified' })).toEqual({ ...split, method: 'stratified' });
});

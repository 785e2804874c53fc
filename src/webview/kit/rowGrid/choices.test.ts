import { expect, test } from 'vitest';
import {
  isFiltered,
  nextOrder,
  noChoices,
  stillValid,
  withCondition,
  withHidden,
  withOrder,
  withoutCondition,
  withoutFilters,
  withPinned,
  withSearch,
  withWidth,
} from './choices.ts';
import type { RowGridChoices } from '../../contract/rowGrid.ts';

const order = ({ view }: RowGridChoices) =>
  view.sort.map(({ column, descending }) => `${descending ? '-' : ''}${column}`).join(' ');

test('a click sorts by one column: ascending, descending, then file order', () => {
  let choices = noChoices;
  const seen = [0, 1, 2].map(() => {
    choices = withOrder(choices, 'a', nextOrder(choices.view.sort, 'a'), false);
    return order(choices);
  });
  expect(seen).toEqual(['a', '-a', '']);
});

test('Shift+click adds a column to the sort order or reverses it in place', () => {
  let choices = withOrder(noChoices, 'a', 'ascending', false);
  choices = withOrder(choices, 'b', 'ascending', true);
  choices = withOrder(choices, 'a', nextOrder(choices.view.sort, 'a'), true);
  expect(order(choices)).toBe('-a b');
  choices = withOrder(choices, 'a', nextOrder(choices.view.sort, 'a'), true);
  expect(order(choices)).toBe('b');
  expect(order(withOrder(choices, 'c', 'descending', false))).toBe('-c');
});

test('a condition replaces the previous one on the same column', () => {
  let choices = withCondition(noChoices, { column: 'a', from: 1, below: 2 });
  choices = withCondition(choices, { column: 'b', in: ['x'] });
  choices = withCondition(choices, { column: 'a', contains: '7' });
  choices = withCondition(choices, { column: 'a', isMissing: true });
  expect(choices.view.conditions).toEqual([
    { column: 'a', isMissing: true },
    { column: 'b', in: ['x'] },
    { column: 'a', contains: '7' },
  ]);
  expect(withoutCondition(choices, 1).view.conditions.map(({ column }) => column)).toEqual(['a', 'a']);
});

test('Clear filters keeps the order', () => {
  let choices = withOrder(noChoices, 'a', 'descending', false);
  choices = withSearch(withCondition(choices, { column: 'b', in: ['x'] }), 'text');
  expect(isFiltered(choices)).toBe(true);
  expect(withoutFilters(choices).view).toEqual({ conditions: [], sort: [{ column: 'a', descending: true }] });
  expect(isFiltered(withoutFilters(choices))).toBe(false);
  expect(isFiltered(withSearch(noChoices, ''))).toBe(false);
});

test('choices for columns that no longer exist are dropped', () => {
  let choices = withOrder(noChoices, 'gone', 'ascending', false);
  choices = withCondition(choices, { column: 'gone', isMissing: true });
  choices = withWidth(withHidden(withPinned(choices, 'gone', true), 'a', true), 'gone', 90);
  expect(stillValid(choices, ['a', 'b'])).toEqual({ ...noChoices, hidden: ['a'] });
});

test('columns are hidden and pinned only once, and widths are bounded', () => {
  const twice = withPinned(withPinned(noChoices, 'a', true), 'a', true);
  expect(twice.pinned).toEqual(['a']);
  expect(withPinned(twice, 'a', false).pinned).toEqual([]);
  expect([withWidth(noChoices, 'a', 3).widths['a'], withWidth(noChoices, 'a', 1e6).widths['a']]).toEqual([
    48, 800,
  ]);
});

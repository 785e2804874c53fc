import { expect, test } from 'vitest';
import type { GridColumn } from '../../../data/shapes/gridView.ts';
import {
  conditionOfBar,
  conditionOfBars,
  conditionOfCell,
  conditionProblem,
  conditionWords,
  parseCondition,
} from './conditions.ts';

const column = (given: Partial<GridColumn>): GridColumn => ({
  name: 'x',
  type: 'decimal',
  meaning: 'decimal',
  missingCount: 0,
  distinctCount: 9,
  ...given,
});
const numbers = column({ bars: { edges: [0, 5, 10, 15], counts: [1, 2, 3] } });
const words = column({
  type: 'text',
  meaning: 'category',
  topValues: [
    { value: 'Berlin', count: 3 },
    { value: 'a'.repeat(60), count: 2 },
  ],
});
const dates = column({
  type: 'date',
  meaning: 'date',
  bars: { edges: [Date.UTC(2026, 0, 1), Date.UTC(2026, 1, 1), Date.UTC(2026, 1, 20, 8, 30)], counts: [4, 5] },
});

test('a bar covers the values from its edge up to the next; the last bar includes its end', () => {
  expect(conditionOfBar(numbers, 1)).toEqual({ column: 'x', from: 5, below: 10 });
  expect(conditionOfBar(numbers, 2)).toEqual({ column: 'x', from: 10, to: 15 });
  expect(conditionOfBars(numbers, 1, 0)).toEqual({ column: 'x', from: 0, below: 10 });
  expect(conditionOfBar(numbers, 9)).toBeUndefined();
});

test('bounds of date bars are days and times', () => {
  expect(conditionOfBar(dates, 0)).toEqual({ column: 'x', from: '2026-01-01', below: '2026-02-01' });
  expect(conditionOfBar(dates, 1)).toEqual({ column: 'x', from: '2026-02-01', to: '2026-02-20T08:30:00' });
});

test('a bar of words filters by the word, or by its prefix if it was truncated', () => {
  expect(conditionOfBar(words, 0)).toEqual({ column: 'x', in: ['Berlin'] });
  expect(conditionOfBar(words, 1)).toEqual({ column: 'x', contains: 'a'.repeat(60) });
});

test('a cell can filter to the rows with or without its value', () => {
  expect(conditionOfCell(numbers, '-2.5', true)).toEqual({ column: 'x', in: [-2.5] });
  expect(conditionOfCell(words, '7', false)).toEqual({ column: 'x', notIn: ['7'] });
  expect(conditionOfCell(words, null, true)).toEqual({ column: 'x', isMissing: true });
  expect(conditionOfCell(words, null, false)).toEqual({ column: 'x', isMissing: false });
});

test.each([
  [numbers, '> 5', { above: 5 }],
  [numbers, '>= −1,200.5', { from: -1200.5 }],
  [numbers, '<7', { below: 7 }],
  [numbers, '≤ 7', { to: 7 }],
  [numbers, '5 to 10', { from: 5, to: 10 }],
  [numbers, '5..10', { from: 5, to: 10 }],
  [numbers, '12', { in: [12] }],
  [numbers, '= 1, 2', { in: [1, 2] }],
  [numbers, 'Missing', { isMissing: true }],
  [numbers, 'not missing', { isMissing: false }],
  [dates, '> 2026-01-05', { above: '2026-01-05' }],
  [dates, '2026-01-05 to 2026-02-01', { from: '2026-01-05', to: '2026-02-01' }],
  [dates, '2026', { from: '2026', to: '2026' }],
  [dates, '2026-02', { from: '2026-02', to: '2026-02' }],
  [words, '= Berlin, "a, b"', { in: ['Berlin', 'a, b'] }],
  [words, '!= 7', { notIn: ['7'] }],
  [words, 'Rio to go', { contains: 'Rio to go' }],
  // Words have no order.
  [words, '> 5', { contains: '> 5' }],
])('typed condition %#', (of, typed, rule) => {
  expect(parseCondition(of, typed)).toEqual({ column: 'x', ...rule });
});

test.each([
  [numbers, '> 5k', '“5k” is not a number.'],
  [numbers, '1 to many', '“many” is not a number.'],
  [dates, '5 to 10', '“5” is not a date, such as 2026-12-31.'],
  [dates, '< soon', '“soon” is not a date, such as 2026-12-31.'],
])('a condition that cannot be compared with its column says why %#', (of, typed, problem) => {
  const condition = parseCondition(of, typed);
  expect(condition && conditionProblem(of, condition)).toBe(problem);
});

test.each([
  [numbers, '> −1,200.5'],
  [numbers, 'abc'],
  [dates, '> 2026'],
  [dates, '> 20260105'],
  [dates, '5.1.26 to 31/12/2026 23:59'],
  [words, '> 5k'],
])('a condition that can be compared has no problem %#', (of, typed) => {
  const condition = parseCondition(of, typed);
  expect(condition && conditionProblem(of, condition)).toBeUndefined();
  expect(condition).toBeDefined();
});

test('empty input is no condition', () => {
  expect(parseCondition(numbers, '  ')).toBeUndefined();
  expect(parseCondition(words, '= ,')).toBeUndefined();
});

test.each([
  [{ from: 10, below: 20_000 }, 'x at least 10 and below 20,000'],
  [{ from: '2026-01-05', to: '2026-02-01' }, 'x from 2026-01-05 to 2026-02-01'],
  [{ from: '2026', to: '2026' }, 'x is 2026'],
  [{ above: -1.5 }, 'x above −1.5'],
  [{ above: 1, below: 2 }, 'x above 1 and below 2'],
  [{ in: ['a', 'b', 'c', 'd', 'e'] }, 'x is a, b, c and 2 more'],
  [{ notIn: [1] }, 'x is not 1'],
  [{ isMissing: true }, 'x is missing'],
  [{ contains: 'ab' }, 'x contains “ab”'],
])('a condition in words %#', (rule, words_) => {
  expect(conditionWords({ column: 'x', ...rule })).toBe(words_);
});

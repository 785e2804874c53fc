import { expect, test } from 'vitest';
import { blockOf, everything, isIn, isRowIn, selected, widened } from './selection.ts';
import type { Selection } from './selection.ts';

const cell = (row: number, column: number) => ({ row, column });
const block = (selection: Selection) => {
  const found = blockOf(selection, 100, 4);
  return found && [found.firstRow, found.lastRow, found.firstColumn, found.lastColumn];
};

test('a selection is one cell, or with Shift a block in any direction', () => {
  const one = selected(undefined, cell(5, 3), false);
  expect(block(one)).toEqual([5, 5, 3, 3]);
  expect(block(selected(one, cell(2, 1), true))).toEqual([2, 5, 1, 3]);
  expect(block(selected(selected(one, cell(2, 1), true), cell(9, 4), true))).toEqual([5, 9, 3, 4]);
  expect(block(selected(one, cell(2, 1), false))).toEqual([2, 2, 1, 1]);
});

test('Space selects whole rows, Ctrl+Space whole columns, Ctrl+A all', () => {
  const some = selected(selected(undefined, cell(5, 3), false), cell(7, 2), true);
  expect(block(widened(some, 'rows'))).toEqual([5, 7, 1, 4]);
  expect(block(widened(some, 'columns'))).toEqual([0, 99, 2, 3]);
  expect(block(everything(100, 4))).toEqual([0, 99, 1, 4]);
});

test('selecting a row number selects its row', () => {
  expect(block(selected(undefined, cell(8, 0), false))).toEqual([8, 8, 1, 4]);
});

test('a header cell selects no cells but belongs to its column', () => {
  const head = selected(undefined, cell(-1, 2), false);
  expect(block(head)).toBeUndefined();
  expect(block(widened(head, 'columns'))).toEqual([0, 99, 2, 2]);
});

test('a table without rows has nothing to select', () => {
  expect(blockOf(everything(0, 4), 0, 4)).toBeUndefined();
});

test('isIn and isRowIn hold for the cells and whole rows of a block', () => {
  const found = blockOf(selected(selected(undefined, cell(5, 2), false), cell(6, 3), true), 100, 4);
  expect([isIn(found, 5, 2), isIn(found, 6, 3), isIn(found, 7, 3), isIn(found, 5, 1)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(isRowIn(found, 5, 4)).toBe(false);
  expect(isRowIn(blockOf(everything(100, 4), 100, 4), 5, 4)).toBe(true);
  expect(isIn(undefined, 0, 1)).toBe(false);
});

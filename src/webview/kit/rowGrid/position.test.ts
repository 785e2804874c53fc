import { expect, test } from 'vitest';
import { headerRow, kept, moved } from './position.ts';
import type { Key, Position } from './position.ts';

const size = { rowCount: 100, columnCount: 5, pageRows: 21 };
const press = (from: Position, key: string, more: Partial<Key> = {}) => {
  const to = moved(from, { key, ctrl: false, shift: false, ...more }, size);
  return to && [to.row, to.column];
};
const ctrl = { ctrl: true };
const at = { row: 50, column: 2 };

test('arrows move by a cell, into the header and not beyond the ends', () => {
  expect(press(at, 'ArrowUp')).toEqual([49, 2]);
  expect(press(at, 'ArrowDown')).toEqual([51, 2]);
  expect(press(at, 'ArrowLeft')).toEqual([50, 1]);
  expect(press(at, 'ArrowRight')).toEqual([50, 3]);
  expect(press({ row: 0, column: 0 }, 'ArrowUp')).toEqual([headerRow, 0]);
  expect(press({ row: headerRow, column: 0 }, 'ArrowUp')).toEqual([headerRow, 0]);
  expect(press({ row: 99, column: 4 }, 'ArrowDown')).toEqual([99, 4]);
  expect(press({ row: 99, column: 4 }, 'ArrowRight')).toEqual([99, 4]);
});

test('Home and End move within the row, with Ctrl to the first or last cell', () => {
  expect(press(at, 'Home')).toEqual([50, 0]);
  expect(press(at, 'End')).toEqual([50, 4]);
  expect(press(at, 'Home', ctrl)).toEqual([0, 0]);
  expect(press(at, 'End', ctrl)).toEqual([99, 4]);
});

test('Page Up and Page Down keep one row of the previous page in view', () => {
  expect(press(at, 'PageDown')).toEqual([70, 2]);
  expect(press(at, 'PageUp')).toEqual([30, 2]);
  expect(press({ row: 5, column: 2 }, 'PageUp')).toEqual([0, 2]);
  expect(press({ row: headerRow, column: 2 }, 'PageUp')).toEqual([headerRow, 2]);
});

test('Ctrl+arrows go to the ends of the column or row', () => {
  expect(press(at, 'ArrowUp', ctrl)).toEqual([0, 2]);
  expect(press({ row: 0, column: 2 }, 'ArrowUp', ctrl)).toEqual([headerRow, 2]);
  expect(press(at, 'ArrowDown', ctrl)).toEqual([99, 2]);
  expect(press(at, 'ArrowRight', ctrl)).toEqual([50, 4]);
});

test('other keys do not move', () => {
  expect(press(at, 'a')).toBeUndefined();
  expect(press(at, 'Tab')).toBeUndefined();
});

test('without rows, every key stays in the header', () => {
  const empty = { rowCount: 0, columnCount: 5, pageRows: 21 };
  for (const key of ['ArrowDown', 'PageDown', 'End', 'Home'])
    expect(moved({ row: headerRow, column: 1 }, { key, ctrl: true, shift: false }, empty)?.row).toBe(
      headerRow,
    );
});

test('an active cell that is filtered out moves to the last row', () => {
  expect(kept({ row: 5000, column: 9 }, size)).toEqual({ row: 99, column: 4 });
});

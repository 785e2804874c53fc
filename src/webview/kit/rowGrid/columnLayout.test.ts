import { expect, test } from 'vitest';
import { columnsInView, layOut, leftShowing } from './columnLayout.ts';
import type { ColumnChoices } from './columnLayout.ts';

const none: ColumnChoices = { hidden: [], pinned: [], widths: {} };
const names = ['a', 'b', 'c', 'd'];
const lay = (choices: Partial<ColumnChoices>, columns: readonly string[] = names) =>
  layOut(columns, { ...none, ...choices }, 40, () => 100);

test('columns are laid out from the left, after the row numbers', () => {
  const { columns, pinnedWidth, scrolledWidth } = lay({ widths: { b: 60 } });
  expect(columns.map(({ name, at, left }) => [name, at, left])).toEqual([
    ['a', 1, 0],
    ['b', 2, 100],
    ['c', 3, 160],
    ['d', 4, 260],
  ]);
  expect([pinnedWidth, scrolledWidth]).toEqual([40, 360]);
});

test('pinned columns come first in the order they were pinned, and hidden ones are absent', () => {
  const { columns, pinnedCount, pinnedWidth } = lay({ pinned: ['d', 'b', 'gone'], hidden: ['b', 'c'] });
  expect(columns.map(({ name, isPinned }) => [name, isPinned])).toEqual([
    ['d', true],
    ['a', false],
  ]);
  expect([pinnedCount, pinnedWidth]).toEqual([1, 140]);
});

test('only the visible columns of 20,000 are drawn', () => {
  const many = lay(
    {},
    Array.from({ length: 20_000 }, (_, index) => `c${index}`),
  );
  expect(columnsInView(many, 0, 840)).toEqual({ from: 0, to: 8 });
  expect(columnsInView(many, 1_000_050, 840)).toEqual({ from: 10_000, to: 10_009 });
  expect(columnsInView(many, 2_000_000 - 800, 840)).toEqual({ from: 19_992, to: 20_000 });
});

test('a column is scrolled into view from either side; a pinned one is always in view', () => {
  const layout = lay({ pinned: ['a'] });
  const column = (name: string) => {
    const found = layout.columns.find((one) => one.name === name);
    if (found === undefined) throw new Error(name);
    return found;
  };
  // 140 pixels are pinned, which leaves room for one and a half other columns.
  expect(leftShowing(column('d'), layout, 0, 290)).toBe(150);
  expect(leftShowing(column('b'), layout, 150, 290)).toBe(0);
  expect(leftShowing(column('a'), layout, 77, 290)).toBe(77);
});

import { expect, test } from 'vitest';
import { rowHeight, rowsInView, scrollMapOf, topShowing } from './scrollMap.ts';

const view = 500;
const tenMillion = scrollMapOf(10_000_000, view);

test('a short table scrolls pixel by pixel', () => {
  const map = scrollMapOf(1000, view);
  expect(map).toMatchObject({ isScaled: false, trackHeight: 1000 * rowHeight, mostTop: 25_500 });
  expect([map.topAfter(0, 400), map.scrollTopOf(400)]).toEqual([400, 400]);
  expect(map.topAfter(0, 1e9)).toBe(25_500);
});

test('a table that fits does not scroll', () => {
  const map = scrollMapOf(3, view);
  expect([map.mostTop, map.scrollTopOf(0), map.topAfter(0, 0)]).toEqual([0, 0, 0]);
});

test('the track of ten million rows stays below what browsers can show', () => {
  expect(tenMillion.isScaled).toBe(true);
  expect(tenMillion.trackHeight).toBeLessThan(16_000_000);
});

test('the ends of the scroll bar show the first and the last row', () => {
  expect(tenMillion.topAfter(12_345, 0)).toBe(0);
  const end = tenMillion.trackHeight - view;
  const top = tenMillion.topAfter(0, end);
  expect(top).toBe(tenMillion.mostTop);
  expect(rowsInView(top, view, 10_000_000).to).toBe(10_000_000);
});

test('a long drag goes to the share of the table that the scroll bar shows', () => {
  const middle = (tenMillion.trackHeight - view) / 2;
  expect(tenMillion.topAfter(0, middle)).toBeCloseTo(tenMillion.mostTop / 2, 3);
});

test('paging with the scroll bar moves by a page of rows', () => {
  const before = 100_000_000;
  const from = tenMillion.scrollTopOf(before);
  expect(tenMillion.topAfter(before, from + 0.9 * view)).toBeCloseTo(before + 0.9 * view, 3);
  expect(tenMillion.topAfter(before, from - 40)).toBeCloseTo(before - 40, 3);
});

test('every row of ten million can be scrolled to, with the scroll bar at its share', () => {
  for (const row of [0, 1, 4_999_999, 9_999_998, 9_999_999]) {
    const top = topShowing(row, 0, view);
    const { from, to } = rowsInView(top, view, 10_000_000);
    expect(from <= row && row < to).toBe(true);
    const there = tenMillion.topAfter(top, tenMillion.scrollTopOf(top));
    expect(Math.abs(there - top)).toBeLessThanOrEqual(rowHeight);
  }
});

test('scrolling to a visible row does nothing', () => {
  expect(topShowing(3, 2 * rowHeight, view)).toBe(2 * rowHeight);
  expect(topShowing(1, 2 * rowHeight, view)).toBe(rowHeight);
  expect(topShowing(40, 0, view)).toBe(41 * rowHeight - view);
});

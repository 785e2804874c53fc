import { expect, test } from 'vitest';
import { drawnRows, knownFrom, scrollTopFor } from './columnWindow.ts';

const view = { scrollTop: 2800, height: 280, rowHeight: 28 };

test('the rows in view are drawn with some around them, and none that are not there', () => {
  expect(drawnRows(view, 10_000)).toEqual({ from: 92, to: 118 });
  expect(drawnRows(view, 105)).toEqual({ from: 92, to: 105 });
  expect(drawnRows({ ...view, scrollTop: 0 }, 400)).toEqual({ from: 0, to: 18 });
  // The list became shorter than where it was scrolled to.
  expect(drawnRows(view, 3)).toEqual({ from: 0, to: 3 });
});

test('rows are requested anew only once some in view are unknown', () => {
  expect(knownFrom({ from: 92, to: 118 }, 60, 100)).toBe(60);
  expect(knownFrom({ from: 152, to: 178 }, 60, 100)).toBe(92);
  expect(knownFrom({ from: 0, to: 18 }, 60, 100)).toBe(0);
});

test('a row is brought into view with the least movement', () => {
  expect(scrollTopFor(103, view)).toBe(2800);
  expect(scrollTopFor(99, view)).toBe(2772);
  expect(scrollTopFor(110, view)).toBe(2828);
});

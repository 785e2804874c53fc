import { expect, test } from 'vitest';
import { leakOf } from './leakage.ts';

const target = Float64Array.from({ length: 400 }, (_, row) =>
  Number((20 + ((row * 7919) % 2803) / 10).toFixed(2)),
);
const of = (make: (value: number, row: number) => number, decimals = 6) =>
  target.map((value, row) => Number(make(value, row).toFixed(decimals)));
/** As a spreadsheet that keeps more digits of the target than it prints. */
const unrounded = (value: number, row: number) => value + (((row * 31) % 9) - 4) / 1000;

test.each([
  ['same', of((value) => value)],
  ['same', of((value) => value, 1)],
  ['log', of(Math.log)],
  ['log', of((value, row) => Math.log(unrounded(value, row)))],
  ['log10', of(Math.log10)],
  ['log1p', target.map((value) => Math.log1p(value))],
  ['sqrt', of(Math.sqrt, 3)],
  ['square', of((value) => value * value, 2)],
  ['reciprocal', of((value) => 1 / value, 8)],
  ['exp', target.map((value) => Math.exp(value))],
])('the %s of the target is a leak', (kind, feature) => {
  expect(leakOf(target, feature)).toBe(kind);
});

test('the logarithm that was the target leaks as its exponential', () => {
  expect(leakOf(of(Math.log), target)).toBe('exp');
});

test('rows without a value of the feature say nothing', () => {
  expect(
    leakOf(
      target,
      of((value, row) => (row % 3 === 0 ? Number.NaN : Math.log(value))),
    ),
  ).toBe('log');
  expect(
    leakOf(
      target,
      of((value, row) => (row % 3 === 0 ? value : Number.NaN)),
    ),
  ).toBeUndefined();
});

test.each([
  ['a noisy copy', of((value, row) => value + (row % 5))],
  ['a copy but for one row', of((value, row) => (row === 399 ? value + 1 : value))],
  ['a constant', of(() => 3)],
  ['a proportional column', of((value) => 3 * value)],
  ['few whole numbers that a rounded root could be', of((value) => Math.sqrt(value / 30), 0)],
])('%s is no leak', (_, feature) => {
  expect(leakOf(target, feature)).toBeUndefined();
});

test('numbers that agree in a handful of rows are no leak', () => {
  expect(leakOf(target.slice(0, 9), target.slice(0, 9))).toBeUndefined();
});

const classes = Float64Array.from({ length: 60 }, (_, row) => Number(row % 7 < 3));
const words = (make: (value: number, row: number) => number) => Int32Array.from(classes, make);

test('classes under other names are a leak', () => {
  expect(
    leakOf(
      classes,
      words((value) => 1 - value),
    ),
  ).toBe('same');
  expect(
    leakOf(
      classes,
      words((value, row) => (row % 9 === 0 ? -1 : value)),
    ),
  ).toBe('same');
  expect(leakOf(classes, classes)).toBe('same');
});

test.each([
  ['a class that is split further', words((value, row) => value * 2 + (row % 2))],
  ['words that never repeat', Int32Array.from(classes, (_, row) => row)],
  [
    'words that never repeat, in half of the rows',
    Int32Array.from(classes, (_, row) => (row % 2 === 0 ? row : -1)),
  ],
  ['classes but for one row', words((value, row) => (row === 59 ? 1 - value : value))],
])('%s is no leak of classes', (_, feature) => {
  expect(leakOf(classes, feature)).toBeUndefined();
});

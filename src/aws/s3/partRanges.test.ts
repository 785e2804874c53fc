import { expect, test } from 'vitest';
import { mostParts, partBytesFor, partRanges } from './partRanges.ts';

test('part size keeps a file of any size within the limits of S3', () => {
  expect(partBytesFor(0)).toBe(8 * 2 ** 20);
  expect(partBytesFor(80_000 * 2 ** 20)).toBe(8 * 2 ** 20);
  for (const size of [80_000 * 2 ** 20 + 1, 5 * 2 ** 40]) {
    expect(Math.ceil(size / partBytesFor(size))).toBeLessThanOrEqual(mostParts);
    expect(partBytesFor(size)).toBeLessThanOrEqual(5 * 2 ** 30);
  }
});

test('ranges cover a file without gaps, and an empty one has one', () => {
  expect(partRanges(25, 10)).toEqual([
    { number: 1, start: 0, end: 10 },
    { number: 2, start: 10, end: 20 },
    { number: 3, start: 20, end: 25 },
  ]);
  expect(partRanges(0, 10)).toEqual([{ number: 1, start: 0, end: 0 }]);
});

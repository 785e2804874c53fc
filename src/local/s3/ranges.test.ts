import { expect, test } from 'vitest';
import { copiedRange, partCount, partRuns, rangeOf, rangeOfPart } from './ranges.ts';

test('parts of an object follow each other', () => {
  const runs = partRuns([5, 5, 5, 3]);
  expect([runs, partCount(runs)]).toEqual([
    [
      [5, 3],
      [3, 1],
    ],
    4,
  ]);
  expect([1, 3, 4, 5, 0].map((place) => rangeOfPart(runs, place))).toEqual([
    { start: 0, end: 4 },
    { start: 10, end: 14 },
    { start: 15, end: 17 },
    undefined,
    undefined,
  ]);
});

test('copied range has both ends within the source', () => {
  expect(copiedRange('bytes=2-9', 10)).toEqual({ start: 2, end: 9 });
  expect(copiedRange(undefined, 10)).toBeUndefined();
});

test.each(['0-2', 'bytes=0', 'bytes=0-', 'bytes=-2', 'bytes=hello-world', 'bytes=2-0'])(
  '%s is no range of a copy',
  (header) => {
    expect(() => copiedRange(header, 10)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
  },
);

test('range beyond the source is rejected, not cut', () => {
  expect(() => copiedRange('bytes=0-10', 10)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
});

test.each([
  ['bytes=5-2', 10],
  ['bytes=-3', 0],
  ['bytes=a-b', 10],
  ['bytes=0-1,4-5', 10],
])('range %s of %i bytes is the whole object', (header, size) => {
  expect(rangeOf(header, size)).toBeUndefined();
});

test.each([
  ['bytes=0-0', 0],
  ['bytes=-0', 10],
  ['bytes=10-', 10],
])('range %s of %i bytes is not satisfiable', (header, size) => {
  expect(() => rangeOf(header, size)).toThrow(expect.objectContaining({ code: 'InvalidRange' }));
});

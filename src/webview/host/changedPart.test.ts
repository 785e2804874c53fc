import { expect, test } from 'vitest';
import { changedPart } from './changedPart.ts';

test.each([
  ['abcdef', 'abXdef', 2, 3, 'X'],
  ['abc', 'abc', 3, 3, ''],
  ['', 'abc', 0, 0, 'abc'],
  ['abc', '', 0, 3, ''],
  ['aaa', 'aaaa', 3, 3, 'a'],
  ['a\r\nb', 'a\r\nb\r\nc', 4, 4, '\r\nc'],
  ['a\r\n\r\nb', 'a\r\nb', 3, 5, ''],
  ['x😀y', 'x😁y', 1, 3, '😁'],
])('from %j to %j the part from %d to %d becomes %j', (before, after, from, to, replacement) => {
  expect(changedPart(before, after)).toEqual({ from, to, replacement });
  expect(before.slice(0, from) + replacement + before.slice(to)).toBe(after);
});

import { expect, test } from 'vitest';
import { firstJsonProblem, placeOfKey } from './places.ts';

test.each([
  ['{', 1, 2],
  ['{\n  "a": ?\n}', 2, 8],
  ['{\r\n"a": 1,\r\n"b" 2}', 3, 5],
  ['', 1, 1],
])('first problem of %o is at line %i, column %i', (text, line, column) => {
  expect(firstJsonProblem(text)).toMatchObject({ line, column });
});

test('key of a text is found, or else the object around it', () => {
  const text = '{\n "a": { "b": 1 }\n}';
  expect(placeOfKey(text, ['a', 'b'])).toEqual({ line: 2, column: 9 });
  expect(placeOfKey(text, ['a', 'c'])).toEqual({ line: 2, column: 2 });
});

/** The work grows with the length: a thousand times as long a line would otherwise take a million times as long, which is hours. */
test('problem behind a line of ten megabytes is found', () => {
  const long = `{"a":"${'x'.repeat(10_000_000)}"`;
  expect(firstJsonProblem(long)).toMatchObject({ line: 1, column: long.length + 1 });
  expect(firstJsonProblem(`${long}\n?`)).toMatchObject({ line: 2, column: 1 });
});

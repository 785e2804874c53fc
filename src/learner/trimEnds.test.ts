import { expect, test } from 'vitest';
import { trimEnds } from './trimEnds.ts';

test.each([
  ['/a//b/', 'a//b'],
  ['a', 'a'],
  ['///', ''],
  ['', ''],
])('%o is trimmed to %o', (text, trimmed) => {
  expect(trimEnds(text, '/')).toBe(trimmed);
});

test('each of several characters is trimmed', () => {
  expect(trimEnds('\r\n\na\n\nb\r\n', '\r\n')).toBe('a\n\nb');
});

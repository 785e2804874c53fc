import { expect, test } from 'vitest';
import { fileNameOf } from './fileName.ts';

test.each([
  ['salary', 'salary'],
  ['salary 2.1 – größer', 'salary 2.1 – größer'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['..\\..\\x', '_.._x'],
  ['C:x', 'C_x'],
  ['..', '_'],
  ['', '_'],
  ['nul', '_nul'],
  ['a\0b\nc\uD800', 'a_b_c_'],
  ['💧'.repeat(300), '💧'.repeat(50)],
  [' name. ', 'name'],
])('%j names the file %j', (text, name) => {
  expect(fileNameOf(text)).toBe(name);
});

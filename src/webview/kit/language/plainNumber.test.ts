import { afterEach, expect, test } from 'vitest';
import { setLanguage } from './language.ts';
import { fixed, full, percent, significant } from './numbers.ts';
import { fileName, plainNumber } from './plainNumber.ts';

afterEach(() => setLanguage('en', {}));

test.each(['en', 'de', 'fr', 'de-CH', 'en-IN'])('numbers written in %s are read back', (locale) => {
  setLanguage(locale, {});
  for (const value of [0, 5, -3.25, 1234.5, -98_765_432, 0.001])
    expect(Number(plainNumber(full(value)))).toBe(value);
  expect(plainNumber(fixed(1_234_567.891, 2))).toBe('1234567.89');
  expect(Number(plainNumber(significant(-0.000_012)))).toBe(-0.000_012);
  expect(plainNumber(percent(0.734))).toBe('0.73');
});

test('text that is not a number is unchanged, and no value is empty', () => {
  for (const text of ['row 3', '1.2.3', '≈\u202f5', 'yes', '2024-01-05', ''])
    expect(plainNumber(text)).toBe(text);
  expect(plainNumber(fixed(null))).toBe('');
});

test('a suggested file name is valid on every system', () => {
  expect(fileName('distribution-a/b: "c"', 'svg')).toBe('distribution-a-b- -c-.svg');
  expect(fileName('x'.repeat(500), 'csv')).toHaveLength(124);
});

import { expect, test } from 'vitest';
import { listText, numberList, plainValue, textList } from './listFields.ts';

test.each([
  [['a', 'b c'], 'a, b c'],
  [['a,b', ' x', '"q"', ''], '"a,b", " x", """q""", ""'],
  [['-999'], '-999'],
])('the values %j are written %j, and read back', (values, text) => {
  expect(listText(values)).toBe(text);
  expect(textList(text)).toEqual(values);
});

test('blanks and empty places count for nothing', () => {
  expect(textList('  a ,, b,  ')).toEqual(['a', 'b']);
  expect(textList(' , ')).toBeUndefined();
  expect(textList('a "b" c, d')).toEqual(['a "b" c', 'd']);
});

test('a list of numbers with another word is left to the validation of the file', () => {
  expect(numberList('0, 18.5,65')).toEqual([0, 18.5, 65]);
  expect(numberList('0, eighteen')).toBe('0, eighteen');
  expect(numberList('')).toBeUndefined();
});

test('a word that only looks like a number stays one', () => {
  expect(['1', '-2.5', '01001', '1e3', ' 1', ''].map(plainValue)).toEqual([
    1,
    -2.5,
    '01001',
    '1e3',
    ' 1',
    '',
  ]);
});

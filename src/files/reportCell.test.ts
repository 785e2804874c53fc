import { expect, test } from 'vitest';
import { reportCell, reportText } from './reportCell.ts';

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd', "'+cmd"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', '"\'\t=1"'],
  ['\r=1', '"\'\r=1"'],
  ['＝1', "'＝1"],
  ['=HYPERLINK("http://localhost","x")', '"\'=HYPERLINK(""http://localhost"",""x"")"'],
  ['-', "'-"],
])('%j is no formula of a spreadsheet', (text, cell) => {
  expect(reportCell(text)).toBe(cell);
});

test.each([
  ['yes', 'yes'],
  ['a-b', 'a-b'],
  ["'=1", "'=1"],
  ['', ''],
  ['-1', '-1'],
  ['+1.5e3', '+1.5e3'],
  [-1.5, '-1.5'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
  ['a,b', '"a,b"'],
  ['a "b"', '"a ""b"""'],
])('%j is written as %s', (value, cell) => {
  expect(reportCell(value)).toBe(cell);
});

test('a cell is quoted for its own delimiter', () => {
  expect(reportCell('a|b', '|')).toBe('"a|b"');
});

test('a report is CSV of RFC 4180: cells are quoted where they have to be, every line ends in CR LF', () => {
  const rows = [
    ['name', 'share of "a", %'],
    ['=1+1', 0.25],
    ['two\nlines', -3],
  ];
  expect(reportText(rows)).toBe('name,"share of ""a"", %"\r\n\'=1+1,0.25\r\n"two\nlines",-3\r\n');
  expect(reportText([])).toBe('');
});

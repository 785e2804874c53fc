import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OpenQuoteError, forEachRecord, recordsOf } from './records.ts';
import type { Dialect } from './records.ts';

const plain: Dialect = { delimiter: ',', quote: '"', escape: '"', comment: '' };
const cellsOf = (text: string, dialect: Partial<Dialect> = {}) => {
  const cells: string[][] = [];
  forEachRecord(
    { text, line: 1, isLast: true },
    { ...plain, ...dialect },
    (record) => cells.push(record.cells) > 0,
  );
  return cells;
};

test('records are those of csv-parse', () => {
  const unit = fc.constantFrom('a', ',', '"', '\n', '\r\n', 'ü', ' ');
  const cell = fc.string({ unit, minLength: 1 });
  const quoted = (text: string) => (/[",\r\n ]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const end = fc.constantFrom('\n', '\r\n', '\r');
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, end), { minLength: 1 }), (rows) => {
      const text = rows.map(([a, b, lineEnd]) => `${quoted(a)},${quoted(b)}${lineEnd}`).join('');
      expect(cellsOf(text)).toEqual(
        parse(text, { record_delimiter: ['\r\n', '\n', '\r'], skip_empty_lines: true }),
      );
    }),
  );
});

test.each<[string, Partial<Dialect>, string[][]]>([
  [
    'blanks between values',
    { delimiter: ' ' },
    [
      ['18.0', '8', 'ford pinto'],
      ['9', '4', 'x'],
    ],
  ],
  [
    'a blank before a quote',
    {},
    [
      ['18.0', '8', 'ford pinto'],
      ['9', '4', 'x'],
    ],
  ],
  [
    'quotes after a backslash',
    { escape: '\\' },
    [
      ['say "hi"', 'C:\\'],
      ['x', 'y'],
    ],
  ],
  ['single quotes', { quote: "'", escape: "'" }, [["it's", 'a,b']]],
  ['quotes within unquoted values', {}, [['5" pipe', '3']]],
])('records with %s are split', (name, dialect, cells) => {
  const texts: Record<string, string> = {
    'blanks between values': '  18.0   8\t"ford pinto"\n9 4 x  \n',
    'a blank before a quote': '18.0,8, "ford pinto"\n9,4,"x" \n',
    'quotes after a backslash': '"say \\"hi\\"","C:\\\\"\nx,y\n',
    'single quotes': "'it''s','a,b'\n",
    'quotes within unquoted values': '5" pipe,3\n',
  };
  expect(cellsOf(texts[name] ?? '', dialect)).toEqual(cells);
});

test('a quote that is never closed is named with its line', () => {
  const read = () => cellsOf('a,b\n"1\n2",3\n4,"5\n6,7\n');
  expect(read).toThrow(OpenQuoteError);
  expect(read).toThrow('line 4');
  expect(recordsOf('a,b\n1,"2\n', plain, 9)).toHaveLength(1);
});

test('a quoted value ends within a mebibyte or the quote counts as open', () => {
  const long = 'x'.repeat(1024 * 1024 - 1);
  expect(cellsOf(`"${long}",1`)[0]?.[0]).toHaveLength(long.length);
  expect(() => cellsOf(`"${long}xx",1`)).toThrow(OpenQuoteError);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTable, readTable } from './readTable.ts';

const parse = (text: string, path = 't.csv') => parseTable(Buffer.from(text), path);
const thrown = (text: string) => {
  try {
    parse(text);
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

test.each([
  ['', { code: 'table-empty' }],
  ['\n\n', { code: 'table-empty' }],
  ['a,b\n', { code: 'table-header-only' }],
  ['a,b\n1,2\n1,2,3\n', { code: 'table-ragged', facts: { row: 2, line: 3, expected: 2, found: 3 } }],
  ['a,a\n1,2\n', { code: 'column-duplicate', facts: { column: 'a' } }],
  ['a,b\n1,"2\n', { code: 'table-quotes' }],
])('%j is refused', (text, expected) => {
  expect(thrown(text)).toMatchObject(expected);
});

test('a file that is not there', async () => {
  await expect(readTable('/nowhere/salary.csv')).rejects.toMatchObject({
    code: 'file-missing',
    facts: { file: '/nowhere/salary.csv' },
  });
});

test('BOM, CRLF and quotes', () => {
  const table = parse('\uFEFFa,"b, c"\r\n1,"x ""y"""\r\n');
  expect(table).toMatchObject({
    columns: ['a', 'b, c'],
    rows: [['1', 'x "y"']],
    file: { encoding: 'UTF-8 with BOM', newline: 'CRLF', delimiter: ',' },
  });
  expect(table.rowTexts).toEqual(['1,"x ""y"""']);
});

test('delimiters are found', () => {
  expect(parse('a;b\n1,5;2\n').columns).toEqual(['a', 'b']);
  expect(parse('a\tb\n1\t2\n', 't.tsv').file.delimiter).toBe('\t');
  expect(parse('a\n1\n').columns).toEqual(['a']);
});

test('every table of text reads back', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', 'ü', '1'), minLength: 1 });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 10 }), (rows) => {
      const text = [['first', 'second'], ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');
      expect(parse(text).rows).toEqual(rows);
    }),
  );
});

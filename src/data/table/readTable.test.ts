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
  [String.raw`a,b` + '\n1,\0', { code: 'table-binary', facts: { line: 2 } }],
  ['a,b\n1,"2\n', { code: 'table-quotes' }],
])('readTable refuses %j', (text, expected) => {
  expect(thrown(text)).toMatchObject(expected);
});

test('readTable reports a missing file', async () => {
  await expect(readTable('/nowhere/salary.csv')).rejects.toMatchObject({
    code: 'file-missing',
    facts: { file: '/nowhere/salary.csv' },
  });
});

test('readTable handles a BOM, CRLF and quotes', () => {
  const table = parse('\uFEFFa,"b, c"\r\n1,"x ""y"""\r\n');
  expect(table).toMatchObject({
    columns: ['a', 'b, c'],
    rows: [['1', 'x "y"']],
    file: { encoding: 'utf-8', newline: 'CRLF', delimiter: ',' },
  });
  expect(table.rowTexts).toEqual(['1,"x ""y"""']);
});

test('rows keep their line numbers after blank lines and multi-line cells', () => {
  const row = fc.record({
    blank: fc.nat({ max: 2 }),
    cell: fc.string({ unit: fc.constantFrom('a', '\n', '1'), minLength: 1 }),
  });
  const end = fc.constantFrom('\n', '\r\n');
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 10 }), end, (rows, lineEnd) => {
      let text = `first,second${lineEnd}`;
      const lines = rows.map(({ blank, cell }) => {
        text += lineEnd.repeat(blank);
        const line = text.split('\n').length;
        text += `"${cell}",x${lineEnd}`;
        return line;
      });
      const table = parse(text);
      expect(table.lines).toEqual(lines);
      expect(table.rowTexts).toEqual(rows.map(({ cell }) => `"${cell}",x`));
    }),
  );
});

test('readTable accepts mixed line endings', () => {
  expect(parse('a,b\r\n1,2\n3,4\r\n').rows).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
});

test('readTable detects the delimiter', () => {
  expect(parse('a;b\n1,5;2\n').columns).toEqual(['a', 'b']);
  expect(parse('a\tb\n1\t2\n', 't.tsv').file.delimiter).toBe('\t');
  expect(parse('a\n1\n').columns).toEqual(['a']);
});

test('any table of text survives a round trip', () => {
  const cell = fc
    .string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', 'ü', '1'), minLength: 1 })
    .filter((text) => text.trim() !== '');
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 10 }), (rows) => {
      const text = [['first', 'second'], ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');
      expect([...parse(text).writtenRows.values()]).toEqual(rows);
    }),
  );
});

const rows = (count: number, of: (row: number) => string) =>
  Array.from({ length: count }, (_, row) => of(row)).join('\n');

test.each<[string, string, readonly string[], readonly string[]]>([
  [
    'two nameless empty columns at the end',
    `day;co;;\n${rows(50, (row) => `d${row};${row},5;;`)}\n;;;\n`,
    ['day', 'co'],
    ['d0', '0.5'],
  ],
  [
    'names in a comment',
    `# x y z\n${rows(50, (row) => `${row} ${row * 2} 1.5e0`)}\n`,
    ['x', 'y', 'z'],
    ['0', '0', '1.5e0'],
  ],
  [
    'a first column called #',
    `#,name,hp\n${rows(50, (row) => `${row + 1},p${row},${row * 2}`)}\n`,
    ['#', 'name', 'hp'],
    ['1', 'p0', '0'],
  ],
  [
    'years for names',
    `land,2018,2019,2020\n${rows(50, (row) => `l${row},${row},${row * 2},7`)}\n`,
    ['land', '2018', '2019', '2020'],
    ['l0', '0', '0', '7'],
  ],
  [
    'row names without a name',
    `mpg,cyl\n${rows(50, (row) => `car ${row},${row}.5,4`)}\n`,
    ['mpg', 'cyl'],
    ['0.5', '4'],
  ],
  [
    'units under the names',
    `t,p,note\ns,kPa,\n${rows(50, (row) => `${row}.25,${row},ok`)}\n`,
    ['t', 'p', 'note'],
    ['0.25', '0', 'ok'],
  ],
  [
    'dashes under the names',
    `station  rain\n-------  ----\n${rows(50, (row) => `${row + 100}  ${row}.5`)}\n`,
    ['station', 'rain'],
    ['100', '0.5'],
  ],
  [
    'a title, blank lines and a note at the end',
    `Sales in 2024\n\na;b\n${rows(50, (row) => `${row};${row * 2}`)}\n\nSource: our books\n`,
    ['a', 'b'],
    ['0', '0'],
  ],
  [
    'blanks after commas and question marks',
    `${rows(50, (row) => `${row}, Private, ${row % 2 === 0 ? '?' : 'USA'}, ${row * 3}`)}\n`,
    ['column1', 'column2', 'column3', 'column4'],
    ['0', 'Private', '', '0'],
  ],
  [
    'plus and minus for classes',
    `${rows(50, (row) => `${row},a,${row % 2 === 0 ? '-' : '+'}`)}\n`,
    ['column1', 'column2', 'column3'],
    ['0', 'a', '-'],
  ],
])('a table with %s is read', (_, text, columns, first) => {
  const table = parse(text);
  expect(table.columns).toEqual(columns);
  expect(table.rows[0]).toEqual(first);
  expect(table.rows).toHaveLength(50);
});

test.each([
  ['dates with a time', 'at', '24.10.2021 21:57', '24.10.2021 21:57'],
  ['decimal commas', 'price', '8917,302', '8917.302'],
  ['prices with decimal commas', 'price', '$3 837,97', '3837.97'],
])('one column of %s stays one column', (_, name, written, value) => {
  const table = parse(`${name}\n${rows(40, () => written)}\n`);
  expect([table.columns, table.rows[0]]).toEqual([[name], [value]]);
  expect(table.reading.unsure).not.toContain('delimiter');
});

test('without a header, two columns of whole numbers and one of decimal commas are unsure', () => {
  expect(parse(`${rows(40, (row) => `${row + 10},5${row % 10}`)}\n`).reading.unsure).toContain('delimiter');
});

test('words above a single row of numbers are a row, not units', () => {
  expect(parse('first,second\na,a\n1,1\n').rows).toEqual([
    ['a', 'a'],
    ['1', '1'],
  ]);
});

test('a first row that lacks values is no title', () => {
  expect(parse(`55,,\n${rows(30, (row) => `${row},2011-01-09,7`)}\n`).rows).toHaveLength(31);
});

test('a table whose lines are longer than the sample has its header recognized', () => {
  const wide = (cell: (column: number) => string) =>
    Array.from({ length: 20_000 }, (_, column) => cell(column)).join();
  const table = parse(
    `${wide((column) => `c${column}`)}\n${rows(40, (row) => wide((column) => `${row + column}.5`))}\n`,
  );
  expect([table.rows.length, table.columns.length, table.reading.headerRule]).toEqual([
    40,
    20_000,
    'names-over-values',
  ]);
});

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  ['a,\n1,2\n', { code: 'column-nameless', facts: { number: 2 } }],
  [String.raw`a,b` + '\n1,\0', { code: 'table-encoding', facts: { found: 'UTF-16' } }],
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

test.skipIf(process.platform === 'win32')('readTable refuses a pipe without waiting for it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'll-pipe-'));
  const path = join(folder, 'salary.csv');
  execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
  await expect(readTable(path)).rejects.toMatchObject({ code: 'file-unreadable', facts: { file: path } });
  await rm(folder, { recursive: true });
});

test('readTable handles a BOM, CRLF and quotes', () => {
  const table = parse('\uFEFFa,"b, c"\r\n1,"x ""y"""\r\n');
  expect(table).toMatchObject({
    columns: ['a', 'b, c'],
    rows: [['1', 'x "y"']],
    file: { encoding: 'UTF-8 with BOM', newline: 'CRLF', delimiter: ',' },
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
  const cell = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', 'ü', '1'), minLength: 1 });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 10 }), (rows) => {
      const text = [['first', 'second'], ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');
      expect(parse(text).rows).toEqual(rows);
    }),
  );
});

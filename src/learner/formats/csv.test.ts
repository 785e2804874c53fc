import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readNumericCsv, shortest } from './csv.ts';

/** Cells as people and programs write numbers. */
const cell = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.tuple(fc.integer(), fc.nat({ max: 18 })).map(([value, digits]) => (value / 977).toFixed(digits)),
  fc.constantFrom(
    '0',
    '-0',
    ' 1.5 ',
    '+2',
    '.5',
    '-.5',
    '3.',
    '00012.50',
    '1e-3',
    '-2E5',
    '0.1234567890123456789',
  ),
);

test('every cell is parsed as by Number', () => {
  const table = fc
    .integer({ min: 1, max: 6 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
    );
  fc.assert(
    fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, newline, endsLine) => {
      const text = rows.map((row) => row.join(',')).join(newline) + (endsLine ? newline : '');
      const { rowCount, columnCount, values } = readNumericCsv(Buffer.from(text));
      expect([rowCount, columnCount]).toEqual([rows.length, rows[0]?.length]);
      expect(values).toEqual(Float32Array.from(rows.flat(), Number));
    }),
  );
});

test.each([
  ['1,2\n3,x', /Row 2 holds "x"/],
  ['1,2\n3,', /Row 2 holds ""/],
  ['1,2\n3,1e', /Row 2 holds "1e"/],
  ['1,2\n3,0x10', /Row 2 holds "0x10"/],
  ['1,2\n3,1.2.3', /Row 2 holds "1.2.3"/],
  ['1,2\n3,-', /Row 2 holds "-"/],
  ['1,2\n3,.', /Row 2 holds "."/],
  ['1,2\n\n3', /Row 2 has 1 columns, those before it have 2/],
  ['1,2\n3,4,5', /Row 2 has 3 columns, those before it have 2/],
])('a CSV of %j is refused', (text, message) => {
  expect(() => readNumericCsv(Buffer.from(text))).toThrow(message);
});

test('a byte order mark and blank lines are not rows', () => {
  const { rowCount, values } = readNumericCsv(Buffer.from('\uFEFF1,2\r\n \t\r\n3,4\n'));
  expect([rowCount, ...values]).toEqual([2, 1, 2, 3, 4]);
});

test('a float32 is written so that it can be read back, with no more digits than it takes', () => {
  const floats = fc.oneof(
    fc.float({ noNaN: true, noDefaultInfinity: true }),
    fc.integer().map((value) => Math.fround(value)),
  );
  fc.assert(
    fc.property(floats, (value) => {
      const text = shortest(value);
      expect(Math.fround(Number(text))).toBe(value === 0 ? 0 : value);
      expect(text.length).toBeLessThanOrEqual(String(value).length);
    }),
  );
  const values = [0, -0, 1, -1, 999_999, 1e6, Math.fround(0.1), Math.fround(2 / 3)];
  const texts = ['0', '0', '1', '-1', '999999', '1000000', '0.1', '0.6666667'];
  expect(values.map(shortest)).toEqual(texts);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostPartBytes, openRowKernel } from './kernel.ts';
import type { Dialect } from './kernel.ts';

const plain: Dialect = {
  delimiter: ',',
  quote: '"',
  decimalPoint: '.',
  isCrlf: false,
  markers: [],
  isNumber: [true, false],
};

/** Reads rows of a column of numbers and one of words. */
function read(text: string, dialect: Partial<Dialect> = {}) {
  const kernel = openRowKernel({ ...plain, ...dialect });
  const rows = kernel.read(Buffer.from(text), 0);
  if (typeof rows === 'string') return rows;
  const bytes = rows.bytes.slice();
  const words = kernel.words();
  const wordAt = (number: number) => {
    const from = words.from[number] ?? 0;
    return Buffer.from(words.texts.subarray(from, from + (words.length[number] ?? 0))).toString();
  };
  const halves = new Uint32Array(bytes.buffer, 0, 2 * rows.rowCount);
  const numbers = Array.from(new Float64Array(bytes.buffer, 0, rows.rowCount), (value, row) => {
    const number = (halves[2 * row] ?? 0) - 1;
    return Number.isNaN(value) && number >= 0 ? wordAt(number) : value;
  });
  const codes = [...new Int32Array(bytes.buffer, 8 * rows.rowCount, rows.rowCount)];
  return { numbers, words: codes.map((code) => (code < 0 ? '' : wordAt(code))), facts: rows.facts[0] };
}

const digits = (most: number) =>
  fc.array(fc.nat(9), { minLength: 1, maxLength: most }).map((found) => found.join(''));
const written = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.tuple(digits(20), digits(25)).map(([whole, fraction]) => `${whole.replace(/^0+(?=.)/, '')}.${fraction}`),
  fc
    .tuple(digits(19), fc.integer({ min: -345, max: 310 }))
    .map(([mantissa, exponent]) => `${mantissa.replace(/^0+(?=.)/, '')}e${exponent}`),
  // Half way between two doubles, and next to it.
  fc
    .tuple(
      fc.integer({ min: 2 ** 52, max: 2 ** 53 - 1 }),
      fc.constantFrom('.5', '.49999999', '.50000001', '.5000'),
    )
    .map(([whole, fraction]) => `${whole}${fraction}`),
);

test('a number is the double that JavaScript reads, to the last bit', () => {
  fc.assert(
    fc.property(fc.array(written, { minLength: 1, maxLength: 200 }), (cells) => {
      const found = read(cells.map((cell) => `${cell},\n${cell},\n`).join(''));
      const numbers = typeof found === 'string' ? [] : found.numbers;
      for (const [index, cell] of cells.entries()) {
        const [value, again] = numbers.slice(2 * index, 2 * index + 2);
        expect(again).toBe(value);
        // What is no plain number, as one that is too large, is kept as it is written.
        if (typeof value === 'string') expect(value).toBe(cell);
        else expect(value).toBe(Number(cell));
        if (Number.isFinite(Number(cell)) && cell.includes('.')) expect(value).toBe(Number(cell));
      }
    }),
    { numRuns: 300 },
  );
});

test.each(['x', '+1', '01', '1_000', ' 1', '1 ', '-', '.', '1e', '1e999', '-0', '9007199254740993', '0x1'])(
  '%j among numbers is kept as it is written',
  (cell) => {
    expect(read(`1,\n${cell},\n`)).toMatchObject({ numbers: [1, cell], facts: { count: 1 } });
  },
);

test('facts count plain numbers', () => {
  expect(read('-5,\n2.25,\nx,\n,a\n1e3,\n')).toMatchObject({
    facts: {
      min: -5,
      max: 1000,
      first: -5,
      last: 1000,
      count: 3,
      decimalCount: 2,
      decimals: 2,
      shortest: 2,
      longest: 4,
      isSorted: true,
    },
  });
});

test('quotes, doubled quotes, line ends within quotes and quoted numbers are read', () => {
  expect(read('"1","a ""b""\n, c"\n2,a\n')).toMatchObject({ numbers: [1, 2], words: ['a "b"\n, c', 'a'] });
  expect(read('1;2\r\n3,5;x\r\n', { delimiter: ';', decimalPoint: ',', isCrlf: true })).toMatchObject({
    numbers: [1, 3.5],
    words: ['2', 'x'],
  });
});

test('numbers that may mark a missing value are kept as words', () => {
  expect(read('-200,a\n-200.0,a\n5,a\n', { markers: [-200] })).toMatchObject({
    numbers: ['-200', '-200.0', 5],
    facts: { count: 1, min: 5 },
  });
});

test.each([
  ['a missing cell', '1\n'],
  ['a cell too many', '1,2,3\n'],
  ['an empty line', '1,2\n\n'],
  ['a row of blanks', '1,2\n , \n'],
  ['a quote within a cell', '1,a"b\n'],
  ['text after a quote', '1,"a"b\n'],
  ['a quote that stays open', '1,"a\n'],
  ['a zero byte', '1,a\0\n'],
  ['a return within a line', '1,a\rb\n'],
  ['more than a part', `1,${'a'.repeat(mostPartBytes)}\n`],
])('%s is refused', (_, text) => {
  expect(read(text)).toBe('rows');
});

test('more different words than fit are refused as such', () => {
  const kernel = openRowKernel({ ...plain, isNumber: [false, false] });
  const refused = Array.from({ length: 12 }, (_, part) => {
    const rows = Array.from({ length: 100_000 }, (__, row) => `w${part * 100_000 + row},a\n`);
    return typeof kernel.read(Buffer.from(rows.join('')), part) === 'string';
  });
  expect(refused.slice(0, 10)).not.toContain(true);
  expect(kernel.read(Buffer.from('new,a\n'), 12)).toBe('words');
});

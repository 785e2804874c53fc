import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { profileTable } from '../profile/profile.ts';
import { parseTable, readTable } from './readTable.ts';

const folder = new URL('../../../test/fixtures/tables/', import.meta.url);
const read = (name: string) => readTable(fileURLToPath(new URL(`${name}.csv`, folder)));

/** File, data rows, columns with their types, and what else is read differently than in a plain file. */
const cases: readonly (readonly [string, number, string, object])[] = [
  [
    '01-pandas-index',
    60,
    'dose decimal, weight decimal, response decimal',
    { dropped: [{ number: 1, name: '', why: 'index' }] },
  ],
  [
    '02-trailing-delimiter',
    40,
    'kind text, day date, amount decimal, balance decimal',
    { dropped: [{ number: 5, name: '', why: 'trailing' }] },
  ],
  ['03-cp1252', 36, 'ville text, prix integer, surface integer', { options: { encoding: 'windows-1252' } }],
  ['05-zip-codes', 120, 'zip text, rooms integer, price decimal', {}],
  [
    '06-comment-lines',
    40,
    'temp decimal, pressure decimal, yield decimal',
    {
      options: { skipLines: 3, comment: '#' },
      skipped: [
        { line: 1, text: '# station log, made by logger 4', why: 'comment' },
        { line: 2, text: '# units: degC, hPa', why: 'comment' },
        { line: 3, text: '#', why: 'comment' },
        { line: 26, text: '# sensor cleaned', why: 'comment' },
      ],
    },
  ],
  [
    '07-sep-hint',
    40,
    'length integer, width integer, mass decimal',
    {
      options: { delimiter: ';', skipLines: 1 },
      skipped: [{ line: 1, text: 'sep=;', why: 'separator' }],
    },
  ],
  ['08-backslash-quotes', 40, 'title text, words integer, score decimal', { options: { escape: '\\' } }],
  ['09-space-before-quote', 40, 'size integer, place text, rent decimal', {}],
  ['10-multiline', 40, 'note text, items integer, total decimal', {}],
  [
    '12-us-money',
    80,
    'income decimal, change decimal, rate decimal, spend decimal',
    { options: { thousands: ',' } },
  ],
  [
    '12b-european',
    80,
    'Umsatz decimal, Änderung decimal, Quote decimal, Ausgabe decimal',
    { options: { delimiter: ';', decimal: ',', thousands: '.' } },
  ],
  ['13-big-ids', 120, 'order_number text, contractNo integer, qty integer, paid decimal', {}],
  ['14-boolean-features', 150, 'area integer, garden boolean, garage boolean, price integer', {}],
  [
    '15-few-stray-words',
    150,
    'power integer, mass integer, consumption decimal',
    { words: [{ column: 'mass', cellCount: 1, words: [{ word: '1.1 t', count: 1, firstLine: 52 }] }] },
  ],
  ['17-epoch-ms', 300, 'taken_at date, level decimal', {}],
  [
    '18-name-twice',
    60,
    'time integer, current decimal, voltage decimal, current_2 decimal, power decimal',
    { names: [{ number: 4, from: 'current', to: 'current_2', why: 'duplicate' }] },
  ],
  [
    '19-no-header',
    60,
    'column1 decimal, column2 decimal, column3 decimal',
    { options: { header: false }, headerRule: 'begins-with-values' },
  ],
  ['20-sentinel', 180, 'height integer, age integer, lung decimal', {}],
  [
    '22-utf16',
    40,
    'width integer, depth integer, load integer',
    { options: { encoding: 'utf-16le', delimiter: '\t' } },
  ],
  [
    '24-spreadsheet-rest',
    36,
    'month integer, visits integer, sales integer',
    {
      options: { skipLines: 2, skipFooter: 2 },
      skipped: [
        { line: 1, text: 'Monthly report,,', why: 'title' },
        { line: 2, text: ',,', why: 'empty' },
        { line: 40, text: ',,', why: 'empty' },
        { line: 41, text: 'Total,9999,9999', why: 'total' },
      ],
    },
  ],
  ['25-log-of-target', 200, 'age integer, logpay decimal, pay decimal', {}],
  ['26-target-missing', 150, 'hits integer, years integer, salary decimal', {}],
  ['28-dates', 140, 'day date, ordered_at date, qty integer', {}],
  ['31-rare-class', 1000, 'u decimal, v decimal, fraud integer', {}],
];

test.each(cases)('%s has %i rows of %s', async (name, rowCount, columns, differently) => {
  const table = await read(name);
  expect(table.rows).toHaveLength(rowCount);
  expect(table.columns.map((column, index) => `${column} ${table.types[index]?.type}`).join(', ')).toBe(
    columns,
  );
  const { options, ...reading } = table.reading;
  const plain = { skipped: [], dropped: [], names: [], words: [], wrongRowCount: 0, unsure: [] };
  expect({ ...reading, options }).toMatchObject({ ...plain, ...differently });
});

test('numbers are read as people write them', async () => {
  expect((await read('12-us-money')).rows.slice(0, 2)).toEqual([
    ['6668.51', '-2852.65', '29.7', '2738.43'],
    ['4250.48', '3418.02', '12.3', '2189.13'],
  ]);
  expect((await read('12b-european')).rows[1]).toEqual(['4250.48', '3418.02', '12.3', '2189.13']);
});

test('letters, quotes, codes and large numbers are kept', async () => {
  expect((await read('03-cp1252')).rows[0]?.[0]).toBe('Orléans');
  expect((await read('08-backslash-quotes')).rows[0]?.[0]).toBe('The old "X0", part two');
  expect((await read('09-space-before-quote')).rows[0]?.[1]).toBe('Mill Lane, no 0');
  expect((await read('05-zip-codes')).rows[0]?.[0]).toBe('01001');
  const numbers = (await read('13-big-ids')).rows.map(([number = '']) => number);
  expect([new Set(numbers).size, numbers.toSorted()[0]]).toEqual([120, '9007199254740993']);
});

test.each<[string, object]>([
  ['06-comment-lines', { kind: 'skipped-lines', facts: { count: 4, firstLine: 1 } }],
  ['15-few-stray-words', { kind: 'words-in-numbers', columns: ['mass'], facts: { count: 1, word: '1.1 t' } }],
  ['19-no-header', { kind: 'no-header' }],
  ['20-sentinel', { kind: 'sentinel', columns: ['lung'], facts: { value: -999, count: 20 } }],
])('a finding on %s is %j', async (name, finding) => {
  expect((await profileTable(await read(name))).findings).toContainEqual(expect.objectContaining(finding));
});

test.each(cases)('%s is read the same with the options that were found', async (name) => {
  const { reading, rows, columns } = await read(name);
  const path = fileURLToPath(new URL(`${name}.csv`, folder));
  const again = await readTable(path, reading.options);
  expect([again.columns, again.rows]).toEqual([columns, rows]);
  expect(again.reading.unsure).toEqual([]);
});

test('a grand total is recognized by its first filled cell, and a value such as "average" in a later column is a row', () => {
  const rows = Array.from(
    { length: 40 },
    (_, row) => `${20 + row},${row % 2 === 0 ? 'low' : 'average'},${row * 3}`,
  );
  const read = (last: string) =>
    parseTable(Buffer.from(`age,level,cost\n${rows.join('\n')}\n${last}\n`), 't.csv').reading.skipped;
  expect(read(',Grand Total,2340')).toEqual([{ line: 42, text: ',Grand Total,2340', why: 'total' }]);
  expect(read(',average,40')).toEqual([]);
});

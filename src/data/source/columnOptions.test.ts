import { expect, test } from 'vitest';
import type { ColumnsOptions } from '../shapes/columns.ts';
import { meaningOf } from '../findings/meaning.ts';
import { parseTable } from '../table/readTable.ts';

const line = (row: number) =>
  [
    1000 + (row % 4),
    row % 9 === 0 ? '-999' : row,
    `0${(row % 3) + 1}/0${(row % 9) + 1}/2024`,
    `w${row}`,
  ].join();
const text = ['ward,lung,seen,note', ...Array.from({ length: 60 }, (_, row) => line(row))].join('\n');

async function meaningsWith(columns: ColumnsOptions) {
  const table = parseTable(Buffer.from(text), 't.csv', {}, columns);
  return (await table.facts()).map((facts) => `${facts.name} ${meaningOf(facts)}`).join(', ');
}

test('a column is what its values and its name say', async () => {
  expect(await meaningsWith({})).toBe('ward integer, lung integer, seen date, note text');
});

test('a column is what the user says', async () => {
  expect(
    await meaningsWith({
      ward: { meaning: 'category' },
      lung: { meaning: 'identifier' },
      seen: { meaning: 'category' },
      note: { meaning: 'category' },
    }),
  ).toBe('ward category, lung identifier, seen category, note category');
});

test("a column's own words for missing are missing there alone", async () => {
  const table = parseTable(Buffer.from(text), 't.csv', {}, { lung: { missing: ['-999'] } });
  expect((await table.facts()).map(({ missingCount }) => missingCount)).toEqual([0, 7, 0, 0]);
});

test('a number that means missing is missing however it is written, but no code is', async () => {
  const rows = Array.from({ length: 40 }, (_, row) =>
    [row % 8 === 0 ? ['-200', '-200,0'][row % 16 === 0 ? 0 : 1] : `${row},5`, `00${row % 9}`].join(';'),
  );
  const table = parseTable(
    Buffer.from(['co;ward', ...rows].join('\n')),
    't.csv',
    {},
    {
      co: { missing: ['-200'] },
      ward: { missing: ['7'] },
    },
  );
  expect((await table.facts()).map(({ missingCount }) => missingCount)).toEqual([5, 0]);
});

test("a column's dates are read in the format that the user gives", async () => {
  const table = parseTable(Buffer.from(text), 't.csv', {}, { seen: { meaning: 'date', format: '%d/%m/%Y' } });
  expect(table.types[2]?.date).toEqual({ format: '%d/%m/%Y' });
  expect(parseTable(Buffer.from(text), 't.csv').types[2]?.date).toEqual({
    format: '%m/%d/%Y',
    isUndecided: true,
  });
});

test('a first column without a name whose values hardly repeat names the rows', async () => {
  const rows = Array.from({ length: 60 }, (_, row) => `${(row * 7919) % 10007},${row % 5},${row}`);
  const meanings = async (header: string) => {
    const facts = await parseTable(Buffer.from([header, ...rows].join('\n')), 't.csv').facts();
    return facts.map(meaningOf).join();
  };
  expect(await meanings('"",x,y')).toBe('identifier,integer,integer');
  expect(await meanings('a,,y')).toBe('integer,integer,integer');
});

test('a column that numbers or names the rows is kept where the user says so', () => {
  const columnsOf = (csv: string, index: 'keep' | 'leaveOut') =>
    parseTable(Buffer.from(csv), 't.csv', { index });
  const numbered = [',a', ...Array.from({ length: 30 }, (_, row) => `${row},${row % 4}`)].join('\n');
  expect(columnsOf(numbered, 'leaveOut').columns).toEqual(['a']);
  const kept = columnsOf(numbered, 'keep');
  expect(kept.columns).toEqual(['column1', 'a']);
  expect(kept.reading.dropped).toEqual([]);
  const named = ['a,b', ...Array.from({ length: 30 }, (_, row) => `r${row},${row % 4},1`)].join('\n');
  expect(columnsOf(named, 'leaveOut').columns).toEqual(['a', 'b']);
  expect(columnsOf(named, 'keep').columns).toEqual(['column1', 'a', 'b']);
});

test.each(['missing', 'Unknown', 'Not Available', 'N.A.', '--', '..', '#DIV/0!', 'inf'])(
  'numbers among which many cells are %j are numbers, with these cells missing and listed',
  async (word) => {
    const rows = Array.from({ length: 60 }, (_, row) => `${row % 4 === 0 ? word : row * 1.5},w${row % 3}`);
    const source = Buffer.from(['size,kind', ...rows].join('\n'));
    const table = parseTable(source, 't.csv');
    const [size] = await table.facts();
    expect(size).toMatchObject({ type: 'decimal', missingCount: 15 });
    expect(table.reading.words).toMatchObject([
      { column: 'size', cellCount: 15, words: [{ word, count: 15 }] },
    ]);
    const kept = parseTable(source, 't.csv', { values: [word] });
    expect((await kept.facts())[0]).toMatchObject({ type: 'text', missingCount: 0 });
  },
);

test('words that say "no value" are values where most others are words', async () => {
  const rows = Array.from(
    { length: 60 },
    (_, row) => `${['unknown', 'unknown', 'unknown', row][row % 4]},${row}`,
  );
  const [kind] = await parseTable(Buffer.from(['kind,x', ...rows].join('\n')), 't.csv').facts();
  expect(kind).toMatchObject({ type: 'text', missingCount: 0 });
});

test.each<[string, readonly string[], ColumnsOptions, string]>([
  ['0 and 1', ['0', '1', '1'], {}, 'boolean zero-or-one'],
  ['0 and 1 with gaps', ['0', '1', ''], {}, 'boolean zero-or-one'],
  ['0, 1 and 2', ['0', '1', '2'], {}, 'integer whole-numbers'],
  ['0, 0.5 and 1', ['0', '1', '0.5'], {}, 'decimal numbers'],
  ['only 1', ['1', '1', ''], {}, 'constant whole-numbers'],
  ['0, 1 and a marker', ['0', '1', '9'], { a: { missing: ['9'] } }, 'boolean zero-or-one'],
  [
    '0 and 1 that the user takes for numbers',
    ['0', '1', '1'],
    { a: { meaning: 'integer' } },
    'integer given',
  ],
  [
    '0 and 1 that the user takes for yes and no',
    ['0', '1', '1'],
    { a: { meaning: 'boolean' } },
    'boolean given',
  ],
])('a column of %s is what it means, and stays one of numbers', async (_, cells, columns, meaning) => {
  const rows = Array.from({ length: 30 }, (__, row) => `${cells[row % cells.length]},${row}`);
  const table = parseTable(Buffer.from(['a,b', ...rows].join('\n')), 't.csv', {}, columns);
  const [facts] = await table.facts();
  expect(facts && `${meaningOf(facts)} ${facts.why}`).toBe(meaning);
  expect((await table.cells(0)).kind).toBe('numbers');
});

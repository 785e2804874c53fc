import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Failure } from '../../learner/errors.ts';
import type { ReadOptions } from '../shapes/read.ts';
import { cellAt, countOf } from '../shapes/cells.ts';
import { writtenTable } from '../table/dialects.testing.ts';
import { readTable } from '../table/readTable.ts';
import type { Table } from '../table/table.ts';
import type { ReaderThreads } from '../columnFiles/readerThreads.ts';
import { openStore } from './store.ts';
import type { Store } from './store.ts';

const dialectCount = 100;
let folder = '';
let store: Store;
/** Without files of columns: DuckDB reads plain text. */
let databaseStore: Store;
const refused = () => Promise.resolve('words' as const);
const noReaders: ReaderThreads = {
  open: () => ({
    readers: [{ read: refused, words: () => Promise.reject(new Error('no words')), change: async () => [] }],
    close: () => Promise.resolve(),
  }),
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-store-'));
  const limits = { memoryLimitBytes: 2 ** 29, cacheLimitBytes: 2 ** 30 };
  store = openStore({ folder: join(folder, 'cache'), ...limits });
  databaseStore = openStore({ folder: join(folder, 'databases'), ...limits, readers: noReaders });
});
afterAll(async () => {
  await store.close();
  await databaseStore.close();
  await rm(folder, { recursive: true, force: true });
});

/** All that a table answers, as plain data. */
async function contentsOf(table: Table) {
  const columns = await Promise.all(
    table.columns.map(async (name, index) => {
      const cells = await table.cells(index);
      const values = Array.from({ length: countOf(cells) }, (_, row) => cellAt(cells, row));
      return { name, kind: cells.kind, levels: cells.kind === 'words' ? cells.levels : [], values };
    }),
  );
  const texts: string[] = [];
  for await (const batch of table.texts()) texts.push(...batch);
  const { path: _, ...rest } = table;
  return {
    columns,
    texts,
    names: table.columns,
    types: table.types,
    reading: table.reading,
    file: rest.file,
    rowCount: table.rowCount,
    headerText: table.headerText,
    facts: await table.facts(),
    counts: await Promise.all(table.columns.map((_name, index) => table.counts(index, 5))),
    ends: [await table.written(0, 3), await table.written(table.rowCount - 3, table.rowCount)],
    lines: await Promise.all([0, 5, table.rowCount - 1].map((row) => table.lineOf(row))),
  };
}

async function contentsOrFailure(read: () => Promise<Table & { close?: () => Promise<void> }>) {
  try {
    const table = await read();
    const contents = await contentsOf(table);
    await table.close?.();
    return contents;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { code: error.code, facts: error.facts };
  }
}

async function both(bytes: string | Buffer, read: ReadOptions = {}, name = 't.csv') {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const small = await contentsOrFailure(() => readTable(path, read));
  const large = await contentsOrFailure(() => store.read({ path, read, columns: {} }));
  expect(await contentsOrFailure(() => databaseStore.read({ path, read, columns: {} }))).toEqual(large);
  return { small, large };
}

test('the store reads tables of many dialects as the reader in memory does', async () => {
  for (let seed = 0; seed < dialectCount; seed += 1) {
    const { bytes, text } = writtenTable(seed);
    const { small, large } = await both(bytes);
    expect(large, `seed ${seed}: ${text.slice(0, 400)}`).toEqual(small);
  }
}, 120_000);

const tables = fileURLToPath(new URL('../../../test/fixtures/tables', import.meta.url));
test.each(readdirSync(tables))('the store reads %s as the reader in memory does', async (name) => {
  const { small, large } = await both(readFileSync(join(tables, name)), {}, name);
  expect(large).toEqual(small);
});

const rows = (count: number, row: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `${row(index)}\n`).join('');
/** Rows like those of the sample, with another one far behind it. */
const withLate = (usual: (index: number) => string, late: string) =>
  `a,b\n${rows(20_000, usual)}${late}\n${rows(20_000, usual)}`;
const plain = (index: number) => `${index},${index / 4}`;

test.each<[string, string, ReadOptions?]>([
  ['a word among numbers', withLate(plain, 'unknown,2.5')],
  [
    'words among numbers beyond one in twenty',
    `${withLate(plain, 'x,2')}${rows(3000, (row) => `w${row},1`)}`,
  ],
  ...['unknown', 'Not Available', '#DIV/0!', '..', 'inf'].map((word): [string, string] => [
    `"${word}" in every fifth row`,
    `a,b\n${rows(20_000, (index) => `${index % 5 === 0 ? word : index},${index / 4}`)}`,
  ]),
  ['a missing value', withLate(plain, 'NA,?')],
  ['a minus for a missing value', withLate(plain, '-,.')],
  ['a number with an underscore', withLate(plain, '1_000,1_0.5')],
  ['a number with a plus', withLate(plain, '+5,+-5')],
  ['a number with blanks around it', withLate(plain, ' 5 , 2.5')],
  ['whole numbers in decimal notation', withLate(plain, '5.0,1')],
  ['an exponent among whole numbers', withLate(plain, '1e3,1E-400')],
  ['infinity', withLate(plain, 'inf,-Infinity')],
  ['a number beyond the largest', withLate(plain, '1e999,-1e999')],
  ['leading zeros', withLate(plain, '007,00.5')],
  ['leading zeros of two figures', `a,b\n${rows(30_000, (row) => `${10 + (row % 80)},x`)}01,x\n`],
  ['a number beyond 2^53', withLate(plain, '9007199254740993,1')],
  ['currency', withLate(plain, '"$1,234.50",€5')],
  ['a quoted cell', withLate(plain, '"5","2.5"')],
  ['a quoted line end', withLate(plain, '5,"a\nb"')],
  ['a quote within a cell', withLate((row) => `${row},w"${row}`, '5,a')],
  ['a quote after a blank', withLate((row) => `${row},"w${row}"`, '5, "a,b"')],
  ['a row of empty cells', withLate(plain, ',')],
  ['a row of blanks', withLate(plain, ' , ')],
  ['a blank line', withLate(plain, '')],
  ['a row that is too long', withLate(plain, '1,2,3')],
  ['a row that is too short', withLate(plain, '1')],
  ['a return in a line', withLate(plain, '1,2\r3,4')],
  ['other line ends', withLate(plain, '1,2\r')],
  [
    'a line feed among other line ends',
    withLate(plain, '1,2').replaceAll('\n', '\r\n').replace('\r\n777,', '\n777,'),
  ],
  ['a comment', withLate(plain, '# 1,2'), { comment: '#' }],
  ['a total below', `${withLate(plain, '1,2')}Total,5\n`],
  ['letters beyond ASCII', withLate((row) => `${row},Größe ${row % 3}`, '1,日本')],
  ['no line end at its end', withLate(plain, '1,2').trimEnd()],
  ['values of another format', withLate((row) => `${row},${row}.000.000`, '1,2.5')],
  ['a comma for the decimal point', withLate((row) => `${row};${row},5`, '1;2.5').replace('a,b', 'a;b')],
  ['decimal commas', withLate((row) => `${row};${row},25`, '1;,5').replace('a,b', 'a;b')],
  ['decimal commas and a word', withLate((row) => `${row};${row},25`, 'x;none').replace('a,b', 'a;b')],
  ['decimal commas and thousands', withLate((row) => `${row};${row},25`, '1;1.234,5').replace('a,b', 'a;b')],
  ['decimal commas and exponents', withLate((row) => `${row};${row},25`, '1;1,5e3').replace('a,b', 'a;b')],
  ['a row index', `,b\n${rows(40_000, (row) => `${row},${row % 7}`)}`],
  ['a row index that stops', `,b\n${rows(40_000, (row) => `${row},${row % 7}`)}7,7\n`],
  ['an empty column at its end', `a,b,\n${rows(40_000, (row) => `${row},${row % 7},`)}`],
  ['a late value in a nameless column', `a,b,\n${rows(40_000, (row) => `${row},${row % 7},`)}1,2,3\n`],
  ['epochs in order', `seen,b\n${rows(40_000, (row) => `${1_600_000_000 + row},${row % 7}`)}`],
  [
    'numbers like epochs out of order',
    `a,b\n${rows(40_000, (row) => `${1_600_000_000 + ((row * 7919) % 50_000)},1`)}`,
  ],
  ['money', `a;b\n${rows(40_000, (row) => `$${row % 900},${100 + (row % 900)}.50;(${row}.25)`)}`],
  [
    'money and a word',
    `a;b\n${rows(40_000, (row) => `${row === 39_000 ? 'free' : `$1,${100 + (row % 900)}.50`};x`)}`,
  ],
  [
    'money that ends in words',
    `a;b\n${rows(40_000, (row) => `${row > 30_000 ? `w${row}` : `$1,${100 + (row % 900)}.50`};x`)}`,
  ],
  ['money in euros', `a;b\n${rows(40_000, (row) => `${1 + (row % 9)}.${100 + (row % 900)},50 €;${row}`)}`],
  [
    'money in whole euros',
    `a;b\n${rows(40_000, (row) => `${1 + (row % 9)}.${100 + (row % 900)}${row % 3 === 0 ? '' : ',5'};${row},5`)}`,
  ],
  ['percentages', `a;b\n${rows(40_000, (row) => `${row % 100}.5 %;${row}`)}`],
  ['money with codes of shops', `a;b\n${rows(40_000, (row) => `$${row}.50;00${row % 9}`)}`],
  [
    'money where one amount is missing',
    `a;b\n${rows(40_000, (row) => `$${row % 7}.50;${row}`)}`,
    { missing: ['$3.50'] },
  ],
  ['a few amounts among numbers', `a;b\n${rows(40_000, (row) => `${row % 5 === 0 ? `$${row}` : row};x`)}`],
  ['dates', `a,b\n${rows(40_000, (row) => `2024-01-${10 + (row % 20)},1`)}`],
  ['an empty column', `a,b\n${rows(40_000, (row) => `,${row}`)}`],
  ['no header', rows(40_000, plain)],
  ['numbers that mean missing', withLate(plain, '5.0,-999'), { missing: ['5', '-999', '2.50', '0', 'x'] }],
  ['the least number for missing', withLate(plain, '-999,-999'), { missing: ['-999'] }],
  ['only numbers that mean missing', `a,b\n${rows(40_000, (row) => `9,${row % 7}`)}`, { missing: ['9.0'] }],
  [
    'codes beside a number for missing',
    `a,b\n${rows(40_000, (row) => `00${row % 9},1`)}`,
    { missing: ['7'] },
  ],
  ['a row index that is kept', `,b\n${rows(40_000, (row) => `${row},${row % 7}`)}`, { index: 'keep' }],
  ['row names that are kept', `b,c\n${rows(40_000, (row) => `r${row},${row},1`)}`, { index: 'keep' }],
  ['row names', `b,c\n${rows(40_000, (row) => `r${row},${row},1`)}`],
  // The first of them look like row names.
  ['a first column that repeats late', `b,c\n${rows(40_000, (row) => `r${row % 39_999},${row},1`)}`],
  ['first numbers that repeat late', `b,c\n${rows(40_000, (row) => `${row % 39_999},${row},1`)}`],
  [
    'first cells that are missing twice',
    `b,c\n${rows(40_000, (row) => `${row < 39_998 ? row : ''},${row},1`)}`,
  ],
  [
    'a first column that repeats late and is to be kept',
    `b,c\n${rows(40_000, (row) => `r${row % 39_999},${row},1`)}`,
    { index: 'keep' },
  ],
  [
    'a last column that is empty until late, and distinct first cells',
    `b,c\n${rows(40_000, (row) => `r${row},${row},${row < 39_000 ? '' : 1}`)}`,
  ],
  [
    'a last column that is empty until late',
    `b,c\n${rows(40_000, (row) => `r${row % 7},${row},${row < 39_000 ? '' : 1}`)}`,
  ],
])('the store reads a table with %s as the reader in memory does', async (_, text, read) => {
  const { small, large } = await both(text, read);
  expect(large).toEqual(small);
});

test('the store reads a table with a character that is no UTF-8 as the reader in memory does', async () => {
  const text = withLate((row) => `${row},w${row % 9}`, '5,Gr\u00f6\u00dfe');
  const { small, large } = await both(Buffer.from(text, 'latin1'));
  expect(large).toEqual(small);
});

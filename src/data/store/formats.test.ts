import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { cellAt, countOf } from '../shapes/cells.ts';
import type { Table } from '../table/table.ts';
import { readAnyTable } from './readAnyTable.ts';
import { openSources } from './sources.ts';
import { openStore } from './store.ts';
import type { Store } from './store.ts';

let cache = '';
let folder = '';
let store: Store;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'll-formats-cache-'));
  store = openStore({ folder: cache, memoryLimitBytes: 2 ** 29, cacheLimitBytes: 2 ** 30 });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-formats-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(async () => {
  await store.close();
  await rm(cache, { recursive: true, force: true });
});

const read = (path: string) => readAnyTable(store)(path);

async function columnsOf(table: Table) {
  const columns = await Promise.all(
    table.columns.map(async (name, index) => {
      const cells = await table.cells(index);
      return [name, Array.from({ length: countOf(cells) }, (_, row) => cellAt(cells, row))];
    }),
  );
  return Object.fromEntries(columns);
}

async function textsOf(table: Table) {
  const texts: string[] = [];
  for await (const batch of table.texts()) texts.push(...batch);
  return texts;
}

async function parquet(name: string, select: string): Promise<string> {
  const path = join(folder, name);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  return path;
}

test('Parquet is read with its types, and nested columns and bytes are left out', async () => {
  const path = await parquet(
    't.parquet',
    `SELECT i::INTEGER AS id, i / 4 AS share, CASE WHEN i = 1 THEN NULL ELSE i::DECIMAL(9, 2) + 0.25 END AS price,
       i % 2 = 0 AS "is even", 'w' || (i % 3) AS word, DATE '2024-01-01' + i::INTEGER AS day,
       TIMESTAMP '2024-01-01 12:30:00' + INTERVAL (i) HOUR AS seen, 9007199254740993 + i AS large,
       [i] AS list, {'a': i} AS parts, 'x'::BLOB AS raw, 'NaN'::DOUBLE AS nothing
     FROM range(0, 40) AS r(i)`,
  );
  const table = await read(path);
  expect(table.columns.map((name, index) => [name, table.types[index]?.type])).toEqual([
    ['id', 'integer'],
    ['share', 'decimal'],
    ['price', 'decimal'],
    ['is even', 'boolean'],
    ['word', 'text'],
    ['day', 'date'],
    ['seen', 'date'],
    ['large', 'text'],
    ['nothing', 'empty'],
  ]);
  expect(table.reading).toMatchObject({
    options: { format: 'parquet' },
    dropped: [
      { number: 9, name: 'list', why: 'nested' },
      { number: 10, name: 'parts', why: 'nested' },
      { number: 11, name: 'raw', why: 'bytes' },
    ],
  });
  expect(table.file.sha256).toBe(
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  );
  const { price, day, seen, large } = await columnsOf(table);
  expect(price.slice(0, 3)).toEqual([0.25, undefined, 2.25]);
  expect([day[1], seen[1]]).toEqual([Date.UTC(2024, 0, 2), Date.UTC(2024, 0, 1, 13, 30)]);
  expect(large[1]).toBe('9007199254740994');
  expect([table.headerText, (await textsOf(table))[1]]).toEqual([
    'id,share,price,is even,word,day,seen,large,nothing',
    '1,0.25,,false,w1,2024-01-02,2024-01-01T13:30:00.000Z,9007199254740994,',
  ]);
  expect(await table.lineOf(7)).toBe(8);
});

test('Parquet of lists alone, an empty one, and a file that is none are refused', async () => {
  const nested = await parquet('nested.parquet', 'SELECT [1] AS numbers');
  await expect(read(nested)).rejects.toMatchObject({ code: 'table-nested', facts: { column: 'numbers' } });
  const none = await parquet('none.parquet', 'SELECT 1 AS a WHERE false');
  await expect(read(none)).rejects.toMatchObject({ code: 'table-header-only' });
  const path = join(folder, 'text.parquet');
  await writeFile(path, 'a,b\n1,2\n');
  await expect(read(path)).rejects.toMatchObject({ code: 'file-parquet', facts: { file: path } });
  await writeFile(path, '');
  await expect(read(path)).rejects.toMatchObject({ code: 'table-empty' });
});

test('0 and 1 mean yes and no in stored tables too', async () => {
  const path = await parquet('bits.parquet', 'SELECT i % 2 AS bit, i % 3 AS three FROM range(0, 40) AS r(i)');
  const table = await read(path);
  expect(table.types.map(({ type, why }) => [type, why])).toEqual([
    ['integer', 'zero-or-one'],
    ['integer', 'whole-numbers'],
  ]);
});

test('JSON Lines are read by key, with keys that appear late, and lines stay as written', async () => {
  const path = join(folder, 't.jsonl');
  const lines = [
    '{"id": 12345678901234567, "size": 1.5, "ok": true, "tags": ["a"], "name": "A, \\"b\\""}',
    '',
    '{"size": null, "id": 12345678901234568, "late": 7}',
    '  {"size": 2, "ok": false, "name": "NA"}',
  ];
  await writeFile(path, `${lines.join('\n')}\n`);
  const table = await read(path);
  expect(await columnsOf(table)).toEqual({
    id: ['12345678901234567', '12345678901234568', undefined],
    size: [1.5, undefined, 2],
    ok: ['true', undefined, 'false'],
    name: ['A, "b"', undefined, undefined],
    late: [undefined, 7, undefined],
  });
  expect(table.reading.dropped).toEqual([{ number: 4, name: 'tags', why: 'nested' }]);
  expect(await textsOf(table)).toEqual(lines.filter((line) => line !== ''));
  expect(await table.lineOf(1)).toBe(3);
});

test.each([
  ['{"a": 1}\n{"a": \n', { code: 'json-line', facts: { line: 2, found: 'no-json' } }],
  ['{"a": 1}\n\n[1, 2]\n', { code: 'json-line', facts: { line: 3, found: 'list' } }],
  ['"a"\n', { code: 'json-line', facts: { line: 1, found: 'value' } }],
  ['{"a": [1]}\n{"a": {"b": 2}}\n', { code: 'table-nested', facts: { column: 'a' } }],
  ['\n\n', { code: 'table-empty' }],
])('the JSON Lines %j are refused with the line', async (text, failure) => {
  const path = join(folder, 't.ndjson');
  await writeFile(path, text);
  await expect(read(path)).rejects.toMatchObject(failure);
});

const csv = `x,word\n${Array.from({ length: 500 }, (_, row) => `${row},w${row % 3}\n`).join('')}`;

test.each([
  ['t.csv.gz', gzipSync(csv)],
  ['t.csv.zst', zstdCompressSync(csv)],
])('%s is read like the file in it', async (name, bytes) => {
  const [packed, plain] = [join(folder, name), join(folder, 'plain.csv')];
  await writeFile(packed, bytes);
  await writeFile(plain, csv);
  const [table, expected] = [await read(packed), await read(plain)];
  expect(await columnsOf(table)).toEqual(await columnsOf(expected));
  expect(await textsOf(table)).toEqual(await textsOf(expected));
  expect(table.reading).toEqual(expected.reading);
  expect(table.file.name).toBe(name);
  const asSuggested = await readAnyTable(store)(packed, table.reading.options);
  expect(await columnsOf(asSuggested)).toEqual(await columnsOf(expected));
});

test('a file that is not compressed as its name says, a cut one and one of other content are refused', async () => {
  const path = join(folder, 't.csv.gz');
  await writeFile(path, csv);
  await expect(read(path)).rejects.toMatchObject({ code: 'file-compressed' });
  const bytes = gzipSync(csv);
  await writeFile(path, bytes);
  await truncate(path, bytes.length - 20);
  await expect(read(path)).rejects.toMatchObject({ code: 'file-compressed' });
  await writeFile(path, zstdCompressSync(csv));
  await expect(read(path)).rejects.toMatchObject({ code: 'file-compressed' });
});

test('a small file that unpacks to gigabytes is refused, and nothing of it stays', async () => {
  const path = join(folder, 'bomb.csv.gz');
  // Members of gzip follow each other.
  const member = gzipSync(Buffer.alloc(16 * 1024 * 1024));
  await writeFile(path, Buffer.concat(Array.from({ length: 64 }, () => member)));
  await expect(read(path)).rejects.toMatchObject({ code: 'table-unpacked', facts: { ratio: 500 } });
});

test('a file that needs more room than there is for unpacked ones is refused for that', async () => {
  const path = join(folder, 'large.csv.gz');
  await writeFile(path, gzipSync(`x,y\n${'1,2\n3,4\n'.repeat(200_000)}`));
  const unpacking = { folder, limitBytes: 1_000_000 };
  const opening = openSources(path, unpacking);
  await expect(opening).rejects.toMatchObject({
    code: 'table-unpacked',
    facts: { file: path, limitBytes: 1_000_000 },
  });
  await expect(opening).rejects.not.toMatchObject({ facts: { ratio: 500 } });
});

test('a folder of files, and a pattern of their names, are one table', async () => {
  await writeFile(join(folder, 'part-1.csv'), 'x,word\n1,a\n2,b\n');
  await writeFile(join(folder, 'part-2.csv.gz'), gzipSync('x,word\n3,a\n4,c\n'));
  await writeFile(join(folder, 'notes.md'), 'no table');
  for (const path of [folder, join(folder, 'part-*')]) {
    const table = await read(path);
    expect(await columnsOf(table)).toEqual({ x: [1, 2, 3, 4], word: ['a', 'b', 'a', 'c'] });
    expect(await textsOf(table)).toEqual(['1,a', '2,b', '3,a', '4,c']);
  }
});

test('files of a folder with other columns are refused with the difference', async () => {
  const [first, second] = [join(folder, 'a.csv'), join(folder, 'b.csv')];
  await writeFile(first, 'x,word\n1,a\n2,b\n');
  await writeFile(second, 'x,kind\n3,a\n4,b\n');
  await expect(read(folder)).rejects.toMatchObject({
    code: 'tables-differ',
    facts: { first, file: second, column: 'word', isMissing: true },
  });
});

test('a folder of Parquet files is one table', async () => {
  await parquet('a.parquet', `SELECT i AS x, 'w' AS word FROM range(0, 3) AS r(i)`);
  await parquet('b.parquet', `SELECT i AS x, 'v' AS word FROM range(3, 5) AS r(i)`);
  expect(await columnsOf(await read(folder))).toEqual({
    x: [0, 1, 2, 3, 4],
    word: ['w', 'w', 'w', 'v', 'v'],
  });
});

test('a folder without tables is refused', async () => {
  await mkdir(join(folder, 'inner'));
  await expect(read(folder)).rejects.toMatchObject({ code: 'file-kind', facts: { found: 'folder' } });
});

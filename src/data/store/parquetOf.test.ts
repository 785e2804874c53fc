import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { DuckDBInstance } from '@duckdb/node-api';
import { cellAt } from '../shapes/cells.ts';
import { readTable } from '../table/readTable.ts';
import type { TablePart } from '../table/rowsInOrder.ts';
import type { Table } from '../table/table.ts';
import { parquetOf } from './parquetOf.ts';
import { openStore } from './store.ts';
import type { Store } from './store.ts';

let folder = '';
let store: Store;
beforeAll(async () => {
  store = openStore({
    folder: await mkdtemp(join(tmpdir(), 'll-parquet-cache-')),
    memoryLimitBytes: 2 ** 29,
    cacheLimitBytes: 2 ** 30,
  });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-parquet-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => store.close());

const csv = (rowCount: number) => {
  const lines = ['id,price,day,at,isOpen,answer,city,note'];
  for (let row = 0; row < rowCount; row += 1)
    lines.push(
      [
        row % 7 === 3 ? '' : row,
        row % 5 === 1 ? '' : (row * 0.1).toFixed(2),
        `2026-0${(row % 9) + 1}-1${row % 10}`,
        `2026-11-30T${String(row % 24).padStart(2, '0')}:30:00`,
        row % 2 === 0 ? 'true' : 'false',
        row % 3 === 0 ? 'yes' : 'no',
        row % 11 === 0 ? '' : ['Zürich', 'Köln', '東京'][row % 3],
        `"text ""${row}"", of its own"`,
      ].join(','),
    );
  return `${lines.join('\n')}\n`;
};

async function rowsIn(path: string) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const types = await (await connection.run(`DESCRIBE SELECT * FROM '${path}'`)).getRowsJson();
  const rows = await (await connection.run(`SELECT * FROM '${path}'`)).getRowsJson();
  connection.closeSync();
  return { types: Object.fromEntries(types.map(([name, type]) => [name, type])), rows };
}

async function written(table: Table, part?: TablePart) {
  const path = join(folder, 'written.parquet');
  await writeFile(path, parquetOf(table, part));
  return path;
}

async function cellsOf(table: Table) {
  const rows: unknown[][] = [];
  for await (const { rowCount, cells } of table.chunks([...table.columns.keys()]))
    for (let row = 0; row < rowCount; row += 1) rows.push(cells.map((column) => cellAt(column, row)));
  return rows;
}

test('Parquet keeps numbers, dates, booleans and words', async () => {
  const path = join(folder, 't.csv');
  await writeFile(path, csv(4));
  const { types, rows } = await rowsIn(await written(await readTable(path)));
  expect(types).toEqual({
    id: 'BIGINT',
    price: 'DOUBLE',
    day: 'DATE',
    at: 'TIMESTAMP',
    isOpen: 'BOOLEAN',
    answer: 'VARCHAR',
    city: 'VARCHAR',
    note: 'VARCHAR',
  });
  expect(rows[1]).toEqual([
    '1',
    null,
    '2026-02-11',
    '2026-11-30 01:30:00',
    false,
    'no',
    'Köln',
    'text "1", of its own',
  ]);
  expect(rows[3]).toEqual([
    null,
    0.3,
    '2026-04-13',
    '2026-11-30 03:30:00',
    false,
    'yes',
    'Zürich',
    'text "3", of its own',
  ]);
});

test('Parquet of each kind of table has the requested rows and columns, in order', async () => {
  const path = join(folder, 't.csv');
  await writeFile(path, csv(150_000));
  const inMemory = await readTable(path);
  const asParquet = await written(inMemory);
  const inDatabase = await store.read({ path: asParquet, read: {}, columns: {} });
  const inColumns = await store.read({ path, read: {}, columns: {} });
  expect(inColumns.share).toBeDefined();
  const all = await cellsOf(inMemory);
  const rows = Int32Array.from({ length: 5000 }, (_, at) => (at * 104_729 + 1) % 150_000);
  const columns = [7, 0, 3, 6];
  for (const table of [inMemory, inColumns, inDatabase]) {
    const copy = await store.read({ path: await written(table, { rows, columns }), read: {}, columns: {} });
    expect(copy.columns).toEqual(['note', 'id', 'at', 'city']);
    expect(await cellsOf(copy)).toEqual(
      Array.from(rows, (row) => columns.map((column) => all[row]?.[column])),
    );
    await copy.close();
    await rm(copy.path);
  }
  await inDatabase.close();
  await inColumns.close();
});

test('Parquet can have thousands of columns', async () => {
  const path = join(folder, 't.csv');
  const count = 5000;
  const header = Array.from({ length: count }, (_, at) => `c${at}`);
  const row = (of: number) => header.map((_, at) => (at % 2 === 0 ? at * of : `w${at % 7}${of}`));
  await writeFile(path, `${[header, row(1), row(2), row(3)].map((cells) => cells.join(',')).join('\n')}\n`);
  const { rows } = await rowsIn(await written(await readTable(path)));
  expect(rows.map((cells) => cells.map(String))).toEqual(
    [row(1), row(2), row(3)].map((cells) => cells.map(String)),
  );
});

test('Parquet stores whole numbers that are not exact in a double as doubles', async () => {
  const path = join(folder, 't.csv');
  await writeFile(path, 'n,word\n9007199254740994,a\n1,b\n');
  const table = await readTable(path, {}, { n: { meaning: 'integer' } });
  const { types, rows } = await rowsIn(await written(table));
  expect(types['n']).toBe('DOUBLE');
  expect(rows[0]?.[0]).toBe(9_007_199_254_740_994);
});

test('writing Parquet reports progress, and leaves nothing behind when cancelled', async () => {
  const path = join(folder, 't.csv');
  await writeFile(path, csv(100_000));
  const table = await readTable(path);
  const controller = new AbortController();
  // Other processes use the system's own folder.
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const left = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('linear-learner-'));
  const before = await left();
  const done: number[] = [];
  const onProgress = ({ done: rows }: { readonly done: number }) => {
    done.push(rows);
    controller.abort();
  };
  const bytes = parquetOf(table, {}, { signal: controller.signal, onProgress });
  await expect(bytes.next()).rejects.toThrow('aborted');
  expect(done).toEqual([65_536]);
  expect(await left()).toEqual(before);
});

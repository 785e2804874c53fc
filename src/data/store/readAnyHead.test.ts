import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellAt } from '../shapes/cells.ts';
import { openCalls } from '../engine/calls.ts';
import { openTables } from '../engine/tables.ts';
import type { Profile } from '../shapes/profile.ts';
import { readAnyHead } from './readAnyHead.ts';
import { readAnyTable } from './readAnyTable.ts';
import { openStore } from './store.ts';
import type { Store } from './store.ts';

let folder = '';
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-head-'));
  store = openStore({ folder: join(folder, 'cache'), memoryLimitBytes: 2 ** 29, cacheLimitBytes: 2 ** 30 });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const readHead = (path: string) => readAnyHead(store)(path);

async function written(name: string, content: string | Buffer, encoding: BufferEncoding = 'utf8') {
  const path = join(folder, name);
  await writeFile(path, content, encoding);
  return path;
}

const share = (row: number) => (((row * 7919) % 100_003) / 1009).toFixed(4);
const rows = (count: number) =>
  Array.from({ length: count }, (_, row) => `${row},Köln,${share(row)}\n`).join('');
const csv = (count: number) => `id,city,share\n${rows(count)}`;
const objects = (count: number) =>
  Array.from(
    { length: count },
    (_, row) => `{"id": ${row}, "city": "Köln", "list": [${row}], "share": ${share(row)}}\n`,
  ).join('');

async function expectHead(path: string, rowCount: number) {
  const head = await readHead(path);
  if (head === undefined) throw new Error('There is no head');
  const { table } = head;
  expect(table.columns).toEqual(['id', 'city', 'share']);
  expect(table.rowCount).toBeGreaterThan(5000);
  expect(table.rowCount).toBeLessThan(rowCount / 4);
  const last = table.rowCount - 1;
  const cells = await Promise.all(table.columns.map((_, column) => table.cells(column)));
  expect(cells.map((column) => cellAt(column, last))).toEqual([last, 'Köln', Number(share(last))]);
  expect(Math.abs(head.rowCount / rowCount - 1)).toBeLessThan(0.2);
  await head.close();
  return head;
}

test.each(['utf8', 'utf16le'] as const)(
  'the head of a large file in %s has its first rows',
  async (encoding) => {
    const bom = encoding === 'utf16le' ? '\uFEFF' : '';
    const path = await written('large.csv', bom + csv(400_000), encoding);
    expect(await expectHead(path, 400_000)).toMatchObject({ isEstimate: true });
  },
);

test.each([
  ['csv.gz', () => gzipSync(csv(400_000), { level: 1 })],
  ['csv.zst', () => zstdCompressSync(csv(400_000))],
  ['jsonl', () => objects(200_000)],
  ['jsonl.gz', () => gzipSync(objects(400_000), { level: 1 })],
  ['ndjson.zst', () => zstdCompressSync(objects(400_000))],
])('the head of a large .%s has its first rows', async (ending, content) => {
  const path = await written(`large.${ending}`, content());
  expect(await expectHead(path, ending === 'jsonl' ? 200_000 : 400_000)).toMatchObject({ isEstimate: true });
});

test('the head of a large folder has the first rows of its first file, and an estimate for all of them', async () => {
  await mkdir(join(folder, 'parts'));
  for (const part of [1, 2]) await written(`parts/${part}.csv`, csv(200_000));
  const { table } = await expectHead(join(folder, 'parts'), 400_000);
  expect(table.file.name).toBe('parts');
});

test('the head of a large Parquet file has its first rows, and their exact number', async () => {
  const path = join(folder, 'large.parquet');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    `COPY (SELECT i AS id, 'Köln' AS city, [i] AS list, round(((i * 7919) % 100003) / 1009, 4) AS share
       FROM range(0, 300001) AS r(i)) TO '${path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  expect(await expectHead(path, 300_001)).toMatchObject({ rowCount: 300_001, isEstimate: false });
});

test('a large JSON Lines file is described from its head, then from all rows', async () => {
  const path = await written('described.jsonl', objects(120_000));
  const calls = openCalls(openTables(readAnyTable(store)), readAnyHead(store));
  const partials: Profile[] = [];
  const onPartial = (partial: Profile) => void partials.push(partial);
  const exact = await calls.profile({ path }, { onPartial });
  expect(partials.map(({ shown }) => shown)).toEqual([
    { kind: 'sample', rows: expect.any(Number), of: expect.any(Number), isEstimate: true },
  ]);
  const meanings = ({ columns }: Profile) => columns.map(({ name, type }) => [name, type]);
  expect(partials.map(meanings)).toEqual([meanings(exact)]);
  expect(exact).toMatchObject({ shown: { kind: 'exact' }, rowCount: 120_000 });
});

test('the head of a wide file has a few dozen rows', async () => {
  const line = `${Array.from({ length: 15_000 }, (_, column) => column).join(',')}\n`;
  const names = `${Array.from({ length: 15_000 }, (_, column) => `c${column}`).join(',')}\n`;
  const head = await readHead(await written('wide.csv', names + line.repeat(80)));
  expect(head?.table.rowCount).toBeGreaterThanOrEqual(50);
});

test.each([
  ['a small file', 'small.csv', 'a,b\n1,2\n'],
  ['a file whose first row never ends', 'long.csv', 'x'.repeat(20_000_000)],
  ['a file that is no Parquet', 'other.parquet', rows(400_000)],
  ['a file that is not compressed', 'other.csv.gz', rows(400_000)],
])('%s has no head of its own', async (_, name, text) => {
  expect(await readHead(await written(name, text))).toBeUndefined();
});

test('a file that is not there has no head', async () => {
  expect(await readHead(join(folder, 'missing.csv'))).toBeUndefined();
});

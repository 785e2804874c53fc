import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { besideFile } from '../../files/besideFile.ts';
import { writeRecordIO } from '../../learner/formats/recordio.ts';
import { writeSparseRecordIO } from '../../learner/formats/sparseRecordio.ts';
import { cellAt } from '../shapes/cells.ts';
import { fileFormats } from '../shapes/conversion.ts';
import { readAnyTable } from '../store/readAnyTable.ts';
import type { ReadTable } from '../store/readAnyTable.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import { convertFile } from './convertFile.ts';
import type { ConvertRequest } from './convertFile.ts';
import { recordColumns, recordsAsCsv } from './recordsAsCsv.ts';
import { inOwnFolder } from './shards.ts';

let cache = '';
let folder = '';
let store: Store;
let tableAt: ReadTable;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'll-convert-cache-'));
  store = openStore({ folder: cache, memoryLimitBytes: 2 ** 29, cacheLimitBytes: 2 ** 30 });
  tableAt = readAnyTable(store);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-convert-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(async () => {
  await store.close();
  await rm(cache, { recursive: true, force: true });
});

const convert = (request: ConvertRequest) => convertFile(request, {}, tableAt);

async function only(request: ConvertRequest): Promise<string> {
  const { paths } = await convert(request);
  expect(paths).toHaveLength(1);
  return paths[0] ?? '';
}

async function rowsOf(path: string): Promise<unknown[][]> {
  const table = await tableAt(path);
  const rows: unknown[][] = [[...table.columns]];
  for await (const { rowCount, cells } of table.chunks([...table.columns.keys()]))
    for (let row = 0; row < rowCount; row += 1) rows.push(cells.map((column) => cellAt(column, row)));
  await table.close?.();
  return rows;
}

const csv = `id,price,day,city,isOpen\n${Array.from({ length: 40 }, (_, row) =>
  [
    row + 1000,
    row % 6 === 0 ? '' : (row * 1.25 + 0.5).toFixed(2),
    `2026-03-${String((row % 28) + 1).padStart(2, '0')}`,
    row % 7 === 0 ? '' : `"${['Köln', 'a, b', '"q"', '東京'][row % 4]?.replaceAll('"', '""')}"`,
    row % 2 === 0,
  ].join(),
).join('\n')}\n`;

test('CSV, Parquet and JSON Lines convert to each other without loss', async () => {
  const start = join(folder, 't.csv');
  await writeFile(start, csv);
  const rows = await rowsOf(start);
  for (const first of ['parquet', 'jsonl', 'csv'] as const) {
    const between = await only({ path: start, to: first });
    expect(await rowsOf(between), first).toEqual(rows);
    for (const to of ['csv', 'parquet', 'jsonl'] as const)
      expect(await rowsOf(await only({ path: between, to })), `${first} to ${to}`).toEqual(rows);
  }
});

test('dates with times keep them at midnight too, and words the blanks around them', async () => {
  const start = join(folder, 't.csv');
  const lines = Array.from(
    { length: 40 },
    (_, row) =>
      `2026-03-${String(1 + (row >> 1)).padStart(2, '0')} ${row % 2 === 0 ? '08:30:00' : '00:00:00'},  w${row} ,${row}`,
  );
  await writeFile(start, `at,word,n\n${lines.join('\n')}\n`);
  const rows = await rowsOf(start);
  expect(rows.slice(1).every(([at]) => typeof at === 'number')).toBe(true);
  for (const first of fileFormats.filter((to) => to !== 'recordio')) {
    const between = await only({ path: start, to: first });
    expect(await rowsOf(between), first).toEqual(rows);
    for (const to of fileFormats.filter((format) => format !== 'recordio'))
      expect(await rowsOf(await only({ path: between, to })), `${first} to ${to}`).toEqual(rows);
  }
});

const float = fc.float({ noNaN: true, noDefaultInfinity: true });

test('records survive a round trip through a table, whatever their numbers', async () => {
  const path = join(folder, 'r.pbr');
  const shape = fc.record({
    rowCount: fc.integer({ min: 1, max: 12 }),
    columnCount: fc.integer({ min: 1, max: 5 }),
  });
  const records = shape.chain(({ rowCount, columnCount }) =>
    fc.record({
      features: fc
        .array(float, { minLength: rowCount * columnCount, maxLength: rowCount * columnCount })
        .map((values) => ({
          rowCount,
          columnCount,
          values: Float32Array.from(values, (value) => value + 0),
        })),
      labels: fc
        .array(float, { minLength: rowCount, maxLength: rowCount })
        .map((values) => Float32Array.from(values, (value) => value + 0)),
      isSparse: fc.boolean(),
    }),
  );
  await fc.assert(
    fc.asyncProperty(
      records,
      fc.constantFrom(...fileFormats.filter((to) => to !== 'recordio')),
      async (drawn, to) => {
        const { features, labels, isSparse } = drawn;
        const dense = writeRecordIO(features, labels);
        await writeFile(path, isSparse ? writeSparseRecordIO(features, labels) : dense);
        const table = await only({ path, to });
        // Counters are not detected as codes or dates.
        const columns = Object.fromEntries(
          ['label', ...Array.from({ length: features.columnCount }, (_, at) => `f${at}`)].map((name) => [
            name,
            { meaning: 'decimal' as const },
          ]),
        );
        const again = await only({ path: table, to: 'recordio', target: 'label', columns });
        expect(new Uint8Array(await readFile(again))).toEqual(dense);
        await rm(table);
        await rm(again);
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);

const fixture = (name: string) =>
  new URL(`../../../test/fixtures/recordio/${name}`, import.meta.url).pathname;

test.each([
  ['dense_10x3_float64_label.pbr', 4, 11],
  ['dense_10x3_int64_label.pbr', 4, 11],
  ['dense_2x2_int64_negative.pbr', 2, 3],
  ['sparse_6x300_float32_label.pbr', 301, 7],
] as const)('%s becomes CSV with a header', async (name, columnCount, lineCount) => {
  const path = join(folder, name);
  await writeFile(path, await readFile(fixture(name)));
  const lines = (await readFile(await only({ path, to: 'csv' }), 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(lineCount);
  for (const line of lines) expect(line.split(',')).toHaveLength(columnCount);
  expect(lines[0]?.split(',').at(-1)).toMatch(/^f\d+$/);
});

test('shards contain all rows in order, and new shards never overwrite old ones', async () => {
  const path = join(folder, 't.csv');
  const lines = Array.from({ length: 3000 }, (_, row) => `${row},${row * 2}`);
  await writeFile(path, `a,b\n${lines.join('\n')}\n`);
  for (const [to, ending] of [
    ['csv', '.csv'],
    ['jsonl', '.jsonl'],
    ['parquet', '.parquet'],
    ['recordio', '.pbr'],
  ] as const) {
    const { paths, rowCount } = await convert({ path, to, target: 'b', shardMegabytes: 0.01 });
    expect(rowCount).toBe(3000);
    expect(paths.length).toBeGreaterThan(2);
    const names = paths.map((_, shard) => `part-${String(shard).padStart(5, '0')}${ending}`);
    expect(paths.map((one) => basename(one))).toEqual(names);
    const first: unknown[] = [];
    for (const shard of paths) {
      const table = to === 'recordio' ? await only({ path: shard, to: 'csv' }) : shard;
      const [columns = [], ...rows] = await rowsOf(table);
      for (const row of rows) first.push(row[columns.indexOf(to === 'recordio' ? 'f0' : 'a')]);
      if (to === 'recordio') await rm(table);
    }
    expect(first).toEqual(lines.map((_, row) => row));
  }
  expect((await readdir(folder)).toSorted()).toEqual([
    't-2-shards',
    't-3-shards',
    't-4-shards',
    't-shards',
    't.csv',
  ]);
});

test('files that are written at once for one name go into a folder each', async () => {
  const folderOf = besideFile(join(folder, 't.csv'), '-shards', '');
  const both = await Promise.all([1, 2].map(() => inOwnFolder(folderOf, async (own) => basename(own))));
  expect(both.toSorted()).toEqual(['t-2-shards', 't-shards']);
});

test('shards that cannot be written leave no folder', async () => {
  const path = join(folder, 't.csv');
  await writeFile(path, 'a,b\n1,2\n3,4\n5,6\n');
  const stopped = AbortSignal.abort();
  await expect(
    convertFile({ path, to: 'csv', shardMegabytes: 0.001 }, { signal: stopped }, tableAt),
  ).rejects.toMatchObject({ name: 'AbortError' });
  expect(await readdir(folder)).toEqual(['t.csv']);
});

test('columns of words are refused by name in RecordIO, or left out', async () => {
  const path = join(folder, 't.csv');
  await writeFile(path, csv.replaceAll(/,,/g, ',1,'));
  await expect(convert({ path, to: 'recordio', target: 'id' })).rejects.toMatchObject({
    code: 'columns-not-numeric',
    facts: { columns: ['day', 'city'], count: 2 },
  });
  expect(await readdir(folder)).toEqual(['t.csv']);
  const records = await only({ path, to: 'recordio', target: 'id', leavesOutWords: true });
  expect((await readFile(await only({ path: records, to: 'csv' }), 'utf8')).split('\n').slice(0, 2)).toEqual([
    'label,f0,f1',
    '1000,1,1',
  ]);
});

test('truncated records are refused with their offset, and no file is left behind', async () => {
  const path = join(folder, 'r.pbr');
  const whole = writeRecordIO({ rowCount: 9, columnCount: 3, values: new Float32Array(27) });
  await writeFile(path, whole.subarray(0, whole.length - 5));
  for (const to of ['csv', 'parquet'] as const)
    await expect(convert({ path, to })).rejects.toMatchObject({
      code: 'recordio-corrupt',
      facts: { record: 9, offset: (whole.length / 9) * 8 },
    });
  expect(await readdir(folder)).toEqual(['r.pbr']);
});

test('sparse records that declare more columns than a table can have are refused', async () => {
  const path = join(folder, 'wide.pbr');
  const columnCount = 25_000;
  const features = { rowCount: 1, columnCount, values: new Float32Array(columnCount) };
  await writeFile(path, writeSparseRecordIO(features, Float32Array.of(1)));
  for (const to of ['csv', 'parquet'] as const)
    await expect(convert({ path, to })).rejects.toMatchObject({
      code: 'table-too-wide',
      facts: { columnCount: columnCount + 1 },
    });
  expect(await readdir(folder)).toEqual(['wide.pbr']);
});

test('records that are replaced while they are converted leave nothing', async () => {
  const path = join(folder, 'r.pbr');
  const records = (rowCount: number) =>
    writeRecordIO({ rowCount, columnCount: 3, values: new Float32Array(3 * rowCount) });
  await writeFile(path, records(1000));
  const facts = await recordColumns(path);
  for (const count of [999, 1001]) {
    await writeFile(path, records(count));
    const readAll = async () => {
      for await (const lines of recordsAsCsv(path, facts)) expect(lines.length).toBeGreaterThan(0);
    };
    await expect(readAll()).rejects.toMatchObject({ code: 'file-changed' });
  }
});

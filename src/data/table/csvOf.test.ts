import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cellAt } from '../shapes/cells.ts';
import { csvOf } from './csvOf.ts';
import { readTable } from './readTable.ts';
import { rowsInOrder } from './rowsInOrder.ts';
import type { TablePart } from './rowsInOrder.ts';
import type { Table } from './table.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-csv-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function read(text: string) {
  const path = join(folder, 't.csv');
  await writeFile(path, text);
  return readTable(path);
}

async function textOf(table: Table, part?: TablePart) {
  let text = '';
  for await (const bytes of csvOf(table, part)) text += Buffer.from(bytes).toString();
  return text;
}

test('CSV has plain numbers, ISO 8601 dates, quoted words and empty cells for missing values', async () => {
  const table = await read('price;day;name\n1.234,5;31.12.2026;"a, ""b"""\n;01.02.2026;c\n2,25;;\n');
  expect(await textOf(table)).toBe('price,day,name\n1234.5,2026-12-31,"a, ""b"""\n,2026-02-01,c\n2.25,,\n');
});

test('CSV of a single column never has blank lines', async () => {
  const table = await read('a,b\n1,x\n,y\n3,z\n');
  const text = await textOf(table, { columns: [0] });
  expect(text).toBe('a\n1\n""\n3\n');
  expect((await read(text)).rowCount).toBe(3);
});

test('rows in any order come in parts that fit into memory', async () => {
  const rowCount = 3000;
  const lines = Array.from({ length: rowCount }, (_, row) => `${row},w${row % 5},t${row}`);
  const table = await read(`n,w,t\n${lines.join('\n')}\n`);
  const descending = Int32Array.from({ length: rowCount }, (_, row) => rowCount - 1 - row);
  const ascending = Int32Array.from({ length: 100 }, (_, at) => at * 30);
  for (const rows of [descending, ascending]) {
    const found: unknown[] = [];
    const sizes: number[] = [];
    for await (const { rowCount: count, cells } of rowsInOrder(
      table,
      { rows, columns: [2, 0] },
      {},
      64_000,
    )) {
      sizes.push(count);
      for (let row = 0; row < count; row += 1) found.push(cells.map((column) => cellAt(column, row)));
    }
    expect(found).toEqual(Array.from(rows, (row) => [`t${row}`, row]));
    expect(sizes.length > 1).toBe(rows === descending);
  }
});

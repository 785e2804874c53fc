import { expect, test } from 'vitest';
import { parseTable } from '../table/readTable.ts';
import type { Table } from '../table/table.ts';
import { holdColumns } from './holdColumns.ts';

const lines = Array.from({ length: 30 }, (_, row) => `${row},${['a', 'b', ''][row % 3]},${2 * row}`);
const table = parseTable(Buffer.from(`x,job,y\n${lines.join('\n')}\n`), 't.csv');

/** A table that notes which columns are read. */
function watched() {
  const read: string[] = [];
  const noting: Table = {
    ...table,
    cells: (column, signal) => {
      read.push(`cells of ${column}`);
      return table.cells(column, signal);
    },
    chunks: (columns, signal) => {
      read.push(`chunks of ${columns.join()}`);
      return table.chunks(columns, signal);
    },
  };
  return { noting, read };
}

const chunksIn = async (of: Table, columns: readonly number[]) => {
  const found = [];
  for await (const { from, rowCount, cells } of of.chunks(columns)) found.push({ from, rowCount, cells });
  return found;
};

test('a column that is held is read once, whole or in chunks', async () => {
  const { noting, read } = watched();
  const held = holdColumns(noting, ['x', 'job']);
  for (const column of [0, 1, 0]) expect(await held.cells(column)).toEqual(await table.cells(column));
  expect(await chunksIn(held, [1, 0])).toEqual(await chunksIn(table, [1, 0]));
  expect(read).toEqual(['cells of 0', 'cells of 1']);
  await held.cells(2);
  await held.cells(2);
  expect(await chunksIn(held, [0, 2])).toEqual(await chunksIn(table, [0, 2]));
  expect(read.slice(2)).toEqual(['cells of 2', 'cells of 2', 'chunks of 0,2']);
});

test('columns that do not fit into memory together are read each time', async () => {
  const { noting, read } = watched();
  const held = holdColumns(noting, ['x', 'job'], 2 * 30 * 8 - 1);
  await held.cells(0);
  await held.cells(0);
  expect(read).toEqual(['cells of 0', 'cells of 0']);
});

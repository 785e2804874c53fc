import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { GridSort } from '../shapes/gridView.ts';
import { parseTable } from '../table/readTable.ts';
import { viewRows } from './viewRows.ts';

interface SortedRows {
  readonly csv: string;
  readonly cases: readonly { readonly sort: GridSort[]; readonly rows: readonly number[] }[];
}

const fixture = join(import.meta.dirname, '..', '..', '..', 'test', 'fixtures', 'sortedRows.json');
// SAFETY: written by sortedRows.py beside it.
const { csv, cases } = JSON.parse(readFileSync(fixture, 'utf8')) as SortedRows;
const table = parseTable(Buffer.from(csv), 'sortedRows.csv');

test.each(cases)("rows are in pandas' order by $sort", async ({ sort, rows }) => {
  const { order } = await viewRows(table, { conditions: [], sort });
  expect([...(order ?? [])]).toEqual(rows);
});

import { expect, test } from 'vitest';
import { cellAt } from '../shapes/cells.ts';
import type { GridCondition, GridSort } from '../shapes/gridView.ts';
import { parseTable } from '../table/readTable.ts';
import type { Table } from '../table/table.ts';
import { drawnColumns, drawnTable, openDraws, pick } from './drawnTable.testing.ts';
import { viewRows } from './viewRows.ts';

const tableOf = (text: string) => parseTable(Buffer.from(text), 't.csv');

type Cell = string | number | undefined;

async function columnsOf(table: Table): Promise<Record<string, readonly Cell[]>> {
  const columns = await Promise.all(
    table.columns.map(async (name, index) => {
      const cells = await table.cells(index);
      return [name, Array.from({ length: table.rowCount }, (_, row) => cellAt(cells, row))] as const;
    }),
  );
  return Object.fromEntries(columns);
}

/** Exact, of texts of decimals without an exponent. */
function compareExactly(a: string, b: string): number {
  const scaled = (text: string) => {
    const [whole = '', fraction = ''] = text.split('.');
    return BigInt(`${whole}${fraction.padEnd(6, '0')}`);
  };
  const [x, y] = [scaled(a), scaled(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

const codePoints = (text: string) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
const isPlainNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text);

/** The naive reference. */
function compareCells(name: string, a: Cell, b: Cell, descending: boolean): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const ascending = compareValues(name, a, b);
  return descending ? -ascending : ascending;
}

function compareValues(name: string, a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [String(a), String(b)];
  if (name === 'yes') return Number(x === 'true') - Number(y === 'true');
  if (isPlainNumber(x) && isPlainNumber(y)) return compareExactly(x, y);
  if (isPlainNumber(x) !== isPlainNumber(y)) return isPlainNumber(x) ? -1 : 1;
  const [m, n] = [codePoints(x), codePoints(y)];
  for (let at = 0; at < Math.min(m.length, n.length); at += 1)
    if (m[at] !== n[at]) return (m[at] ?? 0) - (n[at] ?? 0);
  return m.length - n.length;
}

async function sortedPlainly(table: Table, sort: readonly GridSort[]): Promise<readonly number[]> {
  const columns = await columnsOf(table);
  return Array.from({ length: table.rowCount }, (_, row) => row).toSorted((a, b) => {
    for (const { column, descending } of sort) {
      const cells = columns[column] ?? [];
      const order = compareCells(column, cells[a], cells[b], descending);
      if (order !== 0) return order;
    }
    return 0;
  });
}

const seeds = Array.from({ length: 12 }, (_, seed) => seed + 1);

test.each(seeds)('generated table %i is sorted as plain JavaScript sorts it', async (seed) => {
  const table = tableOf(drawnTable(seed, 400));
  const draw = openDraws(seed + 1000);
  for (let round = 0; round < 6; round += 1) {
    const sort = Array.from({ length: 1 + Math.floor(draw() * 3) }, () => ({
      column: pick(draw, ['whole', ...drawnColumns]),
      descending: draw() < 0.5,
    }));
    const { order, rowCount } = await viewRows(table, { conditions: [], sort });
    expect(rowCount).toBe(table.rowCount);
    expect([...(order ?? [])], JSON.stringify(sort)).toEqual(await sortedPlainly(table, sort));
  }
});

test.each<[GridCondition, (cells: Readonly<Record<string, Cell>>) => boolean]>([
  [{ column: 'whole', above: 1 }, ({ whole }) => typeof whole === 'number' && whole > 1],
  [{ column: 'whole', in: [1, -2] }, ({ whole }) => whole === 1 || whole === -2],
  [{ column: 'whole', notIn: [1], isMissing: false }, ({ whole }) => whole !== undefined && whole !== 1],
  [
    { column: 'decimal', from: 0, to: 1 },
    ({ decimal }) => typeof decimal === 'number' && decimal >= 0 && decimal <= 1,
  ],
  [{ column: 'word', in: ['beta', 'Ähre'] }, ({ word }) => word === 'beta' || word === 'Ähre'],
  [{ column: 'word', contains: 'BETA' }, ({ word }) => word === 'beta' || word === 'Beta'],
  [{ column: 'word', contains: 'ä' }, ({ word }) => word === 'Ähre'],
  [{ column: 'date', below: '2021' }, ({ date }) => typeof date === 'number' && date < Date.UTC(2021, 0)],
  [{ column: 'date', in: ['2020-02-15'] }, ({ date }) => date === Date.UTC(2020, 1, 15)],
  [
    { column: 'date', contains: '2020-02' },
    ({ date }) => typeof date === 'number' && date >= Date.UTC(2020, 1) && date < Date.UTC(2020, 2),
  ],
  [{ column: 'large', contains: '0993' }, ({ large }) => large === '9007199254740993'],
  [{ column: 'whole', contains: '-' }, ({ whole }) => typeof whole === 'number' && whole < 0],
  [{ column: 'whole', isMissing: true }, ({ whole }) => whole === undefined],
])('the condition %j keeps exactly the rows that match', async (condition, holds) => {
  for (const seed of seeds.slice(0, 3)) {
    const table = tableOf(drawnTable(seed, 500));
    const columns = await columnsOf(table);
    const expected = Array.from({ length: table.rowCount }, (_, row) => row).filter((row) =>
      holds(Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells[row]]))),
    );
    const { order } = await viewRows(table, { conditions: [condition], sort: [] });
    expect([...(order ?? [])]).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  }
});

test('a filtered, searched and sorted view has the matching rows in order', async () => {
  const table = tableOf('n,w\n3,red\n1,Bred\n,red\n2,blue\n5,red\n4,\n');
  const view = {
    conditions: [{ column: 'n', below: 5 }],
    sort: [{ column: 'n', descending: true }],
    search: 'RED',
  };
  const { order, rowCount } = await viewRows(table, view);
  expect([...(order ?? [])]).toEqual([0, 1]);
  expect(rowCount).toBe(2);
});

test('a filter that nothing matches shows no row', async () => {
  const table = tableOf('n,w\n3,red\n1,blue\n');
  const view = {
    conditions: [{ column: 'w', contains: 'green' }],
    sort: [{ column: 'n', descending: false }],
  };
  expect(await viewRows(table, view)).toEqual({ rowCount: 0, order: new Int32Array(), sortNotes: [] });
});

test('a view without conditions or order has no row numbers', async () => {
  expect(await viewRows(tableOf('n,w\n3,red\n1,blue\n'), { conditions: [], sort: [] })).toEqual({
    rowCount: 2,
    order: undefined,
    sortNotes: [],
  });
});

test('sorting columns that mix numbers and words reports how they are ordered', async () => {
  const numbers = Array.from(
    { length: 60 },
    (_, at) => `${at % 20 === 7 ? 'Not Available' : at % 9},${at % 3 === 0 ? 'x' : at}`,
  );
  const table = tableOf(`n,m\n${numbers.join('\n')}\n`);
  const sort = ['m', 'n'].map((column) => ({ column, descending: false }));
  const { sortNotes } = await viewRows(table, { conditions: [], sort });
  expect(sortNotes).toEqual([
    { column: 'm', kind: 'numbersFirst', wordCount: 20 },
    { column: 'n', kind: 'wordsMissing', wordCount: 3 },
  ]);
});

test.each([
  [
    { conditions: [{ column: 'm', above: 1 }], sort: [] },
    { code: 'column-unknown', facts: { column: 'm', suggestion: 'n' } },
  ],
  [{ conditions: [{ column: 'm', contains: 'x' }], sort: [] }, { code: 'column-unknown' }],
  [{ conditions: [], sort: [{ column: 'm', descending: false }] }, { code: 'column-unknown' }],
  [
    { conditions: [{ column: 'n', above: 'abc' }], sort: [] },
    { code: 'row-rule', facts: { key: 'above', found: 'abc', compared: 'number' } },
  ],
])('the view %j is refused', async (view, failure) => {
  await expect(viewRows(tableOf('n,w\n3,red\n1,blue\n'), view)).rejects.toMatchObject(failure);
});

test('sorting stops when its signal is aborted', async () => {
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error('enough'));
  const sorting = viewRows(
    tableOf(drawnTable(1, 300)),
    { conditions: [], sort: [{ column: 'word', descending: false }] },
    { signal: controller.signal, onProgress },
  );
  await expect(sorting).rejects.toThrow('enough');
});

test('sorting that would exceed the memory limit is refused', async () => {
  const view = { conditions: [], sort: [{ column: 'n', descending: false }] };
  const table = tableOf('n,w\n3,red\n1,blue\n');
  await expect(viewRows(table, view, {}, 63)).rejects.toMatchObject({
    code: 'store-memory',
    facts: { limitBytes: 63 },
  });
  expect([...((await viewRows(table, view, {}, 64)).order ?? [])]).toEqual([1, 0]);
});

test('sorting many distinct words reports progress', async () => {
  const table = tableOf(
    `w,n\n${Array.from({ length: 9000 }, (_, at) => `w${(at * 7919) % 9001},${at}`).join('\n')}\n`,
  );
  const shares: number[] = [];
  const sort = ['w', 'n'].map((column) => ({ column, descending: false }));
  await viewRows(
    table,
    { conditions: [], sort },
    { onProgress: ({ done, total }) => shares.push(done / total) },
  );
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(new Set(shares).size).toBeGreaterThan(10);
  expect(shares[0]).toBe(0);
  expect(shares.at(-1)).toBeLessThan(1);
});

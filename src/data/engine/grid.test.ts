import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wholeTable } from '../shapes/gridView.ts';
import { openCalls } from './calls.ts';
import { openTables } from './tables.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-grid-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function written(name: string, csv: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, csv);
  return path;
}

const calls = openCalls(openTables());
const view = wholeTable;

test('rows of the whole table are returned column by column, in one form', async () => {
  const path = await written(
    'forms.csv',
    'n,d,w\n1.50,2026-01-02,a\nNA,2026-01-03 10:00:00,\n-2,,b\n3,2026-02-01,c\n',
  );
  expect(await calls.openGridView({ path, view })).toMatchObject({ rowCount: 4, totalRowCount: 4 });
  const rows = await calls.gridRows({ path, view, from: 1, count: 2, names: ['w', 'n'] });
  expect(rows).toEqual({
    rows: [2, 3],
    cells: [
      [null, 'b'],
      [null, '-2'],
    ],
  });
});

test('a long cell is truncated in a window and returned in full on its own', async () => {
  const long = 'x'.repeat(5000);
  const path = await written('long.csv', `a,b\n${long},1\ny,2\n`);
  const { cells, isCut } = await calls.gridRows({ path, view, from: 0, count: 2, names: ['a'] });
  expect(isCut).toBe(true);
  expect(cells[0]?.[0]).toBe(`${'x'.repeat(2000)}…`);
  expect(await calls.gridCell({ path, view, row: 1, column: 'a' })).toEqual({ text: long });
  expect(await calls.gridCell({ path, row: 3, column: 'a' })).toEqual({ text: null });
});

test('a response with many long cells stays below 1 MB', async () => {
  const cell = '\u0001é'.repeat(400);
  const path = await written('wide.csv', `a,b\n${`${cell},${cell}\n`.repeat(2000)}`);
  const answer = await calls.gridRows({ path, view, from: 0, count: 2000, names: ['a', 'b'] });
  expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(1_000_000);
  expect(answer.rows).toHaveLength(2000);
  expect(answer.isCut).toBe(true);
});

test('copied text quotes characters that would end a cell', async () => {
  const path = await written('quotes.csv', 'a,b\n"x\ty",1\n"say ""so""",2\nz,\n');
  expect(
    await calls.gridText({ path, view, from: 0, count: 9, names: ['b', 'a'], withHeader: true }),
  ).toEqual({ text: 'b\ta\n1\t"x\ty"\n2\t"say ""so"""\n\tz\n', rowCount: 3 });
});

test('a file that changed since the view was opened is refused', async () => {
  const path = await written('changing.csv', 'a,b\n1,x\n2,y\n');
  const { sha256 } = await calls.openGridView({ path, view });
  await written('changing.csv', 'a,b\n1,x\n2,y\n3,z\n');
  await expect(calls.gridRows({ path, view, sha256, from: 0, count: 9, names: ['a'] })).rejects.toMatchObject(
    { code: 'file-changed' },
  );
});

test('columns are returned with their meaning, histogram and most frequent values', async () => {
  const path = await written(
    'columns.csv',
    `n,w\n${Array.from({ length: 40 }, (_, at) => `${at}.5,${at % 3 === 0 ? 'x' : 'y'}`).join('\n')}\n`,
  );
  const { columns, columnCount, rowCount } = await calls.gridColumns({ path, firstColumn: 0 });
  expect({ columnCount, rowCount }).toEqual({ columnCount: 2, rowCount: 40 });
  expect(columns[0]).toMatchObject({ name: 'n', meaning: 'decimal', missingCount: 0 });
  expect(columns[0]?.bars?.counts.reduce((sum, count) => sum + count, 0)).toBe(40);
  expect(columns[1]?.topValues).toEqual([
    { value: 'y', count: 26 },
    { value: 'x', count: 14 },
  ]);
});

test('columns are outlined before their values are counted', async () => {
  const path = await written('outline.csv', 'n,w\n1.25,x\n2,y\n');
  expect(await calls.gridOutline({ path, firstColumn: 0 })).toEqual({
    rowCount: 2,
    columnCount: 2,
    firstColumn: 0,
    columns: [
      {
        name: 'n',
        type: 'decimal',
        meaning: 'decimal',
        isOutline: true,
        missingCount: 0,
        distinctCount: 0,
        decimals: 2,
      },
      { name: 'w', type: 'text', meaning: 'text', isOutline: true, missingCount: 0, distinctCount: 0 },
    ],
  });
  expect((await calls.gridOutline({ path, firstColumn: 1 })).columns.map(({ name }) => name)).toEqual(['w']);
});

test('a search steps through the cells of a view in both directions and wraps around', async () => {
  const path = await written('find.csv', 'n,a,b\n3,red,blue\n1,Red,RED\n2,green,\n4,,dark red\n');
  const sorted = { conditions: [], sort: [{ column: 'n', descending: false }] };
  const names = ['a', 'b'];
  const step = async (backwards: boolean) => {
    const hits = [];
    let at: { position: number; column?: string } = { position: 0 };
    for (let count = 0; count < 5; count += 1) {
      const hit = await calls.findInGrid({
        path,
        view: sorted,
        names,
        text: 'red',
        fromPosition: at.position,
        fromColumn: at.column,
        backwards,
      });
      hits.push(hit);
      if (hit !== undefined) at = hit;
    }
    return hits.map((hit) => `${hit?.position}${hit?.column}`);
  };
  expect(await step(false)).toEqual(['0a', '0b', '2a', '3b', '0a']);
  expect(await step(true)).toEqual(['0b', '0a', '3b', '2a', '0b']);
  const nothing = { path, view: sorted, names, text: 'purple', fromPosition: 0, backwards: false };
  expect(await calls.findInGrid(nothing)).toBeUndefined();
});

test('a data row is found at its position in a view', async () => {
  const path = await written('position.csv', 'n,a\n3,x\n1,y\n2,x\n');
  const sorted = { conditions: [{ column: 'a', in: ['x'] }], sort: [{ column: 'n', descending: false }] };
  expect(await calls.positionOfRow({ path, view: sorted, row: 1 })).toBe(1);
  expect(await calls.positionOfRow({ path, view: sorted, row: 2 })).toBeUndefined();
  expect(await calls.positionOfRow({ path, view, row: 3 })).toBe(2);
  expect(await calls.positionOfRow({ path, view, row: 4 })).toBeUndefined();
});

test('columns of a wide table come in pages below 1 MB', async () => {
  const names = Array.from({ length: 3000 }, (_, at) => `${'é'.repeat(100)}${at}`);
  const row = (step: number) => names.map((_, at) => (at % 2 === 0 ? at * step : 'w')).join(',');
  const path = await written(
    'columns3000.csv',
    `${[names.join(','), row(0.5), row(1.5), row(2)].join('\n')}\n`,
  );
  let firstColumn = 0;
  while (firstColumn < names.length) {
    const page = await calls.gridColumns({ path, firstColumn });
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(1_000_000);
    expect(page.columns[0]?.name).toBe(names[firstColumn]);
    expect(page.columns.length).toBeGreaterThan(0);
    firstColumn += page.columns.length;
  }
  expect(firstColumn).toBe(names.length);
});

test('text to copy comes in parts below 1 MB', async () => {
  const cell = 'é"'.repeat(150_000);
  const path = await written('parts.csv', `a,b\n${`"${cell.replaceAll('"', '""')}",1\n`.repeat(3)}`);
  let from = 0;
  const lines: string[] = [];
  while (from < 3) {
    const part = await calls.gridText({
      path,
      view,
      from,
      count: 3,
      names: ['a', 'b'],
      withHeader: from === 0,
    });
    expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(1_000_000);
    lines.push(part.text.slice(-4));
    from += part.rowCount;
  }
  expect(lines).toEqual(['"\t1\n', '"\t1\n', '"\t1\n']);
});

test('text to copy with long names above long cells stays below 1 MB', async () => {
  const names = Array.from({ length: 2000 }, (_, at) => `${'é'.repeat(300)}${at}`);
  const row = names.map((_, at) => `${'ü'.repeat(400)}${at}`).join(',');
  const path = await written('names.csv', `${names.join(',')}\n${row}\n${row}\n`);
  const request = { path, view, names, count: 2 };
  const first = await calls.gridText({ ...request, from: 0, withHeader: true });
  expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(1_000_000);
  expect(first.rowCount).toBe(1);
  const lines = first.text.trimEnd().split('\n');
  expect(lines.map((one) => one.split('\t').length)).toEqual([2000, 2000]);
  const second = await calls.gridText({ ...request, from: 1, withHeader: false });
  expect(second.rowCount).toBe(1);
});

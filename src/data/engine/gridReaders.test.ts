import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReaderThreads } from '../columnFiles/readerThreads.ts';
import { drawnColumns, drawnTable, openDraws, pick } from '../grid/drawnTable.testing.ts';
import { cellAt } from '../shapes/cells.ts';
import { wholeTable } from '../shapes/gridView.ts';
import type { GridView } from '../shapes/gridView.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import { readTable } from '../table/readTable.ts';
import { openCalls } from './calls.ts';
import { openTables } from './tables.ts';

let folder = '';
const stores: Store[] = [];
const refused = () => Promise.resolve('words' as const);
const noReaders: ReaderThreads = {
  open: () => ({
    readers: [{ read: refused, words: () => Promise.reject(new Error('no words')), change: async () => [] }],
    close: () => Promise.resolve(),
  }),
};

/** The engine over each kind of table: in memory, in a file of columns, in a database. */
function enginesOf() {
  const limits = { memoryLimitBytes: 2 ** 29, cacheLimitBytes: 2 ** 30 };
  const columns = openStore({ folder: join(folder, 'columns'), ...limits });
  const database = openStore({ folder: join(folder, 'database'), ...limits, readers: noReaders });
  stores.push(columns, database);
  const over = (store: Store) =>
    openCalls(
      openTables((path, read = {}, given = {}, work = {}) =>
        store.read({ path, read, columns: given }, work),
      ),
    );
  return [openCalls(openTables(readTable)), over(columns), over(database)] as const;
}

let engines: ReturnType<typeof enginesOf>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-grid-'));
  engines = enginesOf();
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await rm(folder, { recursive: true, force: true });
});

const views: readonly GridView[] = [
  { conditions: [], sort: [] },
  {
    conditions: [],
    sort: [
      { column: 'word', descending: true },
      { column: 'whole', descending: false },
    ],
  },
  { conditions: [{ column: 'whole', above: 0 }], sort: [{ column: 'date', descending: false }] },
  { conditions: [{ column: 'mixed', contains: 'n' }], sort: [{ column: 'large', descending: true }] },
  {
    conditions: [],
    sort: [
      { column: 'nearly', descending: false },
      { column: 'yes', descending: true },
    ],
    search: '7',
  },
];

test.each([1, 2, 3])('all kinds of table return the same rows to a grid (seed %i)', async (seed) => {
  const path = join(folder, `${seed}.csv`);
  await writeFile(path, drawnTable(seed, 3000));
  const shared = await Promise.all(
    stores.map(async (store) => (await store.read({ path, read: {}, columns: {} })).share),
  );
  expect(shared.map((share) => share !== undefined)).toEqual([true, false]);
  const draw = openDraws(seed);
  for (const view of views) {
    const names = Array.from({ length: 4 }, () => pick(draw, ['word', ...drawnColumns]));
    const windows = Array.from({ length: 5 }, () => ({
      from: Math.floor(draw() * 3000),
      count: 1 + Math.floor(draw() * 300),
    }));
    const text = pick(draw, ['20', 'BET', '9', 'true']);
    const answers = await Promise.all(
      engines.map(async (calls) => {
        const { rowCount, sortNotes } = await calls.openGridView({ path, view });
        const rows = [];
        for (const window of windows) rows.push(await calls.gridRows({ path, view, names, ...window }));
        const hit = await calls.findInGrid({
          path,
          view,
          names,
          text,
          fromPosition: 100,
          backwards: seed === 2,
        });
        const copied = await calls.gridText({ path, view, names, from: 5, count: 50, withHeader: true });
        return { rowCount, sortNotes, rows, hit, copied };
      }),
    );
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[0]?.rowCount).toBeGreaterThan(0);
  }
});

test('all kinds of table write the same rows of a view, as CSV and as Parquet', async () => {
  const path = join(folder, 'written.csv');
  await writeFile(path, drawnTable(4, 2000));
  const view: GridView = {
    conditions: [{ column: 'whole', from: 0 }],
    sort: [{ column: 'decimal', descending: true }],
  };
  const names = ['word', 'decimal', 'date', 'large'];
  const texts = [];
  for (const [at, calls] of engines.entries()) {
    const outputPath = join(folder, `written${at}.csv`);
    const { path: output, rowCount } = await calls.writeGridView({
      path,
      view,
      names,
      outputPath,
      format: 'csv',
    });
    expect(output).toBe(outputPath);
    texts.push({ rowCount, text: await readFile(output, 'utf8') });
  }
  expect(texts[1]).toEqual(texts[0]);
  expect(texts[2]).toEqual(texts[0]);
  const [memory, , database] = engines;
  const outputPath = join(folder, 'written.parquet');
  const { rowCount } = await memory.writeGridView({ path, view, names, outputPath, format: 'parquet' });
  const window = { from: 0, count: 2000, names };
  const again = await database.gridRows({ path: outputPath, view: wholeTable, ...window });
  expect(again.cells).toEqual((await memory.gridRows({ path, view, ...window })).cells);
  expect(again.rows).toHaveLength(rowCount);
  expect(texts[0]?.rowCount).toBe(rowCount);
});

test('writing a view never overwrites a file, and writes nothing when cancelled', async () => {
  const path = join(folder, 'beside.csv');
  await writeFile(path, 'a,b\n1,x\n2,y\n');
  const [calls] = engines;
  const request = {
    path,
    view: wholeTable,
    names: ['b'],
    outputPath: path,
    format: 'csv',
  } as const;
  const { path: output } = await calls.writeGridView(request);
  expect(output).toBe(join(folder, 'beside-2.csv'));
  expect(await readFile(output, 'utf8')).toBe('b\nx\ny\n');
  const cancelled = calls.writeGridView(
    { ...request, outputPath: join(folder, 'never.csv') },
    { signal: AbortSignal.abort(new Error('enough')) },
  );
  await expect(cancelled).rejects.toThrow('enough');
  await expect(readFile(join(folder, 'never.csv'))).rejects.toThrow('ENOENT');
});

test('all kinds of table return scattered rows in the order given, however many', async () => {
  const path = join(folder, 'far.csv');
  const rowCount = 120_000;
  const lines = Array.from(
    { length: rowCount },
    (_, row) => `${row / 4},${row % 7 === 0 ? '' : `w${row % 50}`}`,
  );
  await writeFile(path, `n,w\n${lines.join('\n')}\n`);
  const draw = openDraws(9);
  for (const count of [3, 500, 11_000]) {
    const rows = Int32Array.from(new Set(Array.from({ length: count }, () => Math.floor(draw() * rowCount))));
    for (const store of stores) {
      const table = await store.read({ path, read: {}, columns: {} });
      const [numbers, words] = await table.cellsAt(rows, [0, 1]);
      expect(Array.from(rows, (_, at) => numbers && cellAt(numbers, at))).toEqual(
        Array.from(rows, (row) => row / 4),
      );
      expect(Array.from(rows, (_, at) => words && cellAt(words, at))).toEqual(
        Array.from(rows, (row) => (row % 7 === 0 ? undefined : `w${row % 50}`)),
      );
    }
  }
});

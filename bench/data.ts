// Times the data layer on a table; prints a line of JSON. `figures FILE CACHE` from an open store, `opening FILE CACHE` for the first
// and the second look at a file, `prepare FILE CACHE FOLDER` for split, encoding and RecordIO, `grid FILE CACHE` for views of an open
// table, `relations FILE ENGINE CACHE` for pairs of its columns, `paint FILE ENGINE` for what a page waits for.
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readerThreads } from '../src/data/columnFiles/readerThreads.ts';
import { createEngine } from '../src/data/engine/client.ts';
import { openCalls } from '../src/data/engine/calls.ts';
import { openTables } from '../src/data/engine/tables.ts';
import { prepareRun } from '../src/data/preparation/prepare.ts';
import type { GridView } from '../src/data/shapes/gridView.ts';
import { figureThreads } from '../src/data/profile/figureThreads.ts';
import { figuresOf } from '../src/data/profile/tableFigures.ts';
import { readAnyTable } from '../src/data/store/readAnyTable.ts';
import { openStore } from '../src/data/store/store.ts';

const [, , task = '', path = '', second = '', third = ''] = process.argv;
const memoryLimitBytes = Number(process.env['MEMORY_LIMIT_BYTES'] ?? 2 ** 30);
const threads = figureThreads({
  count: availableParallelism(),
  script: new URL('./figureThread.mjs', import.meta.url),
  memoryBytes: memoryLimitBytes / 2,
});
const storeAt = (folder: string) =>
  openStore({
    folder,
    memoryLimitBytes,
    cacheLimitBytes: 20 * 2 ** 30,
    idleMs: 0,
    readers: readerThreads(availableParallelism(), new URL('./rowThread.mjs', import.meta.url)),
  });

async function timed<T>(work: () => Promise<T>): Promise<readonly [ms: number, result: T]> {
  const started = performance.now();
  const result = await work();
  return [performance.now() - started, result];
}

async function figures(cache: string) {
  const store = storeAt(cache);
  const table = await readAnyTable(store)(path);
  const before = process.memoryUsage.rss();
  const figuresMs: number[] = [];
  for (let round = 0; round < 3; round += 1)
    figuresMs.push((await timed(() => figuresOf(table, {}, threads)))[0]);
  await store.close();
  return { figuresMs, openMegabytes: before / 1e6 };
}

async function opening(cache: string) {
  rmSync(cache, { recursive: true, force: true });
  const first = storeAt(cache);
  const tables = openTables(readAnyTable(first));
  const [firstMs] = await timed(() => openCalls(tables, undefined, threads).profile({ path }));
  await first.close();
  return { firstMs };
}

/** In another process than the first opening. */
async function again(cache: string) {
  const [storedMs, store] = await timed(async () => {
    const opened = storeAt(cache);
    await readAnyTable(opened)(path);
    return opened;
  });
  await store.close();
  return { storedMs };
}

async function prepare(cache: string, folder: string) {
  const store = storeAt(cache);
  const tables = openTables(readAnyTable(store));
  const { experiment } = await openCalls(tables).suggestExperiment({ path, target: 'y' });
  const table = await tables.read(path);
  const [prepareMs] = await timed(() => prepareRun(table, experiment, join(folder, 'ours')));
  await store.close();
  return { prepareMs };
}

/** From a table that is already open; each view is a new one, so that none is cached. */
async function grid(cache: string) {
  const store = storeAt(cache);
  const calls = openCalls(openTables(readAnyTable(store)));
  const names = ['x0', 'x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'y', 'cat'];
  const far = { from: 2_000_000, count: 100, names };
  const sortBy = (...columns: string[]) => columns.map((column) => ({ column, descending: true }));
  const untouched = { conditions: [], sort: [] };
  const sorted = { conditions: [], sort: sortBy('x3') };
  const open = async (view: GridView) => (await timed(() => calls.openGridView({ path, view })))[0];
  await open(untouched);
  const windowMs = (await timed(() => calls.gridRows({ path, view: untouched, ...far })))[0];
  const sortMs = await open(sorted);
  const sortedWindowMs = (await timed(() => calls.gridRows({ path, view: sorted, ...far })))[0];
  const filterMs = await open({ conditions: [{ column: 'x2', above: 0.25 }], sort: [] });
  const sortTwoMs = await open({ conditions: [], sort: sortBy('cat', 'x1') });
  const searchWordMs = await open({ ...untouched, search: 'Viol' });
  const searchNumberMs = await open({ ...untouched, search: '12345' });
  const held = process.memoryUsage.rss();
  await store.close();
  return {
    windowMs,
    sortMs,
    sortedWindowMs,
    filterMs,
    sortTwoMs,
    searchWordMs,
    searchNumberMs,
    heldMegabytes: held / 1e6,
  };
}

/** Times ranking all columns by another target, and pairs of an open table. */
async function relations(modulePath: string, cacheFolder: string) {
  const settings = () => ({ cacheFolder, cacheLimitBytes: 20 * 2 ** 30, memoryLimitBytes });
  const engine = createEngine(modulePath, { settings });
  const { columns } = await engine.profile({ path });
  const [first = '', second = '', third = ''] = columns.map(({ name }) => name);
  const last = columns.at(-1)?.name ?? '';
  const [rankMs, ranking] = await timed(() => engine.rankRelations({ path, target: third }));
  const [closest] = ranking.related;
  const [targetViewMs] = await timed(() =>
    engine.relatePair({ path, x: closest?.name ?? first, y: third, target: third }),
  );
  const [pairMs, pair] = await timed(() => engine.relatePair({ path, x: first, y: second, target: third }));
  const [boxesMs] = await timed(() => engine.relatePair({ path, x: last, y: first, target: third }));
  await engine.dispose();
  return {
    targetViewMs: rankMs + targetViewMs,
    pairMs,
    boxesMs,
    pairKilobytes: JSON.stringify(pair).length / 1000,
  };
}

/** From the request of a page to the first figures that it can show, with the start of the process. */
async function paint(modulePath: string, cacheFolder: string) {
  const settings = () => ({ cacheFolder, cacheLimitBytes: 20 * 2 ** 30, memoryLimitBytes });
  const engine = createEngine(modulePath, { settings });
  const started = performance.now();
  let paintMs: number | undefined;
  const look = engine.profile({ path }, { onPartial: () => (paintMs ??= performance.now() - started) });
  await look;
  const exactMs = performance.now() - started;
  await engine.dispose();
  return { paintMs: paintMs ?? exactMs, exactMs };
}

const tasks: Readonly<Record<string, () => Promise<object>>> = {
  figures: () => figures(second),
  opening: () => opening(second),
  again: () => again(second),
  prepare: () => prepare(second, third),
  grid: () => grid(second),
  relations: () => relations(second, third),
  paint: () => paint(second, third),
};
const result = await tasks[task]?.();
console.log(JSON.stringify({ ...result, peakMegabytes: process.resourceUsage().maxRSS / 1000 }));

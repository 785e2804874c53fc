import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildEngine } from '../../../test/engineBundle.ts';
import { countOf } from '../shapes/cells.ts';
import { openStore } from '../store/store.ts';
import { readerThreads } from './readerThreads.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-threads-'));
  await buildEngine(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rowCount = 300_000;

async function table(): Promise<string> {
  const path = join(folder, 't.csv');
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const gap = row % 1009 === 0 ? '?' : String(row / 8);
    return `${gap},w${(row * 7919) % 5003},2024-01-${String(1 + (row % 28)).padStart(2, '0')},${row % 2 === 0 ? 'yes' : 'no'}\n`;
  });
  await writeFile(path, `x,word,day,flag\n${rows.join('')}`);
  const longAgo = new Date('2020-01-01');
  await utimes(path, longAgo, longAgo);
  return path;
}

const limits = { memoryLimitBytes: 2 ** 29, cacheLimitBytes: 2 ** 30 };
const script = () => pathToFileURL(join(folder, 'rowThread.mjs'));

test('three threads read the same table as one, and as the calling thread', async () => {
  const path = await table();
  const contents: unknown[] = [];
  for (const [name, readers] of [
    ['one', readerThreads(1, script())],
    ['three', readerThreads(3, script())],
    ['calling', undefined],
  ] as const) {
    const store = openStore({ folder: join(folder, name), ...limits, ...(readers && { readers }) });
    const found = await store.read({ path, read: {}, columns: {} });
    const cells = await Promise.all(found.columns.map((_, column) => found.cells(column)));
    let rows = 0;
    for await (const chunk of found.chunks([1, 3]))
      rows += chunk.cells[0] === undefined ? 0 : countOf(chunk.cells[0]);
    contents.push({
      cells,
      rows,
      types: found.types,
      file: found.file,
      facts: await found.facts(),
      counts: await found.counts(1, 3),
      middle: await found.written(150_000, 150_002),
      duplicates: await found.duplicateRowCount(),
    });
    await found.close();
    await store.close();
  }
  expect(contents[1]).toEqual(contents[0]);
  expect(contents[2]).toEqual(contents[0]);
  expect(contents[0]).toMatchObject({ rows: rowCount, duplicates: 0 });
});

test('an aborted reading ends its threads', async () => {
  const path = await table();
  const store = openStore({
    folder: join(folder, 'aborted'),
    ...limits,
    readers: readerThreads(2, script()),
  });
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error('enough'));
  const reading = store.read({ path, read: {}, columns: {} }, { signal: controller.signal, onProgress });
  await expect(reading).rejects.toThrow('enough');
  await store.close();
});

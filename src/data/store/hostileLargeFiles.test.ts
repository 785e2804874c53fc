import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { appendFile, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStore } from './store.ts';
import type { Store } from './store.ts';

let folder = '';
let cache = '';
let store: Store;
/** Tables that were read before their reading was stopped, of which the store keeps copies. */
let wholeTables = 0;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'll-hostile-cache-'));
  store = openStore({ folder: cache, memoryLimitBytes: 2 ** 28, cacheLimitBytes: 2 ** 30 });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-hostile-large-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(async () => {
  await store.close();
  const left = await readdir(cache);
  expect(left.filter((name) => name.startsWith('work-'))).toEqual([]);
  if (wholeTables === 0) expect(left).toEqual([]);
  await rm(cache, { recursive: true, force: true });
});

const read = (path: string, signal?: AbortSignal) => store.read({ path, read: {}, columns: {} }, { signal });

/** Writes `count` parts, so that a file may be larger than a text can be. */
async function written(name: string, head: string, part: string, count: number, end = ''): Promise<string> {
  const path = join(folder, name);
  const file = createWriteStream(path);
  file.write(head);
  for (let index = 0; index < count; index += 1) if (!file.write(part)) await once(file, 'drain');
  file.end(end);
  await once(file, 'close');
  return path;
}

/** What the work directory of the store has: nothing once a table was refused. */
async function leftovers() {
  const names = await readdir(cache);
  const work = names.filter((name) => name.startsWith('work-'));
  return (await Promise.all(work.map((name) => readdir(join(cache, name))))).flat();
}

const megabyte = 2 ** 20;

test.each<[string, () => Promise<string>, object]>([
  [
    'a line of 300 MB',
    () => written('t.csv', 'a,b\n1,2\n', 'x'.repeat(megabyte), 300, '\n'),
    { code: 'table-line', facts: { line: 3 } },
  ],
  [
    'a first line of 300 MB',
    () => written('t.csv', '', 'x'.repeat(megabyte), 300),
    { code: 'table-line', facts: { line: 1 } },
  ],
  [
    '100,000 columns',
    () => written('t.csv', `${'c,'.repeat(99_999)}c\n`, `${'1,'.repeat(99_999)}1\n`, 40),
    { code: 'table-too-wide', facts: { columnCount: 100_000 } },
  ],
  [
    'zero bytes',
    async () => {
      const path = join(folder, 't.csv');
      await writeFile(path, '');
      await truncate(path, 700 * megabyte);
      return path;
    },
    { code: 'table-binary', facts: { line: 1 } },
  ],
  [
    'a zero byte far down',
    () => written('t.csv', 'a,b\n', '1,2\n'.repeat(1000), 2000, '1,\0\n'),
    { code: 'table-binary', facts: { line: 2_000_002 } },
  ],
  [
    'a quote that is never closed',
    () => written('t.csv', 'a,b\n1,"2\n', '3,4\n'.repeat(1000), 2000),
    { code: 'table-quotes', facts: { line: 2 } },
  ],
  [
    'a quote far down that is never closed',
    () => written('t.csv', 'a,b\n', '3,4\n'.repeat(1000), 2000, `1,"2\n${'3,4\n'.repeat(500_000)}`),
    { code: 'table-quotes', facts: { line: 2_000_002 } },
  ],
  [
    'rows of another length in the middle',
    () => written('t.csv', 'a,b\n', `${'1,2\n'.repeat(900)}${'3\n'.repeat(100)}`, 2000),
    { code: 'table-ragged', facts: { line: 902, count: 200_000 } },
  ],
  ['nothing but line ends', () => written('t.csv', '', '\n'.repeat(megabyte), 8), { code: 'table-empty' }],
  [
    'a header and no rows',
    () => written('t.csv', 'a,b\n', '\n'.repeat(megabyte), 8),
    { code: 'table-header-only' },
  ],
])('a large file with %s is refused in words, and leaves nothing', async (_, make, failure) => {
  const path = await make();
  await expect(read(path)).rejects.toMatchObject(failure);
  expect(await leftovers()).toEqual([]);
});

test('prose in a large .txt file is no table', async () => {
  const path = await written(
    't.txt',
    '',
    'Dear reader, this is a letter.\nIt has lines; some are long\n\n',
    120_000,
  );
  await expect(read(path)).rejects.toMatchObject({ code: 'table-none' });
});

test('numbers beyond the largest count as missing in a large file', async () => {
  const path = await written('t.csv', 'a,b\n', '1.5,2\n'.repeat(1000), 1000, '1e999,3\n');
  const table = await read(path);
  expect(table.reading.words).toMatchObject([
    { column: 'a', cellCount: 1, words: [{ word: '1e999', count: 1, firstLine: 1_000_002 }] },
  ]);
  await table.close();
});

test('a large file that grows while it is read is refused or read as it was', async () => {
  const path = await written('t.csv', 'a,b\n', '1.5,2\n'.repeat(1000), 2000);
  const reading = read(path).then(
    async (table) => {
      await table.close();
      return table.rowCount;
    },
    (error: unknown) => error,
  );
  for (let row = 0; row < 50; row += 1) await appendFile(path, `${row},1\n`);
  const found = await reading;
  if (typeof found === 'number') expect(found).toBeGreaterThanOrEqual(2_000_000);
  else expect(found).toMatchObject({ code: 'file-changed' });
});

test('reading is stopped at any moment and leaves nothing', async () => {
  const fast = await written('fast.csv', 'a,b,word\n', '1.5,2,red\n'.repeat(1000), 2000);
  const slow = await written('slow.csv', '# log\na;b;word\n', '1,5;2;red\n'.repeat(1000), 500);
  for (let cancel = 0; cancel < 20; cancel += 1) {
    const controller = new AbortController();
    const reading = read(cancel % 2 === 0 ? fast : slow, controller.signal);
    const steps = (cancel / 20) * 200;
    for (let step = 0; step < steps; step += 1) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('cancelled'));
    await reading.then(
      (table) => {
        wholeTables += 1;
        return table.close();
      },
      (error: unknown) => expect(error).toMatchObject({ message: 'cancelled' }),
    );
    expect(await leftovers()).toEqual([]);
  }
});

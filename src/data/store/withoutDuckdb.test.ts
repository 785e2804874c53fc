import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readAnyTable } from './readAnyTable.ts';
import { openStore } from './store.ts';

vi.mock('@duckdb/node-api', () => {
  throw new Error('unsupported arch');
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-without-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('without DuckDB small files are read, and others say what is missing', async () => {
  const store = openStore({
    folder: join(folder, 'cache'),
    memoryLimitBytes: 2 ** 28,
    cacheLimitBytes: 2 ** 28,
  });
  const read = readAnyTable(store);
  const [small, lines] = [join(folder, 't.csv'), join(folder, 't.jsonl')];
  await writeFile(small, 'a,b\n1,2\n');
  await writeFile(lines, '{"a": 1}\n');
  expect((await read(small)).rowCount).toBe(1);
  await expect(read(lines)).rejects.toMatchObject({
    code: 'store-unavailable',
    facts: { platform: `${process.platform}-${process.arch}` },
  });
  await store.close();
});

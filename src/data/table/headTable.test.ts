import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readHead } from './headTable.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-head-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(name: string, text: string, encoding: BufferEncoding = 'utf8') {
  const path = join(folder, name);
  await writeFile(path, text, encoding);
  return path;
}

const rows = (count: number) =>
  Array.from({ length: count }, (_, row) => `${row},Köln,${(row / 8).toFixed(3)}\n`).join('');

test.each(['utf8', 'utf16le'] as const)(
  'the head of a large file in %s has its first rows',
  async (encoding) => {
    const bom = encoding === 'utf16le' ? '\ufeff' : '';
    const path = await written('large.csv', `${bom}id,city,share\n${rows(400_000)}`, encoding);
    const head = await readHead(path);
    expect(head?.table.columns).toEqual(['id', 'city', 'share']);
    const { rowCount = 0 } = head?.table ?? {};
    expect(rowCount).toBeGreaterThan(10_000);
    expect(await head?.table.written(rowCount - 1, rowCount)).toEqual([
      [String(rowCount - 1), 'Köln', ((rowCount - 1) / 8).toFixed(3)],
    ]);
    expect(Math.abs((head?.estimatedRowCount ?? 0) / 400_000 - 1)).toBeLessThan(0.2);
  },
);

test('the head of a wide file has a few dozen rows', async () => {
  const line = `${Array.from({ length: 15_000 }, (_, column) => column).join(',')}\n`;
  const names = `${Array.from({ length: 15_000 }, (_, column) => `c${column}`).join(',')}\n`;
  const head = await readHead(await written('wide.csv', names + line.repeat(80)));
  expect(head?.table.rowCount).toBeGreaterThanOrEqual(50);
});

test.each([
  ['a small file', 'small.csv', 'a,b\n1,2\n'],
  ['a file whose first row never ends', 'long.csv', 'x'.repeat(20_000_000)],
  ['a file of a format that is no text', 'other.parquet', rows(400_000)],
])('%s has no head of its own', async (_, name, text) => {
  expect(await readHead(await written(name, text))).toBeUndefined();
});

test('a file that is not there has no head', async () => {
  expect(await readHead(join(folder, 'missing.csv'))).toBeUndefined();
});

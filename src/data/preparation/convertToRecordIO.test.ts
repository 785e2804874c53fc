import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeRecordIO } from '../../learner/formats/recordio.ts';
import { parseTable } from '../table/readTable.ts';
import { convertToRecordIO } from './encode.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-convert-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

// More rows than become bytes at once.
const rowCount = 70_000;
const widthOf = (row: number) => (row % 100) / 4;
const lines = Array.from({ length: rowCount }, (_, row) => `${row},${widthOf(row)},n${row % 3},${2 * row}`);
const textOf = (rows: readonly string[]) => `x,width,name,y\n${rows.join('\n')}\n`;

const converted = (text: string, target?: string) =>
  convertToRecordIO({ path: join(folder, 't.csv'), target }, {}, async (path) =>
    parseTable(Buffer.from(text), path),
  );

test.each([
  ['the target as label', 'y', [0, 1]],
  ['no label', undefined, [0, 1, 3]],
])('all numeric columns of a long table become records with %s', async (_, target, columns) => {
  const cells = (row: number) => [row, widthOf(row), Number.NaN, 2 * row];
  const values = Float32Array.from({ length: rowCount * columns.length }, (__, at) => {
    const column = columns[at % columns.length] ?? 0;
    return cells(Math.floor(at / columns.length))[column] ?? 0;
  });
  const labels = Float32Array.from({ length: rowCount }, (__, row) => 2 * row);
  const { path, rowCount: found } = await converted(textOf(lines), target);
  expect(found).toBe(rowCount);
  const expected = writeRecordIO(
    { rowCount, columnCount: columns.length, values },
    target === undefined ? undefined : labels,
  );
  expect(Buffer.compare(await readFile(path), expected)).toBe(0);
});

test('a row without a number is reported, and no file is left', async () => {
  const holed = lines.with(66_000, '66000,,n,1');
  await expect(converted(textOf(holed), 'y')).rejects.toMatchObject({
    code: 'value-missing',
    facts: { row: 66_001, column: 'width' },
  });
  expect(await readdir(folder)).toEqual([]);
});

test('a conversion that is cancelled reads no further and leaves no file', async () => {
  const cancelling = new AbortController();
  let chunkCount = 0;
  const table = parseTable(Buffer.from(textOf(lines)), join(folder, 't.csv'));
  async function* chunks(columns: readonly number[], signal?: AbortSignal) {
    for await (const chunk of table.chunks(columns, signal)) {
      chunkCount += 1;
      cancelling.abort();
      yield chunk;
    }
  }
  const { signal } = cancelling;
  const request = { path: table.path, target: 'y' };
  const converting = convertToRecordIO(request, { signal }, async () => ({ ...table, chunks }));
  await expect(converting).rejects.toMatchObject({ name: 'AbortError' });
  expect(chunkCount).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

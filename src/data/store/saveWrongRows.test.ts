import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTable } from '../table/readTable.ts';
import { saveWrongRows } from './saveWrongRows.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-wrong-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** More wrong rows than a reading lists, one of them long, below a title and above a total. */
const rows = Array.from({ length: 20_000 }, (_, row) =>
  row % 150 === 7 ? `Größe ${row};${'x'.repeat(row === 7 ? 900 : 1)}` : `${row};${row % 5};${row % 7}`,
);
const wrong = rows.filter((row) => row.startsWith('Größe'));

test('rows that were set aside are saved whole, under the header, as the file has them', async () => {
  const path = join(folder, 'export.csv');
  const lines = ['Export', '', 'a;b;c', ...rows, 'Total;;9'];
  await writeFile(path, Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1'));
  const table = await readTable(path, { encoding: 'windows-1252' });
  expect(table.reading.wrongRowCount).toBe(wrong.length);
  expect(table.reading.wrongRows.length).toBeLessThan(wrong.length);
  const saved = await saveWrongRows(table);
  expect(saved).toEqual({ path: join(folder, 'export.wrong.csv'), rowCount: wrong.length });
  expect((await readFile(saved.path, 'latin1')).split('\r\n')).toEqual(['a;b;c', ...wrong, '']);
  expect((await saveWrongRows(table)).path).toBe(join(folder, 'export-2.wrong.csv'));
});

test('rows of a compressed file are saved as plain text', async () => {
  const plain = join(folder, 'plain.csv');
  const text = `${['a;b;c', ...rows].join('\n')}\n`;
  await writeFile(plain, text);
  await writeFile(join(folder, 'packed.csv.gz'), gzipSync(text));
  const table = { ...(await readTable(plain)), path: join(folder, 'packed.csv.gz') };
  const { path, rowCount } = await saveWrongRows(table);
  expect({ path, rowCount }).toEqual({ path: join(folder, 'packed.wrong.csv'), rowCount: wrong.length });
  expect((await readFile(path, 'utf8')).split('\n')).toEqual(['a;b;c', ...wrong, '']);
});

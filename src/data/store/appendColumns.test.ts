import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendColumns } from './appendColumns.ts';
import { literal, openDatabase } from './database.ts';
import type { Database } from './database.ts';

let folder = '';
let database: Database;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-append-'));
  database = await openDatabase({ memoryLimitBytes: 2 ** 28, spillFolder: join(folder, 'spill') });
});
afterAll(async () => {
  database.close();
  await rm(folder, { recursive: true, force: true });
});

const rowsOf = (query: string) =>
  database.use(async (connection) => (await connection.run(query)).getRowsJson());

test('columns are appended to a Parquet file row by row, and its own stay as they are', async () => {
  const [path, valuesPath, targetPath] = [
    join(folder, "it's.parquet"),
    join(folder, 'v.csv'),
    join(folder, 'o.parquet'),
  ];
  const rowCount = 300_000;
  const source = `SELECT i, 'row ' || i AS note, [i, i + 1] AS list FROM range(${rowCount}) r(i)`;
  await database.use(async (connection) => {
    await connection.run(`COPY (${source}) TO ${literal(path)} (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
  });
  const lines = Array.from({ length: rowCount }, (_, row) =>
    row % 1000 === 0 ? ',' : `"class, ""${row}""",${row / 4}`,
  );
  await writeFile(valuesPath, lines.map((line) => `${line}\n`).join(''));
  const columns = [
    { name: 'predicted "y"', isNumber: false },
    { name: 'score', isNumber: true },
  ];
  await appendColumns({ path, valuesPath, columns, targetPath });
  const target = `read_parquet(${literal(targetPath)}, file_row_number = true)`;
  expect(await rowsOf(`DESCRIBE SELECT * EXCLUDE (file_row_number) FROM ${target}`)).toEqual(
    [
      ['i', 'BIGINT'],
      ['note', 'VARCHAR'],
      ['list', 'BIGINT[]'],
      ['predicted "y"', 'VARCHAR'],
      ['score', 'DOUBLE'],
    ].map(([name, type]) => [name, type, 'YES', null, null, null]),
  );
  const right = `i = file_row_number AND note = 'row ' || i AND list[2] = i + 1 AND
    ((i % 1000 = 0 AND score IS NULL AND "predicted ""y""" IS NULL) OR
    (score = i / 4 AND "predicted ""y""" = 'class, "' || i || '"'))`;
  expect(await rowsOf(`SELECT count(*) FROM ${target} WHERE ${right}`)).toEqual([[String(rowCount)]]);
});

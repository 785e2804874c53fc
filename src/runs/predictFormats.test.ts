import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCalls } from '../data/engine/calls.ts';
import type { Engine } from '../data/engine/calls.ts';
import { openTables } from '../data/engine/tables.ts';
import { literal, openDatabase } from '../data/store/database.ts';
import { readAnyTable } from '../data/store/readAnyTable.ts';
import { openStore } from '../data/store/store.ts';
import type { Store } from '../data/store/store.ts';
import { plainPreparation, predictWith } from './predictWith.testing.ts';

let folder = '';
let store: Store;
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-formats-'));
  store = openStore({ folder: join(folder, 'cache'), memoryLimitBytes: 2 ** 29, cacheLimitBytes: 2 ** 30 });
  engine = { ...openCalls(openTables(readAnyTable(store))), dispose: async () => undefined };
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const rowCount = 25_000;
const rows = Array.from({ length: rowCount }, (_, row) => row);
const preparation = { ...plainPreparation('y', 'x'), classNames: ['no', 'yes'] };
const experiment = { predictorType: 'binary_classifier' };
const answer = ([x = 0]: readonly number[]) => ({ score: x / rowCount, predicted_label: x > 20_000 ? 1 : 0 });
/** No value in every thousandth row. */
const isGap = (row: number) => row % 1000 === 0;

/** A file alone in a folder of its own, predicted. */
async function predicted(name: string, data: string | Buffer, given: object = experiment) {
  const apart = await mkdtemp(join(folder, 'table-'));
  const path = join(apart, name);
  await writeFile(path, data);
  const result = await predictWith({ path, preparation, experiment: given, answer, engine });
  return { apart, path: result.path, result };
}

const unpredicted = [
  expect.objectContaining({ column: 'x', problem: 'value-missing', count: rowCount / 1000, row: 1, line: 1 }),
];

test('predictions of JSON Lines are keys of its objects', async () => {
  const lines = rows.map((row) => `{"x": ${isGap(row) ? 'null' : row}, "tags": ["a", {"b": 1}]}\n`);
  const { apart, path, result } = await predicted('t.jsonl', lines.join(''));
  expect(path).toBe(join(apart, 't.predicted.jsonl'));
  expect(result).toMatchObject({ rowCount, predictedCount: rowCount - rowCount / 1000, unpredicted });
  const written = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(written).toHaveLength(rowCount);
  expect(written[0]).toBe('{"x": null, "tags": ["a", {"b": 1}], "predicted_y": null, "score_y": null}');
  expect(written[24_999]).toBe(
    '{"x": 24999, "tags": ["a", {"b": 1}], "predicted_y": "yes", "score_y": 0.99996}',
  );
});

test.each(['csv', 'jsonl'])('predictions of compressed %s are compressed', async (format) => {
  const text = format === 'csv' ? 'x,note\n5,"a\nb"\n' : '{"x": 5}\n';
  const { apart, path } = await predicted(`t.${format}.gz`, gzipSync(text));
  expect(path).toBe(join(apart, `t.predicted.${format}.gz`));
  expect(gunzipSync(await readFile(path)).toString()).toBe(
    format === 'csv'
      ? 'x,note,predicted_y,score_y\n5,"a\nb",no,0.0002\n'
      : '{"x": 5, "predicted_y": "no", "score_y": 0.0002}\n',
  );
});

test('predictions of Parquet are columns of a Parquet file', async () => {
  const apart = await mkdtemp(join(folder, 'parquet-'));
  const path = join(apart, 't.parquet');
  const database = await openDatabase({ memoryLimitBytes: 2 ** 28, spillFolder: join(folder, 'spill') });
  const rowsOf = (query: string) =>
    database.use(async (connection) => (await connection.run(query)).getRowsJson());
  const source = `SELECT CASE WHEN i % 1000 = 0 THEN NULL ELSE i END AS x, [i] AS list, i AS row FROM range(${rowCount}) r(i)`;
  await database.use(async (connection) => {
    await connection.run(`COPY (${source}) TO ${literal(path)} (FORMAT parquet)`);
  });
  // The experiment's own table was of text.
  const given = { ...experiment, read: { format: 'csv', delimiter: ';' } };
  const result = await predictWith({ path, preparation, experiment: given, answer, engine });
  expect(result.path).toBe(join(apart, 't.predicted.parquet'));
  expect(result).toMatchObject({ rowCount, unpredicted });
  const right = `list[1] = row AND ((x IS NULL AND predicted_y IS NULL AND score_y IS NULL) OR
    (x = row AND abs(score_y - x / ${rowCount}) < 1e-12 AND (predicted_y = 'yes') = (x > 20000)))`;
  expect(await rowsOf(`SELECT count(*) FROM read_parquet(${literal(result.path)}) WHERE ${right}`)).toEqual([
    [String(rowCount)],
  ]);
  database.close();
  const controller = new AbortController();
  const cancelling = ([x = 0]: readonly number[]) => {
    if (x > 15_000) controller.abort(new Error('enough'));
    return answer([x]);
  };
  await expect(
    predictWith({ path, preparation, experiment, answer: cancelling, engine }, { signal: controller.signal }),
  ).rejects.toThrow('enough');
  expect((await readdir(apart)).toSorted()).toEqual(['t.parquet', 't.predicted.parquet']);
});

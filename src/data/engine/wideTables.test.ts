import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCalls } from './calls.ts';
import { openTables } from './tables.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-wide-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const calls = openCalls(openTables());
const megabyte = 1_000_000;

async function tableOf(name: string, rows: readonly (readonly string[])[]) {
  const path = join(folder, name);
  await writeFile(path, rows.map((cells) => `${cells.join(',')}\n`).join(''));
  return path;
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

const wideColumns = 10_000;
/** Numbers, with every third column a word. */
const wide = () => [
  range(wideColumns).map((column) => `measurement_number_${column}`),
  ...range(40).map((row) =>
    range(wideColumns).map((column) =>
      column % 3 === 2
        ? `word ${(row * column) % 11}`
        : String(((row * 7919 + column * 104_729) % 10_007) / 100),
    ),
  ),
];

test('the pages of a profile of 10,000 columns are all of its columns, each answer below 1 MB', async () => {
  const path = await tableOf('wide.csv', wide());
  const names: string[] = [];
  while (names.length < wideColumns) {
    const page = await calls.profile({ path, firstColumn: names.length });
    expect(serialize(page).length).toBeLessThan(megabyte);
    expect(page.columnCount).toBe(wideColumns);
    expect(page.columns.length).toBeGreaterThan(0);
    expect(page.targetRelation?.pearson).toHaveLength(page.columns.length);
    expect(page.head[0]?.cells).toHaveLength(page.columns.length);
    for (const { name } of page.columns) names.push(name);
  }
  expect(names).toEqual(wide()[0]);
});

test('descriptions of 10,000 columns are answered below 1 MB each', async () => {
  const path = await tableOf('wide.csv', wide());
  const names: string[] = [];
  let answers = 0;
  while (names.length < wideColumns) {
    const target = 'measurement_number_0';
    const answer = await calls.describeColumns({ path, target, firstColumn: names.length });
    expect(serialize(answer).length).toBeLessThan(megabyte);
    answers += 1;
    for (const { name } of answer.columns) names.push(name);
  }
  expect(names).toEqual(wide()[0]);
  expect(answers).toBeGreaterThan(1);
});

test('a column that is a function of the target is described as one, whatever the target is', async () => {
  const rows = Array.from({ length: 40 }, (_, row) => [row, row, (row * 7) % 11].map(String));
  const path = await tableOf('leak.csv', [['x', 'copy', 'other'], ...rows]);
  const leaking = async (target: string) => {
    const { columns, read } = await calls.describeColumns({ path, target, firstColumn: 0 });
    expect(read.delimiter).toBe(',');
    return columns.filter(({ leak }) => leak !== undefined).map(({ name }) => name);
  };
  expect(await leaking('x')).toEqual(['copy']);
  expect(await leaking('other')).toEqual([]);
  expect(await leaking('nowhere')).toEqual([]);
});

test('pairs of a wide table are related on demand', async () => {
  const path = await tableOf('wide.csv', wide());
  const names = ['measurement_number_0', 'measurement_number_2', 'measurement_number_9999'];
  const { columns, pearson } = await calls.correlations({ path, names });
  expect(columns).toEqual(['measurement_number_0', 'measurement_number_9999']);
  expect(pearson[0]?.[0]).toBe(1);
  expect(pearson[0]?.[1]).toBeCloseTo(pearson[1]?.[0] ?? Number.NaN, 12);
});

test('a profile of very long cells is below 1 MB', async () => {
  const columns = range(80);
  const cell = (row: number) => `${'жаба '.repeat(2000)}${row}`;
  const path = await tableOf('long.csv', [
    columns.map((column) => `text ${column}`),
    ...range(12).map((row) => columns.map(() => cell(row))),
  ]);
  const page = await calls.profile({ path });
  expect(serialize(page).length).toBeLessThan(megabyte);
  expect(page.columns.length).toBeGreaterThan(10);
  const { columns: outlines } = await calls.describeColumns({ path, firstColumn: 0 });
  expect(outlines).toHaveLength(80);
});

test('findings and relations are about the target that was chosen', async () => {
  const rows = range(60).map((row) => [
    String(((row * 7919) % 1009) / 10),
    (Math.log(1 + ((row * 7919) % 1009)) / 2).toFixed(6),
    ((((row * 7919) % 1009) / 10) ** 2).toFixed(2),
    String(((row * 104_729) % 997) / 10),
  ]);
  const path = await tableOf('targets.csv', [['size', 'half', 'area', 'price'], ...rows]);
  const likeliest = await calls.profile({ path });
  expect(likeliest.targetRelation?.target).toBe('price');
  expect(likeliest.findings.map(({ kind }) => kind)).not.toContain('leakage');
  const chosen = await calls.profile({ path, target: 'size' });
  expect(chosen.targetRelation).toMatchObject({
    target: 'size',
    pearson: [1, expect.any(Number), expect.any(Number), expect.any(Number)],
  });
  expect(chosen.findings.find(({ kind }) => kind === 'leakage')).toMatchObject({ columns: ['size', 'area'] });
  expect(chosen.targetCandidates).toEqual(likeliest.targetCandidates);
  expect((await calls.profile({ path })).findings).toEqual(likeliest.findings);
});

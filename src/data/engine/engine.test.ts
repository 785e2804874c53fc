import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngine } from '../engineClient.ts';
import { parseExperiment } from '../experiment/parseExperiment.ts';
import { prepareRun } from '../preparation/prepare.ts';
import { readTable } from '../table/readTable.ts';
import type { Engine } from './engine.ts';

let folder = '';
let engine: Engine;
let salary = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-engine-'));
  const outfile = join(folder, 'engine.mjs');
  const banner = {
    js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
  };
  await build({
    entryPoints: ['src/data/engineMain.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    banner,
  });
  engine = createEngine(outfile);
  salary = join(folder, 'salary.csv');
  await copyFile('examples/salary.csv', salary);
});
afterAll(async () => {
  engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

const tutorial = async () =>
  parseExperiment(
    await readFile('examples/salary-tutorial.linear.json', 'utf8'),
    'salary-tutorial.linear.json',
  );

test("the tutorial's run is prepared as the tutorial has it", async () => {
  const run = await engine.prepare({
    datasetPath: salary,
    experiment: await tutorial(),
    outputFolder: join(folder, 'run'),
  });
  expect(run.rowCounts).toEqual({ train: 20, validation: 0, test: 10 });
  expect(run.hyperparameters).toEqual({
    predictor_type: 'regressor',
    feature_dim: '1',
    mini_batch_size: '5',
    epochs: '5',
    num_models: '32',
    loss: 'absolute_loss',
  });
  expect(run.preparation.testRowNumbers).toEqual([3, 29, 14, 11, 27, 25, 28, 12, 18, 23]);
  expect((await readFile(run.trainPath)).length).toBe(20 * 48);
  expect(await readdir(join(folder, 'run'))).toEqual(['test.pbr', 'train.pbr']);
});

test('a suggestion is filled in sensibly', async () => {
  const { experiment, targetCandidates } = await engine.suggestExperiment({ path: salary });
  expect(targetCandidates[0]).toBe('Salary');
  expect(experiment).toMatchObject({
    dataset: 'salary.csv',
    target: 'Salary',
    features: [{ column: 'YearsExperience' }],
  });
  const preflight = await engine.preflight({ datasetPath: salary, experiment });
  expect(preflight).toMatchObject({
    miniBatchSize: 5,
    droppedRowCount: 0,
    rowCounts: { train: 20, test: 10 },
  });
});

test("preflight says that SageMaker's own batch size trains nothing here, with a fix", async () => {
  const experiment = { ...(await tutorial()), hyperparameters: { mini_batch_size: 1000 } };
  const { items } = await engine.preflight({ datasetPath: salary, experiment });
  expect(items[0]).toMatchObject({
    kind: 'batch-too-large',
    severity: 'failure',
    fix: { path: ['hyperparameters', 'mini_batch_size'], value: 5 },
  });
  const uneven = await engine.preflight({
    datasetPath: salary,
    experiment: { ...experiment, hyperparameters: { mini_batch_size: 8 } },
  });
  expect(uneven.droppedRowCount).toBe(4);
});

test('preflight warns of hyperparameters that will have no effect', async () => {
  const experiment = { ...(await tutorial()), hyperparameters: { mini_batch_size: 5, quantile: 0.9 } };
  const { items } = await engine.preflight({ datasetPath: salary, experiment });
  expect(items).toContainEqual({
    kind: 'hyperparameter-ignored',
    severity: 'warning',
    facts: { name: 'quantile', because: 'loss', value: 'auto' },
  });
});

test('a split is written beside the table with its exact lines', async () => {
  const { trainPath, testPath } = await engine.splitToFiles({
    path: salary,
    split: { test: 0.33, validation: 0, seed: 0, shuffle: true },
  });
  expect([trainPath, testPath]).toEqual([join(folder, 'salary.train.csv'), join(folder, 'salary.test.csv')]);
  expect((await readFile(testPath ?? '', 'utf8')).split('\n').slice(0, 3)).toEqual([
    'YearsExperience,Salary',
    '1.5,37731',
    '10.3,122391',
  ]);
});

test.each([
  [
    'text in the target',
    'x,y\n1,a\n2,3\n3,4\n',
    { code: 'value-not-numeric', facts: { row: 1, column: 'y', role: 'target' } },
  ],
  [
    'a missing feature',
    'x,y\n1,2\n,3\n3,4\n',
    { code: 'value-missing', facts: { row: 2, column: 'x', role: 'feature' } },
  ],
  ['one row', 'x,y\n1,2\n', { code: 'split-empty' }],
  ['a column that is not there', 'x,z\n1,2\n3,4\n', { code: 'column-unknown', facts: { column: 'y' } }],
])('%s is refused, naming the place', async (_, text, expected) => {
  const path = join(folder, 'bad.csv');
  await writeFile(path, text);
  const experiment = { ...(await tutorial()), target: 'y', features: [{ column: 'x' }] };
  await expect(
    engine.prepare({ datasetPath: path, experiment, outputFolder: join(folder, 'bad') }),
  ).rejects.toMatchObject(expected);
});

test('a full disk leaves nothing behind', async () => {
  const full = {
    write: async () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
  };
  await expect(
    prepareRun(await readTable(salary), await tutorial(), join(folder, 'full'), full),
  ).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(await readdir(folder)).not.toContain('full');
});

test('rows by name become a request; a file gets a prediction column', async () => {
  const { preparation } = await engine.prepare({
    datasetPath: salary,
    experiment: await tutorial(),
    outputFolder: join(folder, 'run'),
  });
  expect(
    await engine.encodeRows({ preparation, rows: [{ YearsExperience: 6 }, { YearsExperience: '7.5' }] }),
  ).toEqual({ csvLines: ['6', '7.5'] });
  await expect(engine.encodeRows({ preparation, rows: [{}] })).rejects.toMatchObject({
    code: 'value-missing',
  });
  const { csvLines } = await engine.encodeFile({ preparation, path: salary });
  expect(csvLines.slice(0, 2)).toEqual(['1.1', '1.3']);
});

test('a call that is cancelled ends; the next one finds a new engine', async () => {
  const controller = new AbortController();
  const call = engine.profile({ path: salary }, { signal: controller.signal });
  controller.abort(new Error('cancelled'));
  await expect(call).rejects.toThrow('cancelled');
  expect((await engine.profile({ path: salary })).rowCount).toBe(30);
});

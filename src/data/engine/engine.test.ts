import { createHash } from 'node:crypto';
import { appendFile, copyFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngine } from './client.ts';
import { parseExperiment } from '../experiment/parseExperiment.ts';
import { diskFullAt } from '../../files/diskFullAt.testing.ts';
import { convertToRecordIO } from '../preparation/encode.ts';
import { splitToFiles } from '../convert/splitToFiles.ts';
import { prepareRun } from '../preparation/prepare.ts';
import { readTable } from '../table/readTable.ts';
import type { Engine } from './calls.ts';
import { buildEngine } from '../../../test/engineBundle.ts';

let folder = '';
let engine: Engine;
let salary = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-engine-'));
  const outfile = await buildEngine(folder);
  engine = createEngine(outfile);
  salary = join(folder, 'salary.csv');
  await copyFile('examples/salary.csv', salary);
});
afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

const hashOf = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
const split = { test: 0.33, validation: 0, seed: 0, shuffle: true };
/** A folder of its own with a copy of the table. */
async function apartFrom(name: string): Promise<string> {
  const apart = await mkdtemp(join(folder, `${name}-`));
  await copyFile(salary, join(apart, 'salary.csv'));
  return apart;
}

const tutorial = async () =>
  parseExperiment(
    await readFile('examples/salary-tutorial.linear.json', 'utf8'),
    'salary-tutorial.linear.json',
  );

test('prepare gives the rows and hyperparameters of the tutorial', async () => {
  const run = await engine.prepare({
    datasetPath: salary,
    experiment: await tutorial(),
    outputFolder: join(folder, 'run'),
    expectedSha256: await hashOf(salary),
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
  expect(await readdir(join(folder, 'run'))).toEqual([
    'fingerprint.json',
    'heldOutRows.bin',
    'test.pbr',
    'train.pbr',
  ]);
});

test('sampleRows returns the decimals of the table, not float32 values', async () => {
  const { trainPath } = await engine.prepare({
    datasetPath: salary,
    experiment: await tutorial(),
    outputFolder: join(folder, 'sampled'),
    expectedSha256: await hashOf(salary),
  });
  const { rows } = await engine.sampleRows({ path: trainPath, format: 'recordio', limit: 20 });
  const cells = new Set((await readTable(salary)).rows.map(([years]) => years));
  expect(rows.filter(({ features: [years] }) => !cells.has(years?.toFixed(1)))).toEqual([]);
  expect(rows.some(({ features: [years = 0] }) => years !== Math.fround(years))).toBe(true);
  expect(rows.every(({ features: [years = 0] }) => years === Number(years.toFixed(1)))).toBe(true);
});

test('suggestExperiment fills in target, features and batch size', async () => {
  const { experiment, targetCandidates } = await engine.suggestExperiment({ path: salary });
  expect(targetCandidates[0]).toBe('Salary');
  expect(experiment).toMatchObject({
    dataset: 'salary.csv',
    target: 'Salary',
    features: [{ column: 'YearsExperience' }],
  });
  const preflight = await engine.preflight({ datasetPath: salary, experiment, ownLearner: true });
  expect(preflight).toMatchObject({
    miniBatchSize: 5,
    droppedRowCount: 0,
    rowCounts: { train: 20, test: 10 },
  });
});

test.each([
  ['no value', 'x,y\n,2\n,3\n,5\n', { code: 'no-features', facts: { target: 'y' } }],
  ['text', 'x,y\na,2\nb,3\n', { code: 'no-features', facts: { row: 1, column: 'x', found: 'a' } }],
  ['one value', 'x,y\n1,2\n1,3\n', { code: 'no-features' }],
  ['one row', 'x,y\n1,2\n', { code: 'rows-too-few', facts: { rowCount: 1, needed: 2 } }],
])('no experiment is suggested when the only other column has %s', async (_, text, expected) => {
  const path = join(await apartFrom('suggest'), 't.csv');
  await writeFile(path, text);
  await expect(engine.suggestExperiment({ path, target: 'y' })).rejects.toMatchObject(expected);
});

test('preflight reports a batch size above the number of rows, with a fix', async () => {
  const experiment = { ...(await tutorial()), hyperparameters: { mini_batch_size: 1000 } };
  const { items } = await engine.preflight({ datasetPath: salary, experiment, ownLearner: true });
  expect(items[0]).toMatchObject({
    kind: 'batch-too-large',
    severity: 'failure',
    fix: { path: ['hyperparameters', 'mini_batch_size'], value: 5 },
  });
  const uneven = await engine.preflight({
    datasetPath: salary,
    experiment: { ...experiment, hyperparameters: { mini_batch_size: 8 } },
    ownLearner: true,
  });
  expect(uneven.droppedRowCount).toBe(4);
});

test('preflight warns about hyperparameters without effect', async () => {
  const experiment = { ...(await tutorial()), hyperparameters: { mini_batch_size: 5, quantile: 0.9 } };
  const { items } = await engine.preflight({ datasetPath: salary, experiment, ownLearner: true });
  expect(items).toContainEqual({
    kind: 'hyperparameter-ignored',
    severity: 'warning',
    facts: { name: 'quantile', because: 'loss', value: 'auto' },
    fix: { path: ['hyperparameters', 'quantile'] },
  });
});

test('splitToFiles writes the exact lines of the table beside it', async () => {
  const [train, held] = await engine.splitToFiles({
    path: salary,
    split: { test: 0.33, validation: 0, seed: 0, shuffle: true },
  });
  expect([train?.path, held?.path]).toEqual([
    join(folder, 'salary-train.csv'),
    join(folder, 'salary-test.csv'),
  ]);
  expect((await readFile(held?.path ?? '', 'utf8')).split('\n').slice(0, 3)).toEqual([
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
])('prepare refuses %s and names its position', async (_, text, expected) => {
  const path = join(folder, 'bad.csv');
  await writeFile(path, text);
  const experiment = { ...(await tutorial()), target: 'y', features: [{ column: 'x' }] };
  await expect(
    engine.prepare({
      datasetPath: path,
      experiment,
      outputFolder: join(folder, 'bad'),
      expectedSha256: await hashOf(path),
    }),
  ).rejects.toMatchObject(expected);
});

test.each([1, 2])('a full disk at file %i of a run leaves nothing behind', async (nth) => {
  const table = await readTable(salary);
  const options = { fs: diskFullAt(nth) };
  await expect(prepareRun(table, await tutorial(), join(folder, 'full'), options)).rejects.toMatchObject({
    code: 'disk-full',
  });
  expect(await readdir(folder)).not.toContain('full');
});

test.each([1, 2])('a full disk at file %i of a split leaves only the table', async (nth) => {
  const apart = await apartFrom('disk');
  const request = { path: join(apart, 'salary.csv'), split };
  await expect(splitToFiles(request, { fs: diskFullAt(nth) })).rejects.toMatchObject({ code: 'disk-full' });
  expect(await readdir(apart)).toEqual(['salary.csv']);
});

test('splitting twice at once overwrites nothing', async () => {
  const apart = await apartFrom('twice');
  const request = { path: join(apart, 'salary.csv'), split };
  await writeFile(join(apart, 'salary-test.csv'), 'of the user');
  await Promise.all([engine.splitToFiles(request), engine.splitToFiles(request)]);
  expect((await readdir(apart)).toSorted()).toEqual([
    'salary-2-test.csv',
    'salary-2-train.csv',
    'salary-3-test.csv',
    'salary-3-train.csv',
    'salary-test.csv',
    'salary.csv',
  ]);
  expect(await readFile(join(apart, 'salary-test.csv'), 'utf8')).toBe('of the user');
});

test('convertToRecordIO writes a whole new file or none', async () => {
  const apart = await apartFrom('convert');
  const request = { path: join(apart, 'salary.csv'), target: 'Salary' };
  await expect(convertToRecordIO(request, { fs: diskFullAt(1) })).rejects.toMatchObject({
    code: 'disk-full',
  });
  expect(await readdir(apart)).toEqual(['salary.csv']);
  expect((await engine.convertToRecordIO(request)).path).toBe(join(apart, 'salary.pbr'));
  expect((await engine.convertToRecordIO(request)).path).toBe(join(apart, 'salary-2.pbr'));
});

test('encodeRows takes rows by column name', async () => {
  const { preparation } = await engine.prepare({
    datasetPath: salary,
    experiment: await tutorial(),
    outputFolder: join(folder, 'run'),
    expectedSha256: await hashOf(salary),
  });
  expect(
    await engine.encodeRows({ preparation, rows: [{ YearsExperience: 6 }, { YearsExperience: '7.5' }] }),
  ).toEqual({ csvLines: ['6', '7.5'] });
  await expect(engine.encodeRows({ preparation, rows: [{}] })).rejects.toMatchObject({
    code: 'value-missing',
  });
});

test('a table that changed after it was read is not trained on', async () => {
  const apart = await apartFrom('changed');
  const path = join(apart, 'salary.csv');
  const experiment = await tutorial();
  const { tableSha256, items } = await engine.preflight({ datasetPath: path, experiment, ownLearner: true });
  expect(items.filter(({ severity }) => severity === 'failure')).toEqual([]);
  const prepare = {
    datasetPath: path,
    experiment,
    outputFolder: join(apart, 'run'),
    expectedSha256: tableSha256,
  };
  await engine.prepare(prepare);
  await appendFile(path, '3,4\n');
  const refusal = { code: 'file-changed', facts: { file: path } };
  await rm(join(apart, 'run'), { recursive: true });
  await expect(engine.prepare(prepare)).rejects.toMatchObject(refusal);
  expect(await readdir(apart)).toEqual(['salary.csv']);
});

test('an aborted call rejects and the next call is answered', async () => {
  const controller = new AbortController();
  const call = engine.profile({ path: salary }, { signal: controller.signal });
  controller.abort(new Error('cancelled'));
  await expect(call).rejects.toThrow('cancelled');
  expect((await engine.profile({ path: salary })).rowCount).toBe(30);
});

import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainPreparation, predictWith } from '../../runs/predictWith.testing.ts';
import { plainReadOptions } from '../shapes/read.ts';
import { readTable } from '../table/readTable.ts';
import { regressionMetrics } from '../../learner/metrics/regression.ts';
import type { PreparedRun } from '../shapes/preparation.ts';
import { channelsOf, referenceOf } from './reference.testing.ts';
import { openCalls } from './calls.ts';
import { openTables } from './tables.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-public-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const calls = openCalls(openTables());

/** What a right-click leads to: the suggested experiment, prepared. */
async function prepared(name: string) {
  const datasetPath = join(folder, `${name}.csv`);
  await copyFile(
    fileURLToPath(new URL(`../../../test/fixtures/tables/${name}.csv`, import.meta.url)),
    datasetPath,
  );
  const { experiment } = await calls.suggestExperiment({ path: datasetPath });
  const { tableSha256 } = await calls.preflight({ datasetPath, experiment, ownLearner: true });
  const run = await calls.prepare({
    datasetPath,
    experiment,
    outputFolder: join(folder, name),
    expectedSha256: tableSha256,
  });
  return { experiment, run };
}

/** The held-out R² is that of scikit-learn's LinearRegression on the same rows. */
test.each<[string, string, string, number | undefined]>([
  ['01-pandas-index', 'response', 'dose, weight', 0.9962],
  ['02-trailing-delimiter', 'balance', 'day, amount', undefined],
  ['03-cp1252', 'surface', 'ville, prix', 1],
  ['10-multiline', 'total', 'items', 0.9987],
  ['15-few-stray-words', 'consumption', 'power, mass', 0.944],
  ['17-epoch-ms', 'level', 'taken_at', 1],
  ['24-spreadsheet-rest', 'sales', 'month, visits', 1],
  ['25-log-of-target', 'pay', 'age', -0.1168],
  ['28-dates', 'qty', 'day, ordered_at', 0.9997],
  ['06-comment-lines', 'yield', 'temp, pressure', 0.999],
  ['07-sep-hint', 'mass', 'length, width', 0.9995],
  ['08-backslash-quotes', 'score', 'words', 0.967],
  ['05-zip-codes', 'price', 'zip, rooms', 0.998],
  ['09-space-before-quote', 'rent', 'size, place', 0.9715],
  ['12-us-money', 'spend', 'income, change, rate', 1],
  ['12b-european', 'Ausgabe', 'Umsatz, Änderung, Quote', 1],
  ['13-big-ids', 'paid', 'qty', 0.999],
  ['14-boolean-features', 'price', 'area, garden, garage', 0.9996],
  ['18-name-twice', 'power', 'time, current, voltage, current_2', 1],
  ['19-no-header', 'column3', 'column1, column2', 0.9998],
  ['22-utf16', 'load', 'width, depth', 1],
  ['26-target-missing', 'salary', 'hits, years', 0.984],
])('a right-click on %s predicts %s from %s', async (name, target, features, r2) => {
  const { experiment, run } = await prepared(name);
  expect([experiment.target, experiment.features?.map(({ column }) => column).join(', ')]).toEqual([
    target,
    features,
  ]);
  if (r2 === undefined) return;
  const { test: heldOut } = await channelsOf(run);
  const predicted = (await referenceOf('regressor', run)).predict(heldOut.features);
  expect(regressionMetrics(heldOut.labels, predicted).r2).toBeCloseTo(r2, 3);
});

/** Root of the mean squared error on the held-out rows. */
async function rmseOf(run: PreparedRun) {
  const { test: heldOut } = await channelsOf(run);
  const predicted = (await referenceOf('regressor', run)).predict(heldOut.features);
  return regressionMetrics(heldOut.labels, predicted).rmse;
}

test('milliseconds since 1970 are days since the first of them, which float32 can tell apart', async () => {
  const { experiment, run } = await prepared('17-epoch-ms');
  expect(experiment.features).toEqual([{ column: 'taken_at', transform: { since: 'start' } }]);
  expect(await rmseOf(run)).toBeCloseTo(0.05, 2);
});

test('dates become the parts that vary, and the days since the first of them', async () => {
  const { experiment } = await prepared('28-dates');
  const parts = ['month', 'weekday', 'daysSinceStart'];
  expect(experiment.features).toEqual([
    { column: 'day', encode: 'date', parts },
    { column: 'ordered_at', encode: 'date', parts },
  ]);
});

test('words among numbers are gaps, which get the median and are marked', async () => {
  const { experiment, run } = await prepared('15-few-stray-words');
  expect(experiment.features).toEqual([
    { column: 'power', missing: 'median', indicator: true },
    { column: 'mass', missing: 'median', indicator: true },
  ]);
  expect(run.rowCounts).toEqual({ train: 100, validation: 0, test: 50 });
});

test('a column that leaks the target stays where it is the only feature', async () => {
  const datasetPath = join(folder, 'pay.csv');
  const rows = Array.from(
    { length: 40 },
    (_, row) => `${100 + 7 * row},${Math.log(100 + 7 * row).toFixed(6)}`,
  );
  await writeFile(datasetPath, `pay,logpay\n${rows.join('\n')}\n`);
  const { experiment } = await calls.suggestExperiment({ path: datasetPath, target: 'pay' });
  expect(experiment.features).toEqual([{ column: 'logpay' }]);
});

test('the rows of a classifier are split so that a rare class is on both sides', async () => {
  const { experiment, run } = await prepared('31-rare-class');
  expect(experiment).toMatchObject({
    target: 'fraud',
    predictorType: 'binary_classifier',
    split: { method: 'stratified' },
  });
  const { train, test: heldOut } = await channelsOf(run);
  const positives = (labels: Float32Array) => labels.filter((label) => label === 1).length;
  expect([positives(train.labels), positives(heldOut.labels)]).toEqual([2, 1]);
  expect((await prepared('26-target-missing')).experiment.split).not.toHaveProperty('method');
});

test('a sentinel of one column is marked there alone, and the rest is as good as without it', async () => {
  const { experiment } = await prepared('20-sentinel');
  const marked = { ...experiment, columns: { lung: { missing: ['-999'] } } };
  const datasetPath = join(folder, '20-sentinel.csv');
  const { tableSha256 } = await calls.preflight({ datasetPath, experiment: marked, ownLearner: true });
  const outputFolder = join(folder, 'marked');
  const how = { datasetPath, experiment: marked, outputFolder, expectedSha256: tableSha256 };
  const run = await calls.prepare(how);
  expect(run.rowCounts).toEqual({ train: 107, validation: 0, test: 53, withoutTarget: 20 });
  const { test: heldOut } = await channelsOf(run);
  const predicted = (await referenceOf('regressor', run)).predict(heldOut.features);
  expect(regressionMetrics(heldOut.labels, predicted).r2).toBeCloseTo(0.946, 3);
});

test('rows without a target are dropped and counted', async () => {
  const { run } = await prepared('26-target-missing');
  expect(run.rowCounts).toEqual({ train: 83, validation: 0, test: 42, withoutTarget: 25 });
});

test('a suggested experiment holds how the table is read', async () => {
  expect((await prepared('12b-european')).experiment.read).toMatchObject({ delimiter: ';', decimal: ',' });
  const { read } = (await prepared('13-big-ids')).experiment;
  expect(read).toEqual({ ...plainReadOptions, ...read, delimiter: ',', header: true, encoding: 'utf-8' });
});

test("an experiment's read options are obeyed", async () => {
  const { experiment } = await prepared('20-sentinel');
  const datasetPath = join(folder, '20-sentinel.csv');
  const found = async (read: typeof experiment.read) =>
    (await calls.preflight({ datasetPath, experiment: { ...experiment, read }, ownLearner: true })).items;
  const missing = { kind: 'rows-without-target', facts: { count: 20, target: 'lung' } };
  expect(experiment.target).toBe('lung');
  expect(await found(undefined)).not.toContainEqual(expect.objectContaining(missing));
  expect(await found({ missing: ['-999'] })).toContainEqual(expect.objectContaining(missing));
});

test('a row to predict takes yes and no as the training did', async () => {
  const { run } = await prepared('14-boolean-features');
  const rows = [{ area: 89, garden: 'False', garage: 'yes' }];
  expect(await calls.encodeRows({ preparation: run.preparation, rows })).toEqual({ csvLines: ['89,0,1'] });
});

/** What Split and Predict write is read as the table is, in its own encoding and dialect. */
test.each([
  ['03-cp1252', 'windows-1252'],
  ['07-sep-hint', 'utf-8'],
  ['08-backslash-quotes', 'utf-8'],
  ['10-multiline', 'utf-8'],
  ['12b-european', 'utf-8'],
  ['19-no-header', 'utf-8'],
  ['22-utf16', 'utf-16le'],
  ['24-spreadsheet-rest', 'utf-8'],
])('the rows of %s are split and predicted in their own form', async (name, encoding) => {
  const path = join(folder, `${name}.csv`);
  await copyFile(fileURLToPath(new URL(`../../../test/fixtures/tables/${name}.csv`, import.meta.url)), path);
  const table = await readTable(path);
  const split = { test: 0.25, validation: 0, seed: 0, shuffle: false };
  const written = await calls.splitToFiles({ path, split });
  const [trainPath = '', testPath = ''] = written.map((file) => file.path);
  const [train, test] = [await readTable(trainPath), await readTable(testPath)];
  expect([...train.rowTexts, ...test.rowTexts].toSorted()).toEqual([...table.rowTexts].toSorted());
  expect([train.headerText, train.columns, train.file.encoding]).toEqual([
    table.headerText,
    table.columns,
    encoding,
  ]);
  const values = table.rows.map((_, row) => row + 0.25);
  let row = 0;
  const answer = () => ({ score: row++ + 0.25 });
  const question = { path, preparation: plainPreparation('y'), experiment: { read: table.reading.options } };
  const predicted = await readTable((await predictWith({ ...question, answer })).path);
  expect(predicted.rows.map((cells) => Number(cells.at(-1)))).toEqual(values);
  expect(predicted.rows.map((cells) => cells.slice(0, -1))).toEqual(table.rows);
});

test('predictions of a table with an empty last column are in a column of their own', async () => {
  const path = join(folder, '02-trailing-delimiter.csv');
  await copyFile(
    fileURLToPath(new URL('../../../test/fixtures/tables/02-trailing-delimiter.csv', import.meta.url)),
    path,
  );
  const { rows, columns } = await readTable(path);
  let row = 0;
  const written = await predictWith({
    path,
    preparation: plainPreparation('y'),
    answer: () => ({ score: row++ }),
  });
  const predicted = await readTable(written.path);
  expect(predicted.columns).toEqual([...columns, 'predicted_y']);
  expect(predicted.rows.map((cells) => cells.at(-1))).toEqual(rows.map((_, at) => String(at)));
});

test('a column that leaks the target is named among those that are left out', async () => {
  const { experiment } = await prepared('25-log-of-target');
  const datasetPath = join(folder, '25-log-of-target.csv');
  const { items } = await calls.preflight({ datasetPath, experiment, ownLearner: true });
  expect(items).toContainEqual(
    expect.objectContaining({
      kind: 'columns-left-out',
      columns: [{ name: 'logpay', why: 'leakage', missingCount: 0 }],
    }),
  );
});

test('features that are absent are those of a new experiment, without one that leaks the target', async () => {
  const { experiment, run } = await prepared('25-log-of-target');
  const { features: _, ...rest } = experiment;
  const datasetPath = join(folder, '25-log-of-target.csv');
  const how = { datasetPath, outputFolder: join(folder, 'absent'), expectedSha256: run.tableSha256 };
  const again = await calls.prepare({ ...how, experiment: rest });
  expect(again.preparation.features.map(({ planned }) => planned)).toEqual([{ column: 'age' }]);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseHyperparameters } from '../../learner/hyperparameters/parse.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import { predict } from '../../learner/model.ts';
import { trainLinearLearner } from '../../learner/trainer/train.ts';
import { predictWith } from '../../runs/predictWith.testing.ts';
import { openCalls } from './calls.ts';
import { customers, passengers, policies } from './mixedTables.testing.ts';
import { rocAuc } from '../../learner/metrics/curves.ts';
import { regressionMetrics } from '../../learner/metrics/regression.ts';
import { channelsOf, referenceOf } from './reference.testing.ts';
import { openTables } from './tables.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-mixed-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const calls = openCalls(openTables());

/** What a right-click on a table leads to, with the target chosen. */
async function prepared(name: string, { target, csv }: ReturnType<typeof policies>) {
  const datasetPath = join(folder, `${name}.csv`);
  await writeFile(datasetPath, csv);
  const { experiment } = await calls.suggestExperiment({ path: datasetPath, target });
  const { tableSha256, items } = await calls.preflight({ datasetPath, experiment, ownLearner: true });
  const outputFolder = join(folder, name);
  const run = await calls.prepare({ datasetPath, experiment, outputFolder, expectedSha256: tableSha256 });
  return { experiment, items, run };
}

function scoresOf(hyperparameters: Readonly<Record<string, string>>, train: LabeledRows, test_: LabeledRows) {
  const training = trainLinearLearner(parseHyperparameters(hyperparameters), { train });
  for (;;) {
    const next = training.next();
    if (next.done === true) return predict(next.value.model, test_.features).scores;
  }
}

test.each([
  [
    'passengers',
    passengers,
    ['Pclass', 'Sex one-hot', 'Age median', 'SibSp', 'Fare', 'Embarked one-hot'],
    1 + 2 + 2 + 1 + 1 + 4,
  ],
  [
    'policies',
    policies,
    ['age', 'sex one-hot', 'bmi', 'children', 'smoker', 'region one-hot'],
    1 + 2 + 1 + 1 + 1 + 4,
  ],
  [
    'customers',
    customers,
    [
      'gender one-hot',
      'SeniorCitizen',
      'tenure',
      'Contract one-hot',
      'InternetService one-hot',
      'MonthlyCharges',
      'TotalCharges median',
    ],
    2 + 1 + 1 + 3 + 3 + 1 + 2,
  ],
])('a suggestion for %s trains as well as a converged fit', async (name, table, features, columnCount) => {
  const { experiment, items, run } = await prepared(name, table());
  expect(
    experiment.features?.map(({ column, encode, missing }) => [column, encode ?? missing].join(' ').trim()),
  ).toEqual(features);
  expect(items.filter(({ severity }) => severity === 'failure')).toEqual([]);
  const { train, test: heldOut } = await channelsOf(run);
  expect(train.features.columnCount).toBe(columnCount);
  const scores = scoresOf(run.hyperparameters, train, heldOut);
  const goodness =
    experiment.predictorType === 'regressor'
      ? (...rows: Parameters<typeof regressionMetrics>) => regressionMetrics(...rows).r2 ?? Number.NaN
      : rocAuc;
  const reference = (await referenceOf(experiment.predictorType, run)).predict(heldOut.features);
  const [ours, converged] = [goodness(heldOut.labels, scores), goodness(heldOut.labels, reference)];
  expect(converged).toBeGreaterThan(0.75);
  expect(ours).toBeGreaterThan(converged - 0.03);
});

test('a row of words and gaps is encoded for prediction as in training', async () => {
  const { run } = await prepared('policies', policies());
  const row = { age: 40, sex: 'female', bmi: '30.5', children: 0, smoker: 'yes', region: 'northwest' };
  const rows = [row, { ...row, region: 'moon' }];
  expect(await calls.encodeRows({ preparation: run.preparation, rows })).toEqual({
    csvLines: ['40,1,0,30.5,0,1,0,1,0,0', '40,1,0,30.5,0,1,0,0,0,0'],
  });
});

test('the rows of a file are encoded as in training', async () => {
  const { run } = await prepared('passengers', passengers());
  const bodies: string[] = [];
  const path = join(folder, 'passengers.csv');
  await predictWith({ path, preparation: run.preparation, answer: () => ({ score: 0 }), bodies });
  const csvLines = bodies.flatMap((body) => body.split('\n'));
  const { test: heldOut } = await channelsOf(run);
  const { columnCount, values } = heldOut.features;
  for (const [at, row] of run.preparation.testRowNumbers.entries()) {
    const line = Float32Array.from((csvLines[row - 1] ?? '').split(','), Number);
    expect(line).toEqual(values.slice(at * columnCount, (at + 1) * columnCount));
  }
});

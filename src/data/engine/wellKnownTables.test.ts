import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { parseHyperparameters } from '../../learner/hyperparameters/parse.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import { rocAuc } from '../../learner/metrics/curves.ts';
import { regressionMetrics } from '../../learner/metrics/regression.ts';
import { predict } from '../../learner/model.ts';
import { trainLinearLearner } from '../../learner/trainer/train.ts';
import { predictWith } from '../../runs/predictWith.testing.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { openCalls } from './calls.ts';
import type { MixedTable } from './drawTable.testing.ts';
import { customers, passengers, policies } from './mixedTables.testing.ts';
import { channelsOf, referenceOf } from './reference.testing.ts';
import { openTables } from './tables.ts';
import { breaths, census, districts, hires, players } from './wellKnownTables.testing.ts';

let folder = '';
let golden: Readonly<Record<string, z.infer<typeof reached>>> = {};
const reached = z.object({
  sha256: z.string(),
  train: z.number(),
  test: z.number(),
  r2: z.optional(z.number()),
  auc: z.optional(z.number()),
});
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-known-'));
  const text = await readFile('test/fixtures/wellKnownTables.json', 'utf8');
  golden = z.record(z.string(), reached).parse(JSON.parse(text));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const calls = openCalls(openTables());

interface Case {
  readonly name: string;
  readonly table: () => MixedTable;
  /** Each with its encoding and what replaces its gaps. */
  readonly features: readonly string[];
  /** Columns that the learner gets, where every feature has a known number of them. */
  readonly columnCount?: number;
  /** What the user says of columns, with one click on what is found. */
  readonly columns?: Experiment['columns'];
}

const cases: readonly Case[] = [
  {
    name: 'passengers',
    table: passengers,
    features: ['Pclass', 'Sex one-hot', 'Age median', 'SibSp', 'Fare', 'Embarked one-hot'],
    columnCount: 1 + 2 + 2 + 1 + 1 + 4,
  },
  {
    name: 'policies',
    table: policies,
    features: ['age', 'sex one-hot', 'bmi', 'children', 'smoker', 'region one-hot'],
    columnCount: 1 + 2 + 1 + 1 + 1 + 4,
  },
  {
    name: 'customers',
    table: customers,
    features: [
      'gender one-hot',
      'SeniorCitizen',
      'tenure',
      'Contract one-hot',
      'InternetService one-hot',
      'MonthlyCharges',
      'TotalCharges median',
    ],
    columnCount: 2 + 1 + 1 + 3 + 3 + 1 + 2,
  },
  {
    name: 'census',
    table: census,
    features: [
      'column1',
      'column2 one-hot',
      'column3',
      'column4 one-hot',
      'column5',
      'column6 one-hot',
      'column7 one-hot',
      'column8 one-hot',
      'column9',
      'column10',
      'column11 one-hot',
    ],
  },
  {
    name: 'districts',
    table: districts,
    features: ['column1', 'column2', 'column3', 'column4', 'column5', 'column6', 'column7'],
  },
  {
    name: 'hires',
    table: hires,
    features: [
      'instant',
      'dteday date year month weekday daysSinceStart',
      'holiday',
      'workingday',
      'weathersit',
      'temp',
      'hum',
      'windspeed',
    ],
  },
  {
    name: 'players',
    table: players,
    features: [
      'AtBat',
      'Hits',
      'HmRun',
      'Years',
      'CHits',
      'League one-hot',
      'Division one-hot',
      'PutOuts',
      'NewLeague one-hot',
    ],
  },
  {
    name: 'breaths',
    table: breaths,
    features: ['age', 'height', 'sex one-hot', 'smoke'],
    columns: { lung: { missing: ['-999'] } },
  },
];

function scoresOf(
  hyperparameters: Readonly<Record<string, string>>,
  train: LabeledRows,
  heldOut: LabeledRows,
) {
  const training = trainLinearLearner(parseHyperparameters(hyperparameters), { train });
  for (;;) {
    const next = training.next();
    if (next.done === true) return predict(next.value.model, heldOut.features).scores;
  }
}

/** What a right-click leads to. */
async function prepared({ name, table, columns }: Case) {
  const datasetPath = join(folder, `${name}.csv`);
  const { target, csv } = table();
  await writeFile(datasetPath, csv);
  const { experiment } = await calls.suggestExperiment({ path: datasetPath, columns });
  const { tableSha256, items } = await calls.preflight({ datasetPath, experiment, ownLearner: true });
  const outputFolder = join(folder, name);
  const run = await calls.prepare({ datasetPath, experiment, outputFolder, expectedSha256: tableSha256 });
  return { datasetPath, target, csv, experiment, items, run };
}

describe.each(cases)('of $name', (given) => {
  const { name, features, columnCount } = given;

  test('a right-click predicts as well as scikit-learn does with what it is told', async () => {
    const { target, csv, experiment, items, run } = await prepared(given);
    expect(items.filter(({ severity }) => severity === 'failure')).toEqual([]);
    expect(experiment.target).toBe(target);
    expect(
      experiment.features?.map(({ column, encode, missing, ...rest }) =>
        [column, encode, missing, ...('parts' in rest ? (rest.parts ?? []) : [])]
          .filter((one) => one !== undefined)
          .join(' '),
      ),
    ).toEqual(features);
    const level = golden[name];
    expect({
      sha256: createHash('sha256').update(csv).digest('hex'),
      train: run.rowCounts.train,
      test: run.rowCounts.test,
    }).toMatchObject({ sha256: level?.sha256, train: level?.train, test: level?.test });
    const isNumber = experiment.predictorType === 'regressor';
    const { train, test: heldOut } = await channelsOf(run);
    if (columnCount !== undefined) expect(train.features.columnCount).toBe(columnCount);
    const goodness = (scores: ArrayLike<number>) =>
      isNumber
        ? (regressionMetrics(heldOut.labels, Float64Array.from(scores)).r2 ?? Number.NaN)
        : rocAuc(heldOut.labels, Float64Array.from(scores));
    const reference = (await referenceOf(experiment.predictorType, run)).predict(heldOut.features);
    const expected = (isNumber ? level?.r2 : level?.auc) ?? Number.NaN;
    expect(goodness(reference)).toBeGreaterThan(expected - 0.03);
    const ours = goodness(scoresOf(run.hyperparameters, train, heldOut));
    expect(ours).toBeGreaterThan(expected - 0.03);
    expect(ours).toBeGreaterThan(goodness(reference) - 0.03);
  });
});

test('a row of words and gaps is encoded for prediction as in training', async () => {
  const { run } = await prepared({ name: 'policies', table: policies, features: [] });
  const row = { age: 40, sex: 'female', bmi: '30.5', children: 0, smoker: 'yes', region: 'northwest' };
  const rows = [row, { ...row, region: 'moon' }];
  expect(await calls.encodeRows({ preparation: run.preparation, rows })).toEqual({
    csvLines: ['40,1,0,30.5,0,1,0,1,0,0', '40,1,0,30.5,0,1,0,0,0,0'],
  });
});

test('the rows of a file are encoded as in training', async () => {
  const { run, datasetPath } = await prepared({ name: 'passengers', table: passengers, features: [] });
  const bodies: string[] = [];
  const answer = () => ({ score: 0 });
  await predictWith({ path: datasetPath, preparation: run.preparation, answer, bodies });
  const csvLines = bodies.flatMap((body) => body.split('\n'));
  const { test: heldOut } = await channelsOf(run);
  const { columnCount, values } = heldOut.features;
  for (const [at, row] of run.preparation.testRowNumbers.entries()) {
    const line = Float32Array.from((csvLines[row - 1] ?? '').split(','), Number);
    expect(line).toEqual(values.slice(at * columnCount, (at + 1) * columnCount));
  }
});

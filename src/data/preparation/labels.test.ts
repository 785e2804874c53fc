import { expect, test } from 'vitest';
import type { Experiment } from '../shapes/experiment.ts';
import { guessPredictorType } from '../experiment/guessPredictorType.ts';
import { suggestExperiment } from '../experiment/suggest.ts';
import { profileTable } from '../profile/profile.ts';
import { parseTable } from '../table/readTable.ts';
import { classNamesOf, labelsOf } from './labels.ts';
import { preflight } from './preflight.ts';
import { encodedRows } from './encodedRows.testing.ts';
import { plainNumbers } from './openFeatures.ts';

const tableOf = (targets: readonly string[], name = 'target') =>
  parseTable(
    Buffer.from(`x,${name}\n${targets.map((target, row) => `${row},${target}`).join('\n')}\n`),
    't.csv',
  );

async function experimentOf(
  targets: readonly string[],
  change: Partial<Experiment> = {},
): Promise<Experiment> {
  const suggested = suggestExperiment(await profileTable(tableOf(targets)), 'target');
  return { ...suggested, split: { test: 0.2, validation: 0, seed: 0, shuffle: false }, ...change };
}

const repeated = (names: readonly string[], times: number) =>
  Array.from({ length: times }, () => names).flat();
const kindsOf = async (targets: readonly string[], change: Partial<Experiment> = {}) => {
  const experiment = await experimentOf(targets, change);
  const { items } = await preflight(tableOf(targets), experiment, { ownLearner: true });
  return items.filter(({ severity }) => severity !== 'pass');
};

test.each([
  [
    ['no', 'yes'],
    ['no', 'yes'],
  ],
  [
    ['Yes', 'unsure'],
    ['unsure', 'Yes'],
  ],
  [
    ['True', 'False'],
    ['False', 'True'],
  ],
  [
    ['2', '1.0', '01'],
    ['1', '2'],
  ],
  [
    ['10', '9', '-1'],
    ['-1', '9', '10'],
  ],
  [
    [' setosa', 'virginica', 'setosa', 'versicolor'],
    ['setosa', 'versicolor', 'virginica'],
  ],
])('cells %j give the classes %j', async (cells, expected) => {
  const table = tableOf(cells);
  expect(
    await classNamesOf(table, await experimentOf(cells, { predictorType: 'binary_classifier' })),
  ).toEqual(expected);
});

test.each([
  [['no', 'yes'], 'no', ['yes', 'no']],
  [['no', 'yes'], 'yes', ['no', 'yes']],
  [['left', 'stayed'], 'left', ['stayed', 'left']],
  [['0', '1.0'], '0', ['1', '0']],
  [['no', 'yes'], 'maybe', ['no', 'yes']],
])('with classes %j and positive class %s', async (cells, positiveClass, expected) => {
  const change = { predictorType: 'binary_classifier', positiveClass } as const;
  expect(await classNamesOf(tableOf(cells), await experimentOf(cells, change))).toEqual(expected);
});

test('preflight refuses a positive class that is not in the target', async () => {
  const cells = repeated(['no', 'yes'], 100);
  expect(await kindsOf(cells, { positiveClass: 'no' })).toEqual([]);
  expect(await kindsOf(cells, { positiveClass: 'ja' })).toEqual([
    {
      kind: 'positive-class',
      severity: 'failure',
      facts: { target: 'target', given: 'ja', names: 'no, yes' },
      fix: { path: ['positiveClass'], value: 'yes' },
    },
  ]);
  expect(await kindsOf(repeated(['a', 'b', 'c'], 80), { positiveClass: 'a' })).toEqual([
    expect.objectContaining({ kind: 'hyperparameter-ignored', severity: 'warning' }),
  ]);
});

const x = plainNumbers(['x']);
async function encodedLabels(cells: readonly string[], rows: readonly number[]) {
  const table = tableOf(cells);
  const labels = await labelsOf(table, { target: 'target', classNames: ['no', 'yes'] });
  return (await encodedRows(table, x, labels, Int32Array.from(rows))).labels;
}

test('a text target is encoded as integers from 0', async () => {
  const cells = ['yes', 'no', 'no', 'yes'];
  const found = await encodedLabels(cells, [3, 2, 0]);
  expect([...found]).toEqual([1, 0, 1]);
});

test('a missing class is reported with its row', async () => {
  const cells = ['yes', 'no', '', 'yes'];
  await expect(encodedLabels(cells, [0, 1, 2, 3])).rejects.toThrow(/row 3/);
});

test.each([
  ['text', 2, 100, 'binary_classifier'],
  ['integer', 2, 100, 'binary_classifier'],
  ['text', 3, 100, 'multiclass_classifier'],
  ['integer', 5, 100, 'multiclass_classifier'],
  ['integer', 5, 20, 'regressor'],
  ['integer', 11, 1000, 'regressor'],
  ['decimal', 5, 100, 'regressor'],
] as const)('%s with %i values in %i rows poses a %s', (type, distinctCount, nonNullCount, expected) => {
  expect(guessPredictorType({ type, distinctCount, nonNullCount })).toBe(expected);
});

test('a text column with few values can be the target, and the last column is the likeliest', async () => {
  const table = parseTable(
    Buffer.from(`city,x,kind\n${repeated(['a,1,low', 'b,2,high'], 10).join('\n')}\n`),
    't.csv',
  );
  expect((await profileTable(table)).targetCandidates).toEqual(['kind', 'x', 'city']);
});

test('preflight offers the predictor type that fits the classes', async () => {
  const three = repeated(['a', 'b', 'c'], 20);
  expect(await kindsOf(three)).toEqual([expect.objectContaining({ kind: 'few-test-rows' })]);
  expect((await kindsOf(three, { predictorType: 'binary_classifier' }))[0]).toMatchObject({
    kind: 'class-count',
    severity: 'failure',
    facts: { count: 3 },
    fix: { path: ['predictorType'], value: 'multiclass_classifier' },
  });
  expect(
    (await kindsOf(repeated(['a', 'b'], 20), { predictorType: 'multiclass_classifier' }))[0],
  ).toMatchObject({
    kind: 'class-count',
    fix: { value: 'binary_classifier' },
  });
  expect((await kindsOf(three, { hyperparameters: { num_classes: 2 } }))[0]).toMatchObject({
    kind: 'num-classes',
    facts: { given: 2, count: 3 },
    fix: { path: ['hyperparameters', 'num_classes'], value: 3 },
  });
});

test('preflight names classes without a training row', async () => {
  const late = [...repeated(['a', 'b'], 20), ...repeated(['c'], 5)];
  expect((await kindsOf(late))[0]).toMatchObject({
    kind: 'class-not-in-training',
    facts: { count: 1, names: 'c' },
    fix: { path: ['split', 'shuffle'], value: true },
  });
  const single = [...repeated(['a'], 20), ...repeated(['b'], 3)];
  expect((await kindsOf(single))[0]).toMatchObject({
    kind: 'one-class',
    severity: 'failure',
    facts: { name: 'a' },
  });
});

test('a loss of another predictor type is refused before the job is created', async () => {
  expect(
    (await kindsOf(repeated(['a', 'b'], 20), { hyperparameters: { loss: 'absolute_loss' } }))[0],
  ).toMatchObject({
    kind: 'hyperparameter-refused',
    severity: 'failure',
    facts: { name: 'loss', found: 'absolute_loss' },
  });
});

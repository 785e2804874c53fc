import { expect, test } from 'vitest';
import type { Experiment } from '../shapes/experiment.ts';
import { guessPredictorType } from '../experiment/guessPredictorType.ts';
import { suggestExperiment } from '../experiment/suggest.ts';
import { profileTable } from '../profile/profile.ts';
import { parseTable } from '../table/readTable.ts';
import { classNamesOf } from './labels.ts';
import { preflight } from './preflight.ts';
import { labeledRows, plainNumbers } from './encodeTable.ts';

const tableOf = (targets: readonly string[], name = 'target') =>
  parseTable(
    Buffer.from(`x,${name}\n${targets.map((target, row) => `${row},${target}`).join('\n')}\n`),
    't.csv',
  );

function experimentOf(targets: readonly string[], change: Partial<Experiment> = {}): Experiment {
  const suggested = suggestExperiment(profileTable(tableOf(targets)), 'target');
  return { ...suggested, split: { test: 0.2, validation: 0, seed: 0, shuffle: false }, ...change };
}

const repeated = (names: readonly string[], times: number) =>
  Array.from({ length: times }, () => names).flat();
const kindsOf = (targets: readonly string[], change: Partial<Experiment> = {}) =>
  preflight(tableOf(targets), experimentOf(targets, change), { ownLearner: true }).items.filter(
    ({ severity }) => severity !== 'pass',
  );

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
])('cells %j give the classes %j', (cells, expected) => {
  const table = tableOf(cells);
  expect(classNamesOf(table, experimentOf(cells, { predictorType: 'binary_classifier' }))).toEqual(expected);
});

test.each([
  [['no', 'yes'], 'no', ['yes', 'no']],
  [['no', 'yes'], 'yes', ['no', 'yes']],
  [['left', 'stayed'], 'left', ['stayed', 'left']],
  [['0', '1.0'], '0', ['1', '0']],
  [['no', 'yes'], 'maybe', ['no', 'yes']],
])('with classes %j and positive class %s', (cells, positiveClass, expected) => {
  const change = { predictorType: 'binary_classifier', positiveClass } as const;
  expect(classNamesOf(tableOf(cells), experimentOf(cells, change))).toEqual(expected);
});

test('preflight refuses a positive class that is not in the target', () => {
  const cells = repeated(['no', 'yes'], 100);
  expect(kindsOf(cells, { positiveClass: 'no' })).toEqual([]);
  expect(kindsOf(cells, { positiveClass: 'ja' })).toEqual([
    {
      kind: 'positive-class',
      severity: 'failure',
      facts: { target: 'target', given: 'ja', names: 'no, yes' },
      fix: { path: ['positiveClass'], value: 'yes' },
    },
  ]);
  expect(kindsOf(repeated(['a', 'b', 'c'], 100), { positiveClass: 'a' })).toEqual([
    expect.objectContaining({ kind: 'hyperparameter-ignored', severity: 'warning' }),
  ]);
});

const x = plainNumbers(['x']);
const labels = { target: 'target', classNames: ['no', 'yes'] };

test('a text target is encoded as integers from 0', () => {
  const cells = ['yes', 'no', 'no', 'yes'];
  const { labels: found } = labeledRows(tableOf(cells), x, labels, [3, 2, 0]);
  expect([...found]).toEqual([1, 0, 1]);
});

test('a missing class is reported with its row', () => {
  const cells = ['yes', 'no', '', 'yes'];
  expect(() => labeledRows(tableOf(cells), x, labels, [0, 1, 2, 3])).toThrow(/row 3/);
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

test('a text column with few values can be the target, and the last column is the likeliest', () => {
  const table = parseTable(
    Buffer.from(`city,x,kind\n${repeated(['a,1,low', 'b,2,high'], 10).join('\n')}\n`),
    't.csv',
  );
  expect(profileTable(table).targetCandidates).toEqual(['kind', 'x', 'city']);
});

test('preflight offers the predictor type that fits the classes', () => {
  const three = repeated(['a', 'b', 'c'], 20);
  expect(kindsOf(three)).toEqual([expect.objectContaining({ kind: 'few-test-rows' })]);
  expect(kindsOf(three, { predictorType: 'binary_classifier' })[0]).toMatchObject({
    kind: 'class-count',
    severity: 'failure',
    facts: { count: 3 },
    fix: { path: ['predictorType'], value: 'multiclass_classifier' },
  });
  expect(kindsOf(repeated(['a', 'b'], 20), { predictorType: 'multiclass_classifier' })[0]).toMatchObject({
    kind: 'class-count',
    fix: { value: 'binary_classifier' },
  });
  expect(kindsOf(three, { hyperparameters: { num_classes: 2 } })[0]).toMatchObject({
    kind: 'num-classes',
    facts: { given: 2, count: 3 },
    fix: { path: ['hyperparameters', 'num_classes'], value: 3 },
  });
});

test('preflight names classes without a training row', () => {
  const late = [...repeated(['a', 'b'], 20), ...repeated(['c'], 5)];
  expect(kindsOf(late)[0]).toMatchObject({ kind: 'class-not-in-training', facts: { count: 1, names: 'c' } });
  const single = [...repeated(['a'], 20), ...repeated(['b'], 3)];
  expect(kindsOf(single)[0]).toMatchObject({ kind: 'one-class', severity: 'failure', facts: { name: 'a' } });
});

test('a loss of another predictor type is refused before the job is created', () => {
  expect(kindsOf(repeated(['a', 'b'], 20), { hyperparameters: { loss: 'absolute_loss' } })[0]).toMatchObject({
    kind: 'hyperparameter-refused',
    severity: 'failure',
    facts: { name: 'loss', found: 'absolute_loss' },
  });
});

import { expect, test } from 'vitest';
import type { ExperimentEdit } from '../../../data/comparison/experimentDifference.ts';
import type { ComparedState, ShownRun } from '../contract.ts';
import { chosenRun, runNames } from './names.ts';
import { settingRows } from './settingRows.ts';

const runOf = (trainingJobName: string, title: string, experiment?: readonly ExperimentEdit[]): ShownRun => ({
  connectionId: 'local',
  trainingJobName,
  connection: 'Local',
  isPinned: false,
  isComparing: false,
  run: {
    title,
    createdAt: '2026-11-24T21:31:00.000Z',
    target: 'y',
    predictorType: 'regressor',
    rowCounts: { train: 1, validation: 0, test: 1 },
  },
  ...(experiment === undefined
    ? {}
    : {
        against: {
          verdict: { kind: 'same-model' },
          experiment,
          experimentEditCount: experiment.length,
          preparation: [],
          preparationDifferenceCount: 0,
          data: { kind: 'same' },
        },
      }),
});
const stateOf = (base: number, ...runs: readonly ShownRun[]): ComparedState => ({
  kind: 'compared',
  base,
  runs,
  same: [],
});

test('a setting has a value for each run, which is the base’s where the run does not differ', () => {
  const epochs = { kind: 'value', path: ['hyperparameters', 'epochs'], before: 5, after: 50 } as const;
  const state = stateOf(0, runOf('1', 'a'), runOf('2', 'b', [epochs]), runOf('3', 'c', []), {
    ...runOf('4', 'd'),
  });
  expect(settingRows(state)).toEqual([
    { name: 'epochs', values: ['5', '50', '5', undefined], isOther: [false, true, false, false] },
  ]);
});

test('features are said in words, added and changed ones too', () => {
  const edits: readonly ExperimentEdit[] = [
    { kind: 'feature', path: ['features', 'Age'], after: { column: 'Age', missing: 'median' }, to: 1 },
    {
      kind: 'rule',
      path: ['rows', 'Age'],
      before: { column: 'Age', from: 18 },
      after: { column: 'Age', from: 21 },
      from: 0,
      to: 0,
    },
    { kind: 'order', path: ['features'], before: ['a', 'b'], after: ['b', 'a'], places: [1, 0] },
  ];
  const rows = settingRows(stateOf(0, runOf('1', 'a'), runOf('2', 'b', edits)));
  expect(rows.map(({ name, values }) => [name, ...values])).toEqual([
    ['Feature Age', 'not used', 'number; gaps get the median'],
    ['Row rule about Age', 'Age is at least 18', 'Age is at least 21'],
    ['Features', 'in the order a and b', 'in the order b and a'],
  ]);
});

test('runs with one title are told apart by their time, or else by their job', () => {
  const other = { ...runOf('job-3', 'salary') };
  const later: ShownRun = {
    ...other,
    ...(other.run === undefined ? {} : { run: { ...other.run, createdAt: '2026-11-25T21:31:00.000Z' } }),
  };
  const names = runNames([
    runOf('job-1', 'salary'),
    runOf('job-2', 'salary'),
    later,
    runOf('job-4', 'other'),
  ]);
  expect(names.map(({ letter }) => letter)).toEqual(['A', 'B', 'C', 'D']);
  expect(names.map(({ name }) => name)).toEqual([
    'job-1',
    'job-2',
    expect.stringMatching(/^salary, Nov 25, 2026/),
    'other',
  ]);
});

test('the first run beside the base is looked at until another is chosen', () => {
  const state = stateOf(1, runOf('1', 'a', []), runOf('2', 'b'), runOf('3', 'c', []));
  expect(chosenRun(state, undefined)).toBe(0);
  expect(chosenRun(state, '3')).toBe(2);
  expect(chosenRun(state, '2')).toBe(0);
  expect(chosenRun(stateOf(0, runOf('1', 'a')), undefined)).toBeUndefined();
});

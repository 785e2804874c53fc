import { expect, test } from 'vitest';
import type { RunRow } from '../../../data/shapes/runRow.ts';
import { lastRunsOf } from './lastRuns.ts';

const path = '/work/salary.linear.json';

/** The newest first, as a history lists them. */
const rows = (...given: readonly Partial<RunRow>[]): readonly RunRow[] =>
  given.map((one, index) => ({
    connectionId: 'local',
    trainingJobName: `job-${index}`,
    experimentPath: path,
    title: 'salary',
    createdAt: new Date(Date.UTC(2026, 10, 24 - index)).toISOString(),
    status: 'Completed',
    target: 'Salary',
    predictorType: 'regressor',
    rowCounts: { train: 20, validation: 0, test: 10 },
    datasetSha256: 'a',
    metrics: { r2: 1 - index / 10 },
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    settings: {},
    tags: [],
    isPinned: false,
    ...one,
  }));

test('the last five evaluated runs of the experiment are shown, oldest first', () => {
  const all = rows(
    {},
    { metrics: undefined },
    { experimentPath: '/work/loans.linear.json' },
    {},
    {},
    {},
    {},
    {},
  );
  const last = lastRunsOf(all, path);
  expect(last?.metric).toBe('r2');
  expect(last?.runs.map(({ value }) => value)).toEqual(
    [0.4, 0.5, 0.6, 0.7, 1].map((value) => expect.closeTo(value)),
  );
});

test('runs of another problem than the newest one are left out', () => {
  const all = rows({ predictorType: 'binary_classifier', metrics: { auc: 0.8 } }, {}, {});
  expect(lastRunsOf(all, path)).toMatchObject({ metric: 'auc', runs: [{ value: 0.8 }] });
});

test('an experiment without evaluated runs has none', () => {
  expect(lastRunsOf(rows({ metrics: undefined }, { metrics: {} }), path)).toBeUndefined();
  expect(lastRunsOf([], path)).toBeUndefined();
});

import fc from 'fast-check';
import type { RunRow } from '../../../data/shapes/runRow.ts';
import type { RunsQuery } from '../contract.ts';

/** A run of the tutorial, but for what is given. */
export function runWith(given: Partial<RunRow> = {}): RunRow {
  return {
    connectionId: 'local',
    trainingJobName: 'salary-1',
    experimentPath: '/work/salary.linear.json',
    title: 'salary',
    createdAt: '2026-11-24T21:31:00.000Z',
    status: 'Completed',
    target: 'Salary',
    predictorType: 'regressor',
    rowCounts: { train: 20, validation: 0, test: 10 },
    datasetSha256: 'a1b2c3d4e5f6',
    metrics: { r2: 0.95, rmse: 5500 },
    intervals: { r2: { low: 0.9, high: 0.98 } },
    baseline: { r2: -0.02 },
    reference: { r2: 0.96 },
    epochs: 15,
    durationSeconds: 12,
    billableSeconds: 0,
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    costUsd: 0,
    settings: { 'hyperparameters.epochs': '15', 'hyperparameters.optimizer': 'adam', 'split.seed': '0' },
    tags: [],
    isPinned: false,
    ...given,
  };
}

export const queryWith = (given: Partial<RunsQuery> = {}): RunsQuery => ({
  filter: '',
  calendar: {
    yesterday: Date.parse('2026-11-23'),
    today: Date.parse('2026-11-24'),
    week: Date.parse('2026-11-23'),
    month: Date.parse('2026-11-01'),
  },
  sort: { column: 'when', direction: 'descending' },
  isGrouped: false,
  onlyDiffering: true,
  allSettings: false,
  shown: [],
  hidden: [],
  ...given,
});

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Histories of runs, few enough values that some are equal. */
export const someRuns = fc
  .array(
    fc.record({
      title: fc.constantFrom('salary', 'loans', 'Iris'),
      experimentPath: fc.constantFrom('/work/salary.linear.json', '/work/loans.linear.json'),
      connectionId: fc.constantFrom('local', 'aws:default@us-east-1'),
      status: fc.constantFrom('Completed', 'Failed', 'InProgress'),
      createdAt: fc
        .date({ min: new Date('2026-10-01'), max: new Date('2026-11-25'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      metrics: fc.option(fc.record({ r2: share, rmse: share }, { requiredKeys: ['r2'] }), { nil: undefined }),
      settings: fc.dictionary(
        fc.constantFrom('hyperparameters.epochs', 'hyperparameters.l1', 'split.seed'),
        fc.constantFrom('0', '1', 'auto'),
      ),
      isPinned: fc.boolean(),
      note: fc.option(fc.constantFrom('first', 'second try'), { nil: undefined }),
    }),
    { maxLength: 20 },
  )
  .map((all) => all.map((given, index) => runWith({ ...given, trainingJobName: `job-${index}` })));

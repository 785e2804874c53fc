import type { RunRow } from './runRow.ts';

/** A finished run on Local, with what a test says otherwise. */
export const runRow = (change: Partial<RunRow> = {}): RunRow => ({
  connectionId: 'local',
  trainingJobName: 'job-1',
  experimentPath: '/workspace/salary.linear.json',
  title: 'salary',
  createdAt: '2026-11-30T12:00:00.000Z',
  status: 'Completed',
  target: 'Salary',
  predictorType: 'regressor',
  rowCounts: { train: 20, validation: 0, test: 10 },
  datasetSha256: '',
  instanceType: 'ml.m5.large',
  instanceCount: 1,
  settings: {},
  tags: [],
  isPinned: false,
  ...change,
});

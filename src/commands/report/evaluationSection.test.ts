import { expect, test, vi } from 'vitest';
import type { RegressionEvaluation } from '../../learner/metrics/evaluation.ts';
import { evaluationSection } from './evaluationSection.ts';
import type { ReportFacts } from './facts.ts';

vi.mock('vscode', () => import('../../../test/fakeVscode.ts'));

const metrics = { rowCount: 10, mse: 4, rmse: 2, mae: 1.5, r2: 0.9, maxAbsoluteError: 3, bias: 0 };
const evaluation: RegressionEvaluation = {
  predictorType: 'regressor',
  target: 'y',
  featureNames: [],
  coefficients: { bias: 0, weights: [] },
  metrics,
  baseline: { ...metrics, r2: 0 },
  trainMetrics: metrics,
  trainMean: 5,
  pairs: [],
};
// SAFETY: the section reads nothing else of the record and of the facts.
const sectionOf = (row: ReportFacts['row']) =>
  evaluationSection({
    evaluation,
    row,
    pictures: [],
    record: { rowCounts: { test: 10 } },
  } as unknown as ReportFacts);
const metricTable = (row: ReportFacts['row']) => {
  const table = sectionOf(row).blocks.find(({ kind }) => kind === 'table');
  return table?.kind === 'table' ? [table.columns.map(({ label }) => label), ...table.rows] : [];
};

test('the report names metrics as the pages do, with the interval that is known', () => {
  const rows = metricTable({ title: 'salary', tags: [], intervals: { r2: { low: 0.8, high: 0.95 } } });
  expect(rows.slice(0, 3)).toEqual([
    ['Metric', 'Model', '95 % interval', 'Baseline'],
    ['R²', '0.9', '0.8 to 0.95', '0'],
    ['RMSE', '2', '', '2'],
  ]);
});

test('the report of a run without intervals has no column for them, and begins with the note', () => {
  expect(metricTable(undefined)[0]).toEqual(['Metric', 'Model', 'Baseline']);
  expect(sectionOf({ title: 'salary', tags: [], note: 'the best so far' }).blocks[0]).toEqual({
    kind: 'text',
    text: 'Note: the best so far',
  });
});

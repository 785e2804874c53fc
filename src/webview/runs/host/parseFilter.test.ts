import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunRow } from '../../../data/shapes/runRow.ts';
import { matchesAll } from './matches.ts';
import { parseAmount } from './parseAmount.ts';
import { parseFilter } from './parseFilter.ts';
import { queryWith, runWith, someRuns } from './runRows.testing.ts';

const { calendar } = queryWith();
const keys = Object.keys(runWith().settings);

const shown = (filter: string, given: Parameters<typeof runWith>[0]) => {
  const { terms, problems } = parseFilter(filter, keys);
  expect(problems).toEqual([]);
  return matchesAll(runWith(given), terms, { calendar, hasChanged: () => false });
};

test.each<readonly [string, Partial<RunRow>, Partial<RunRow>]>([
  ['rmse < 5000', { metrics: { rmse: 4999 } }, { metrics: { rmse: 5000 } }],
  ['rmse<=5,000', { metrics: { rmse: 5000 } }, { metrics: { rmse: 5001 } }],
  ['R² >= 90%', { metrics: { r2: 0.9 } }, { metrics: { r2: 0.89 } }],
  ['metric > 0.9', { metrics: { r2: 0.95 } }, { metrics: { r2: 0.5 } }],
  ['epochs >= 10', { epochs: 10 }, { epochs: 9 }],
  ['cost > $0.10', { costUsd: 0.2 }, { costUsd: 0.1 }],
  ['duration < 2min', { durationSeconds: 119 }, { durationSeconds: 120 }],
  ['rows = 20', {}, { rowCounts: { train: 21, validation: 0, test: 0 } }],
  ['local', {}, { connectionId: 'aws:default@us-east-1' }],
  ['AWS', { connectionId: 'aws:default@us-east-1' }, {}],
  ['failed', { status: 'Failed' }, {}],
  ['running', { status: 'Stopping' }, {}],
  ['pinned', { isPinned: true }, {}],
  ['not pinned', {}, { isPinned: true }],
  ['-failed', {}, { status: 'Failed' }],
  ['today', {}, { createdAt: '2026-11-23T23:59:59Z' }],
  ['yesterday', { createdAt: '2026-11-23T23:59:59Z' }, {}],
  ['this  week', { createdAt: '2026-11-23T00:00:00Z' }, { createdAt: '2026-11-22T23:59:59Z' }],
  ['This Month', { createdAt: '2026-11-01T00:00:00Z' }, { createdAt: '2026-10-31T23:59:59Z' }],
  ['tag:x', { tags: ['X'] }, { tags: ['xy'] }],
  ['note:"second try"', { note: 'A second try.' }, { note: 'second' }],
  ['title:lar', {}, { title: 'loans' }],
  ['connection = local', {}, { connectionId: 'aws:default@us-east-1' }],
  ['optimizer = sgd', { settings: { 'hyperparameters.optimizer': 'sgd' } }, {}],
  ['seed > 0', { settings: { 'split.seed': '1' } }, {}],
  ['hyperparameters.epochs = 15', {}, { settings: { 'hyperparameters.epochs': 'auto' } }],
  ['salary', {}, { title: 'loans', target: 'default', trainingJobName: 'loans-1' }],
  [
    '"local"',
    { note: 'the local one', connectionId: 'aws:default@us-east-1' },
    { connectionId: 'aws:b@us-east-1' },
  ],
  [
    'salary and rmse < 5000 and local',
    { metrics: { rmse: 1 } },
    { metrics: { rmse: 1 }, status: 'Failed', connectionId: 'aws:b@us-east-1' },
  ],
])('the filter %s keeps one run and drops another', (filter, kept, dropped) => {
  expect(shown(filter, kept)).toBe(true);
  expect(shown(filter, dropped)).toBe(false);
});

test('a run without a value meets no comparison of it', () => {
  for (const filter of ['epochs < 10', 'epochs >= 10', 'epochs != 10'])
    expect(shown(filter, { epochs: undefined }), filter).toBe(false);
});

test.each([
  ['rmsee < 5000', { kind: 'name', text: 'rmsee', near: 'rmse' }],
  ['colour:red', { kind: 'name', text: 'colour' }],
  ['rmse < many', { kind: 'number', name: 'rmse', text: 'many' }],
  ['rmse <', { kind: 'value', text: 'rmse <' }],
  ['tag:', { kind: 'value', text: 'tag:' }],
  ['title > b', { kind: 'comparison', name: 'title', text: 'title > b' }],
  ['optimizer < sgd', { kind: 'comparison', name: 'optimizer', text: 'optimizer < sgd' }],
  ['failed or stopped', { kind: 'or' }],
  ['constructor < 3', { kind: 'name', text: 'constructor' }],
])('the filter %s has a problem, and the rest of it applies', (filter, problem) => {
  const { problems, terms } = parseFilter(`local ${filter}`, keys);
  expect(problems).toContainEqual(problem);
  expect(terms).toContainEqual({ kind: 'connection', connection: 'local', isNegated: false });
});

test('a comparison of nothing is a problem', () => {
  expect(parseFilter('< 5000', keys).problems).toEqual([{ kind: 'value', text: '<' }]);
});

test.each([
  ['5000', 5000],
  ['5,000.5', 5000.5],
  ['5k', 5000],
  ['-1e-3', -0.001],
  ['.5', 0.5],
  ['50%', 0.5],
  ['1h', 3600],
  ['', undefined],
  ['5 apples', undefined],
  ['1,0', undefined],
  ['1e999', undefined],
])('the amount %j is %j', (text, amount) => {
  expect(parseAmount(text)).toBe(amount);
});

test('any text is a filter, in which each problem is a part of the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      for (const problem of parseFilter(text, keys).problems)
        if (problem.kind === 'name') expect(text).toContain(problem.text);
    }),
  );
});

test('a term and its negation divide the runs', () => {
  const filters = ['local', 'failed', 'salary', 'r2 < 0.5', 'l1 = auto', 'pinned', 'note:first', 'today'];
  fc.assert(
    fc.property(someRuns, fc.constantFrom(...filters), (runs, filter) => {
      const of = (text: string) =>
        runs.filter((run) =>
          matchesAll(run, parseFilter(text, ['hyperparameters.l1']).terms, {
            calendar,
            hasChanged: () => false,
          }),
        );
      const [kept, dropped] = [of(filter), of(`not ${filter}`)];
      expect(kept.length + dropped.length).toBe(runs.length);
      expect(new Set([...kept, ...dropped]).size).toBe(runs.length);
    }),
  );
});

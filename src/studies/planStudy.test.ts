import { expect, test } from 'vitest';
import { parseExperiment } from '../data/experiment/parseExperiment.ts';
import type { StudyPlan, Vary } from '../data/shapes/study.ts';
import type { StudyTable } from '../data/shapes/studyTable.ts';
import { planStudy } from './planStudy.ts';

const raw = {
  version: 1,
  dataset: 't.csv',
  target: 'y',
  features: [{ column: 'b' }, { column: 'a' }],
  split: { test: 0.2 },
  training: { instanceType: 'ml.m5.large' },
  endpoint: { instanceType: 'ml.m5.large' },
};
const table: StudyTable = {
  tableSha256: 'abc',
  features: [{ column: 'b' }, { column: 'a' }],
  usedRowCount: 50,
  testRowCount: 10,
};

function plan(wanted: StudyPlan, { edits = {}, about = {} }: { edits?: object; about?: object } = {}) {
  const calls: unknown[] = [];
  const engine = {
    describeStudy: (request: unknown) => {
      calls.push(request);
      return Promise.resolve({ ...table, ...about });
    },
  };
  const experiment = parseExperiment(JSON.stringify({ ...raw, ...edits }), 't.linear.json');
  const request = { experimentPath: '/t.linear.json', experiment, datasetPath: '/t.csv', plan: wanted };
  return { calls, record: planStudy(request, engine) };
}
const grid = (...vary: Vary[]): StudyPlan => ({ kind: 'variations', method: 'grid', vary, seed: 0 });
const folds: StudyPlan = { kind: 'cross-validation', folds: 5, repeats: 2, seed: 0 };

test('a plan is recorded with the hash of its table and its number of trials', async () => {
  const vary: Vary = { path: ['hyperparameters', 'epochs'], values: [1, 2, 3] };
  await expect(plan(grid(vary)).record).resolves.toMatchObject({
    datasetSha256: 'abc',
    trialCount: 3,
    plan: grid(vary),
  });
});

test('features of an experiment that lists none are recorded, and can be varied', async () => {
  const vary: Vary = { path: ['features', 'a'], values: [null] };
  const edits = { features: undefined };
  await expect(plan(grid(vary), { edits }).record).resolves.toMatchObject({ features: table.features });
});

test.each<[string, Vary, object]>([
  [
    'a value out of range',
    { path: ['hyperparameters', 'wd'], values: [0.1, -1] },
    { path: 'hyperparameters.wd', found: '-1' },
  ],
  [
    'a hyperparameter that there is none of',
    { path: ['hyperparameters', 'weight'], values: [1] },
    { path: 'hyperparameters.weight', found: '1' },
  ],
  [
    'an encoding that there is none of',
    { path: ['features', 'a', 'encode'], values: ['number', 'magic'] },
    { path: 'features.a.encode', found: '"magic"' },
  ],
  [
    'a column that is no feature',
    { path: ['features', 'z', 'encode'], values: ['number'] },
    { path: 'features.z.encode', expected: 'a feature of the experiment' },
  ],
  ['the target', { path: ['target'], values: ['a'] }, { path: 'target' }],
])('%s is refused by its path', async (_, vary, facts) => {
  await expect(plan(grid(vary)).record).rejects.toMatchObject({ code: 'study-unusable', facts });
});

test('settings that fit only together are checked together', async () => {
  const method: Vary = { path: ['split', 'method'], values: ['group'] };
  const column: Vary = { path: ['split', 'column'], values: ['a', 'b'] };
  await expect(plan(grid(method, column)).record).resolves.toMatchObject({ trialCount: 2 });
  await expect(plan(grid(method)).record).rejects.toMatchObject({ code: 'study-unusable' });
});

test('a range of a whole number is drawn in whole numbers, others are not', async () => {
  const range = (name: string): Vary => ({
    path: ['hyperparameters', name],
    low: 1,
    high: 9,
    scale: 'linear',
  });
  const random: StudyPlan = {
    kind: 'variations',
    method: 'random',
    vary: [range('epochs'), range('wd')],
    trials: 4,
    seed: 0,
  };
  await expect(plan(random).record).resolves.toMatchObject({
    plan: { vary: [{ isWhole: true }, expect.not.objectContaining({ isWhole: true })] },
  });
});

test('a million trainings are refused before the table is read', async () => {
  const values = Array.from({ length: 1000 }, (_, index) => index + 1);
  const { record, calls } = plan(
    grid({ path: ['hyperparameters', 'wd'], values }, { path: ['hyperparameters', 'epochs'], values }),
  );
  await expect(record).rejects.toMatchObject({ code: 'study-too-large', facts: { trialCount: 1_000_000 } });
  expect(calls).toEqual([]);
});

test('what preflight refuses is not studied', async () => {
  const failure = { kind: 'small-table', severity: 'failure' };
  await expect(plan(folds, { about: { failure } }).record).rejects.toMatchObject({
    code: 'preflight-failed',
    facts: { file: '/t.linear.json', kind: 'small-table' },
  });
});

test('variations need held-out rows, folds do not', async () => {
  const about = { testRowCount: 0 };
  const vary: Vary = { path: ['hyperparameters', 'epochs'], values: [1] };
  await expect(plan(grid(vary), { about }).record).rejects.toMatchObject({ code: 'study-no-held-out-rows' });
  await expect(plan(folds, { about }).record).resolves.toMatchObject({ trialCount: 10 });
});

test('splits without folds, or with the same ones each time, are refused', async () => {
  const by = (split: object) => ({ edits: { split: { test: 0.2, ...split } } });
  await expect(
    plan(folds, by({ method: 'column', column: 'a', testValues: ['1'] })).record,
  ).rejects.toMatchObject({ code: 'study-no-folds', facts: { method: 'column' } });
  for (const split of [{ method: 'group', column: 'a' }, { shuffle: false }]) {
    await expect(plan(folds, by(split)).record).rejects.toMatchObject({ code: 'study-same-folds' });
    await expect(plan({ ...folds, repeats: 1 }, by(split)).record).resolves.toMatchObject({ trialCount: 5 });
  }
});

test('more folds than groups are refused with the most that there can be', async () => {
  const about = { foldSizes: [30, 10, 10, 0, 0] };
  await expect(plan(folds, { about }).record).rejects.toMatchObject({
    code: 'study-too-many-folds',
    facts: { folds: 5, most: 3 },
  });
});

import { expect, test, vi } from 'vitest';
import type { StudyPlan, Trial } from '../data/shapes/study.ts';
import type { StudyRequest, StudyRunOptions } from '../studies/studies.ts';
import { Uri } from '../../test/fakeVscode.ts';
import { crossValidate, learningCurve, tryVariations } from './studies.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const experiment = { dataset: 'salary.csv', predictorType: 'regressor' };
const uri = Uri.file('/work/salary.linear.json');

/** Services whose studies end with these trials. */
function world(trials: readonly Trial[]) {
  const plans: StudyPlan[] = [];
  const opened: unknown[] = [];
  const services = {
    engine: { readExperiment: async () => experiment },
    trust: async () => ({ tableOf: async () => '/work/salary.csv' }),
    studies: async () => ({
      async plan({ plan }: StudyRequest) {
        plans.push(plan);
        return { studyId: 'one', plan, experiment };
      },
      async run(_: string, { onProgress }: StudyRunOptions) {
        onProgress({ done: 1, total: 2, running: 1 });
      },
      read: async () => ({ trials }),
    }),
    panels: async () => ({
      openStudyPanel: (...given: readonly unknown[]) => void opened.push(given.slice(2)),
    }),
  };
  // SAFETY: all that is used of the services, and of a URI.
  return { plans, opened, given: [services as never, uri as never] as const };
}

const trial = (index: number, r2: number, change: Partial<Trial> = {}): Trial => ({
  index,
  edits: [],
  trainRowCount: 20,
  testRowCount: 10,
  metrics: { r2 },
  durationMs: 1,
  ...change,
});

test('crossValidate with wait returns the scores of the folds, by default five', async () => {
  const { plans, opened, given } = world([trial(0, 0.9), trial(1, 0.7)]);
  const result = await crossValidate(...given, { wait: true, seed: 3 });
  expect(plans).toEqual([{ kind: 'cross-validation', folds: 5, repeats: 1, seed: 3 }]);
  expect(result).toMatchObject({ metric: 'r2', scores: [0.9, 0.7] });
  expect(result?.mean).toBeCloseTo(0.8, 12);
  expect(result?.standardError).toBeCloseTo(Math.SQRT2 * 0.1, 12);
  expect(opened).toEqual([]);
});

test('tryVariations with wait returns the variations, the best first', async () => {
  const wd = (value: number) => [{ path: ['hyperparameters', 'wd'], value }];
  const { given } = world([
    trial(0, 0.7, { edits: wd(0) }),
    trial(1, 0.9, { edits: wd(0.1), intervals: { r2: { low: 0.8, high: 0.95 } } }),
  ]);
  const vary = [{ path: ['hyperparameters', 'wd'], values: [0, 0.1] }];
  expect(await tryVariations(...given, { wait: true, vary })).toEqual({
    metric: 'r2',
    trials: [
      { edits: wd(0.1), value: 0.9, low: 0.8, high: 0.95 },
      { edits: wd(0), value: 0.7 },
    ],
  });
});

test('learningCurve with wait returns a point for each share', async () => {
  const { given } = world([trial(0, 0.6, { share: 0.5, trainRowCount: 10 }), trial(1, 0.9, { share: 1 })]);
  expect(await learningCurve(...given, { wait: true, shares: [0.5, 1] })).toEqual({
    metric: 'r2',
    points: [
      { share: 0.5, trainRowCount: 10, mean: 0.6, low: 0.6, high: 0.6 },
      { share: 1, trainRowCount: 20, mean: 0.9, low: 0.9, high: 0.9 },
    ],
  });
});

test('without wait the Study page opens, with the values that were given', async () => {
  const { plans, opened, given } = world([]);
  expect(await crossValidate(...given)).toBeUndefined();
  expect(await crossValidate(...given, { folds: 10 })).toBeUndefined();
  expect(opened).toEqual([
    ['cross-validation', undefined],
    ['cross-validation', { kind: 'cross-validation', folds: 10, repeats: 1, seed: 0 }],
  ]);
  expect(plans).toEqual([]);
});

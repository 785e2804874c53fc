import type { StudyPlan, Trial } from '../../../src/data/shapes/study.ts';
import type {
  CrossValidationResult,
  DrawnTrial,
  LearningCurveResult,
  RankedTrial,
  ShownStudy,
  ValueEffect,
  VariationsResult,
} from '../../../src/webview/study/contract.ts';

export const createdAt = '2026-11-24T21:31:00Z';

/** Numbers that look random, from 0 to 1, the same each time. */
const wobble = (index: number) => (index * 0.754_877_666) % 1;

const foldPlan = (folds: number, repeats: number): StudyPlan => ({
  kind: 'cross-validation',
  folds,
  repeats,
  seed: 0,
});

function foldOf(index: number, folds: number): Trial {
  const r2 = 0.93 + 0.05 * wobble(index + 1);
  const rmse = 6200 - 2600 * wobble(index + 3);
  return {
    index,
    edits: [],
    fold: index % folds,
    repeat: Math.floor(index / folds),
    trainRowCount: 24,
    testRowCount: 6,
    metrics: { r2, rmse, mae: rmse * 0.8, mse: rmse ** 2 },
    reference: { r2: r2 + 0.012, rmse: rmse - 400, mae: rmse * 0.7, mse: (rmse - 400) ** 2 },
    durationMs: 180 + 60 * wobble(index),
  };
}

function crossValidation(done: number, folds: number): CrossValidationResult {
  const all = Array.from({ length: done }, (_, index) => foldOf(index, folds));
  const summary = (name: 'r2' | 'rmse' | 'mae' | 'mse') => {
    const values = all.flatMap(({ metrics }) => metrics?.[name] ?? []);
    const references = all.flatMap(({ reference }) => reference?.[name] ?? []);
    const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
    const sorted = values.toSorted((a, b) => a - b);
    const standardError = (sorted.at(-1) ?? 0) / 100;
    return {
      name,
      mean: mean(values),
      ...(done > 1 ? { standardError, referenceError: standardError } : {}),
      low: sorted[0] ?? 0,
      high: sorted.at(-1) ?? 0,
      reference: mean(references),
    };
  };
  return {
    kind: 'cross-validation',
    metric: 'r2',
    summaries: done === 0 ? [] : [summary('r2'), summary('rmse'), summary('mae'), summary('mse')],
    folds: all,
    foldCount: done,
    held: { value: 0.974, rowCount: 10 },
  };
}

export const shownStudy = (plan: StudyPlan, result: ShownStudy['result'], count: number): ShownStudy => ({
  studyId: 'study-1',
  createdAt,
  plan,
  trialCount: count,
  doneCount: count,
  failedCount: 0,
  progress: 'done',
  result,
});

export const folded = (done: number, folds: number, repeats: number): ShownStudy => ({
  ...shownStudy(foldPlan(folds, repeats), crossValidation(done, folds), folds * repeats),
  doneCount: done,
});

export const grid: StudyPlan = {
  kind: 'variations',
  method: 'grid',
  vary: [
    { path: ['hyperparameters', 'wd'], values: [0, 0.001, 0.01, 0.1] },
    { path: ['hyperparameters', 'optimizer'], values: ['sgd', 'adam'] },
    { path: ['targetTransform'], values: [null, 'log1p'] },
  ],
  seed: 0,
};

const wds = [0, 0.001, 0.01, 0.1];
const optimizers = ['sgd', 'adam'];
const transforms = [null, 'log1p'];

function gridTrials(): readonly DrawnTrial[] {
  return wds.flatMap((wd, i) =>
    optimizers.flatMap((optimizer, j) =>
      transforms.map((transform, k) => ({
        index: i * 4 + j * 2 + k,
        values: [wd, optimizer, transform],
        value: 0.9 + 0.02 * j - 0.01 * Math.abs(i - 2) + 0.015 * k + 0.01 * wobble(i * 4 + j * 2 + k),
      })),
    ),
  );
}

function effectOf(drawn: readonly DrawnTrial[], axis: number, value: ValueEffect['value']): ValueEffect {
  const scores = drawn
    .filter(({ values }) => values[axis] === value)
    .map((one) => one.value)
    .toSorted((a, b) => a - b);
  return {
    value,
    count: scores.length,
    mean: scores.reduce((sum, one) => sum + one, 0) / scores.length,
    low: scores[0] ?? 0,
    high: scores.at(-1) ?? 0,
  };
}

const paths = [['hyperparameters', 'wd'], ['hyperparameters', 'optimizer'], ['targetTransform']];

function rankedOf({ index, values, value }: DrawnTrial): RankedTrial {
  return {
    index,
    edits: paths.map((path, axis) => ({ path, value: values[axis] ?? null })),
    value,
    low: value - 0.03,
    high: Math.min(1, value + 0.02),
    reference: value + 0.004,
    durationMs: 240,
  };
}

export function variations(done: number): VariationsResult {
  const drawn = gridTrials().slice(0, done);
  return {
    kind: 'variations',
    rows: { kind: 'same', withoutGapsIn: [] },
    metric: 'r2',
    ranked: drawn.toSorted((a, b) => b.value - a.value).map(rankedOf),
    rankedCount: drawn.length,
    axes: [wds, optimizers, transforms].map((values, axis) => ({
      path: paths[axis] ?? [],
      values: values.map((value) => effectOf(drawn, axis, value)).filter(({ count }) => count > 0),
      low: 0,
      high: 1,
      isLog: false,
    })),
    drawn,
  };
}

export const random: StudyPlan = {
  kind: 'variations',
  method: 'random',
  vary: [
    { path: ['hyperparameters', 'learning_rate'], low: 0.0001, high: 1, scale: 'log' },
    { path: ['hyperparameters', 'wd'], low: 0.0001, high: 10, scale: 'log' },
  ],
  trials: 2000,
  seed: 0,
};

export function randomVariations(): VariationsResult {
  const drawn = Array.from({ length: 400 }, (_, index): DrawnTrial => {
    const [rate, wd] = [10 ** (-4 + 4 * wobble(index + 1)), 10 ** (-4 + 5 * wobble(7 * index + 2))];
    return {
      index: index * 5,
      values: [rate, wd],
      value: 0.95 - 0.05 * (Math.log10(rate) + 1.5) ** 2 - 0.02 * Math.max(0, Math.log10(wd)),
    };
  });
  const paths2 = [
    ['hyperparameters', 'learning_rate'],
    ['hyperparameters', 'wd'],
  ];
  return {
    kind: 'variations',
    rows: { kind: 'same', withoutGapsIn: [] },
    metric: 'r2',
    ranked: drawn
      .toSorted((a, b) => b.value - a.value)
      .slice(0, 200)
      .map(({ index, values, value }) => ({
        index,
        edits: paths2.map((path, axis) => ({ path, value: values[axis] ?? null })),
        value,
        low: value - 0.03,
        high: value + 0.02,
        durationMs: 240,
      })),
    rankedCount: 2000,
    axes: [
      { path: paths2[0] ?? [], low: 0.0001, high: 1, isLog: true },
      { path: paths2[1] ?? [], low: 0.0001, high: 10, isLog: true },
    ],
    drawn,
  };
}

export const oneOut: StudyPlan = { kind: 'variations', method: 'leave-one-feature-out', vary: [], seed: 0 };

export function leftOut(): VariationsResult {
  const features = ['age', 'bmi', 'children', 'smoker', 'region', 'sex'];
  const worths = [0.062, 0.031, 0.004, 0.41, 0.001, -0.002];
  const base: RankedTrial = { index: 0, edits: [], value: 0.74, low: 0.69, high: 0.78, durationMs: 300 };
  const ranked = features.map((feature, index): RankedTrial => ({
    index: index + 1,
    edits: [{ path: ['features', feature], value: null }],
    value: 0.74 - (worths[index] ?? 0),
    low: 0.69 - (worths[index] ?? 0),
    high: 0.78 - (worths[index] ?? 0),
    durationMs: 300,
  }));
  return {
    kind: 'variations',
    rows: { kind: 'same', withoutGapsIn: ['bmi'] },
    metric: 'r2',
    ranked: [base, ...ranked].toSorted((a, b) => b.value - a.value),
    rankedCount: 7,
    base,
    axes: [],
    drawn: [],
  };
}

const shares = [0.1, 0.2, 0.4, 0.6, 0.8, 1];
export const curvePlan: StudyPlan = { kind: 'learning-curve', shares, repeats: 5, seed: 0 };

export function learningCurve(
  moreRows?: LearningCurveResult['moreRows'],
  count = shares.length,
): LearningCurveResult {
  return {
    kind: 'learning-curve',
    metric: 'r2',
    points: shares.slice(0, count).map((share) => {
      const mean = 0.95 - 0.03 / share ** 0.9;
      return {
        share,
        trainRowCount: Math.round(400 * share),
        count: 5,
        mean,
        low: mean - 0.02 / share ** 0.5,
        high: mean + 0.012 / share ** 0.5,
        reference: mean + 0.006,
      };
    }),
    ...(moreRows === undefined ? {} : { moreRows }),
  };
}

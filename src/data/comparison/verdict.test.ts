import { describe, expect, test } from 'vitest';
import type { Evaluation, RegressionEvaluation } from '../../learner/metrics/evaluation.ts';
import type { PairedDifference } from '../../learner/metrics/metricNames.ts';
import type { ComparedRegressors, HeldOutComparison } from '../shapes/heldOutComparison.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { verdictOf } from './verdict.ts';
import { differenceWords, verdictWords } from './verdictWords.ts';

const say = {
  t: (english: string, ...values: readonly (string | number)[]) =>
    english.replaceAll(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
  number: (value: number, decimals = 0) => value.toFixed(decimals).replace('-', '−'),
};
const differenceOf = (change: Partial<PairedDifference>): PairedDifference => ({
  metric: 'r2',
  first: 0.9,
  second: 0.912,
  difference: 0.012,
  low: -0.004,
  high: 0.028,
  rowCount: 100,
  ...change,
});
const compared = (...differences: readonly PairedDifference[]): ComparedRegressors => ({
  kind: 'regressors',
  predictorType: 'regressor',
  target: 'y',
  commonRowCount: 100,
  rowCounts: { a: 100, b: 100 },
  alignedBy: 'row-number',
  differences,
  featureNames: [],
  counts: { closerA: 50, closerB: 50, equal: 0 },
  closerA: [],
  closerB: [],
});
const metrics = { rowCount: 1, mse: 1, rmse: 1, mae: 1, r2: 0.5, maxAbsoluteError: 1, bias: 0 };
const regression = (weight: number): RegressionEvaluation => ({
  predictorType: 'regressor',
  target: 'y',
  featureNames: ['x'],
  coefficients: { bias: 1, weights: [weight] },
  metrics,
  baseline: metrics,
  trainMetrics: metrics,
  trainMean: 0,
  pairs: [],
});
const preparation: Preparation = { version: 3, target: 'y', features: [], trainMean: 0, testRowNumbers: [] };
const model = (evaluation: Evaluation | undefined) => ({ evaluation, preparation });
const wordsOf = (comparison: HeldOutComparison | undefined, one = regression(1), other = regression(2)) =>
  verdictWords(say, verdictOf(model(one), model(other), comparison));
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('the verdict about two models', () => {
  test('is by the metric that runs are ranked by, whatever comes first', () => {
    const rmse = differenceOf({ metric: 'rmse', difference: -5 });
    expect(plain(wordsOf(compared(rmse, differenceOf({}))))).toBe(
      '0.012 better R², within what other held-out rows would change (95 %: −0.004 to 0.028)',
    );
  });

  test('is by another metric where that one is undefined', () => {
    const rmse = differenceOf({ metric: 'rmse', difference: -140, low: -300, high: 20 });
    expect(plain(wordsOf(compared(rmse)))).toBe(
      '140 better RMSE, within what other held-out rows would change (95 %: −20 to 300)',
    );
  });

  test('says more than chance where the interval leaves zero out', () => {
    expect(plain(wordsOf(compared(differenceOf({ low: 0.004 }))))).toBe(
      '0.012 better R², more than chance (95 %: 0.004 to 0.028)',
    );
    const worse = differenceOf({ difference: -0.05, low: -0.08, high: -0.02 });
    expect(plain(wordsOf(compared(worse)))).toBe('0.050 worse R², more than chance (95 %: 0.020 to 0.080)');
  });

  test.each([1, 5])('rules chance out on no fewer than six rows: %i', (rowCount) => {
    const difference = differenceOf({ low: 0.012, high: 0.012, rowCount });
    const verdict = verdictOf(model(regression(1)), model(regression(2)), compared(difference));
    expect(verdict).toMatchObject({ kind: 'compared', result: 'better', isBeyondChance: false });
    expect(verdictWords(say, verdict)).toBe(
      `0.012 better R², on too few common held-out rows to rule out chance: ${rowCount}`,
    );
    expect(wordsOf(compared({ ...difference, rowCount: 6 }))).toContain('more than chance');
  });

  test('says that models are equally good where the metric is the same', () => {
    const none = differenceOf({ difference: 0, low: -0.01, high: 0.01 });
    expect(plain(wordsOf(compared(none)))).toBe('the same R² (95 %: −0.010 to 0.010)');
  });

  test('is the same model where coefficients and preparation are, even with other held-out rows', () => {
    const others = { kind: 'not-comparable', why: 'other-held-out-rows' } as const;
    expect(wordsOf(others, regression(1), regression(1))).toBe('the same model');
    const binary = verdictOf(
      { evaluation: regression(1), preparation: { ...preparation, features: [] } },
      {
        evaluation: regression(1),
        preparation: {
          ...preparation,
          features: [{ encode: 'hash', planned: { column: 'x' }, fitted: { buckets: 1, isNumber: false } }],
        },
      },
      others,
    );
    expect(binary).toEqual({ kind: 'not-comparable', why: 'other-held-out-rows', side: undefined });
  });

  test.each([
    ['other-held-out-rows', undefined, 'not comparable: other held-out rows'],
    ['other-target', undefined, 'not comparable: another target'],
    ['other-problem', undefined, 'not comparable: another predictor type, or other classes'],
    ['no-held-out-rows', 'a', 'not comparable: the base held out no rows'],
    ['no-held-out-rows', 'b', 'not comparable: it held out no rows'],
    ['held-out-rows-missing', 'b', 'not comparable: its held-out rows are no longer on this machine'],
  ] as const)('says why there is none: %s of %s', (why, side, words) => {
    expect(wordsOf({ kind: 'not-comparable', why, side })).toBe(words);
  });

  test('says which of the two is not evaluated', () => {
    expect(verdictWords(say, verdictOf(model(undefined), model(regression(1)), undefined))).toBe(
      'not comparable: the base is not evaluated',
    );
    expect(verdictWords(say, verdictOf(model(regression(1)), model(undefined), undefined))).toBe(
      'not comparable: it is not evaluated',
    );
  });
});

test('a difference has two significant digits of its interval', () => {
  const small = differenceOf({ difference: 0.00031, low: -0.0002, high: 0.0008 });
  expect(plain(differenceWords(say, small))).toContain('0.00031 better R²');
});

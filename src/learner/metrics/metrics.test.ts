import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { binaryMetrics, brierScore, confusionAt, fBeta, logLoss } from './binary.ts';
import { calibrationCurve } from './calibration.ts';
import {
  precisionAtRecall,
  precisionRecallCurve,
  recallAtPrecision,
  rocAuc,
  rocCurve,
  trapezoid,
} from './curves.ts';
import {
  addCounts,
  confusionMatrix,
  discountedCumulativeGain,
  macroFBeta,
  multiclassAuc,
  multiclassLogLoss,
  multiclassMetrics,
  noCounts,
  topKAccuracy,
  weightedAverages,
} from './multiclass.ts';
import { pointwiseLoss } from '../trainer/losses.ts';
import { errorMetrics, regressionMetrics } from './regression.ts';

/** What scikit-learn computes; null is undefined, "inf" for infinity. */
const golden = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/metrics.json', import.meta.url), 'utf8'),
);
const names = (cases: readonly { name: string }[]) => cases.map(({ name }) => [name]);
const caseNamed = (kind: string, name: string) =>
  golden[kind].find((one: { name: string }) => one.name === name);

function near(actual: number | undefined, expected: number): void {
  if (actual === undefined) throw new Error('no value');
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
}

function allNear(actual: readonly number[], expected: readonly (number | string)[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) {
    if (value === 'inf') expect(actual[index]).toBe(Infinity);
    else near(actual[index], Number(value));
  }
}

test.each(names(golden.regression))('regression metrics equal those of scikit-learn: %s', (name) => {
  const one = caseNamed('regression', name);
  const found = regressionMetrics(one.y_true, one.y_pred);
  near(found.mse, one.mse);
  near(found.rmse, one.rmse);
  near(found.mae, one.mae);
  near(found.maxAbsoluteError, one.max_error);
  near(found.bias, -one.mean_error_true_minus_pred);
  // Where the actual values do not vary scikit-learn forces 0 or 1; ours says that there is no r2.
  if (found.r2 === null) expect(new Set(one.y_true).size).toBe(1);
  else near(found.r2, one.r2);
  const further = errorMetrics(one.y_true, one.y_pred);
  near(further.medianAbsoluteError, one.median_ae);
  near(further.meanAbsolutePercentageError, one.mape);
  if (further.errorDeviation === null) expect(one.residual_std_ddof1).toBeNull();
  else near(further.errorDeviation, one.residual_std_ddof1);
  if (further.explainedVariance === null) expect(new Set(one.y_true).size).toBe(1);
  else near(further.explainedVariance, one.explained_variance);
  const { value } = pointwiseLoss({ name: 'quantile_loss', quantile: 0.9 });
  const pinball = one.y_true.map((y: number, row: number) => value(one.y_pred[row], y));
  near(
    pinball.reduce((sum: number, loss: number) => sum + loss, 0) / pinball.length,
    one['quantile_loss_0.9'],
  );
});

test.each(names(golden.binary))(
  'binary metrics equal those of scikit-learn at each threshold: %s',
  (name) => {
    const one = caseNamed('binary', name);
    for (const expected of one.thresholds) {
      const confusion = confusionAt(one.y_true, one.score, expected.threshold);
      expect(confusion).toEqual({
        truePositives: expected.tp,
        falsePositives: expected.fp,
        falseNegatives: expected.fn,
        trueNegatives: expected.tn,
      });
      const found = binaryMetrics(confusion);
      near(found.accuracy, expected.accuracy);
      near(found.balancedAccuracy, expected.balanced_accuracy);
      near(found.precision, expected.precision);
      near(found.recall, expected.recall);
      near(found.f1, expected.f1);
      near(found.mcc, expected.mcc);
      if (expected.kappa === null) expect(found.kappa).toBeNaN();
      else near(found.kappa, expected.kappa);
      if (expected.specificity !== null) near(found.specificity, expected.specificity);
      near(fBeta(confusion, 0.5), expected['f_beta_0.5']);
      near(fBeta(confusion, 2), expected.f_beta_2);
    }
  },
);

const ofBothClasses = golden.binary.filter(({ roc }: { roc?: object }) => roc !== undefined);

describe.each(names(ofBothClasses))('binary scores: %s', (name) => {
  const one = caseNamed('binary', name);

  test('have the curves of scikit-learn', () => {
    for (const [expected, keepsAll] of [
      [one.roc, true],
      [one.roc_drop_intermediate, false],
    ]) {
      const roc = rocCurve(one.y_true, one.score, { keepsAll });
      allNear(roc.falsePositiveRates, expected.fpr);
      allNear(roc.truePositiveRates, expected.tpr);
      allNear(roc.thresholds, expected.thresholds);
    }
    near(rocAuc(one.y_true, one.score), one.roc.auc);
    const curve = precisionRecallCurve(one.y_true, one.score);
    allNear(curve.precision, one.pr.precision);
    allNear(curve.recall, one.pr.recall);
    allNear(curve.thresholds, one.pr.thresholds);
    near(curve.averagePrecision, one.pr.average_precision);
    near(-trapezoid(curve.recall, curve.precision), one.pr.auc_trapezoid);
    for (const expected of one.recall_at_precision) {
      const point = recallAtPrecision(curve, expected.precision_at_least);
      if (expected.recall === null) expect(point).toBeUndefined();
      else expect(point).toMatchObject({ recall: expected.recall, threshold: expected.threshold });
    }
    for (const expected of one.precision_at_recall)
      expect(precisionAtRecall(curve, expected.recall_at_least)).toMatchObject({
        precision: expected.precision,
        threshold: expected.threshold,
      });
  });

  test('have the probability metrics of scikit-learn', () => {
    near(logLoss(one.y_true, one.score), one.log_loss);
    near(brierScore(one.y_true, one.score), one.brier);
    for (const strategy of ['uniform', 'quantile'] as const)
      for (const binCount of [5, 10]) {
        const found = calibrationCurve(one.y_true, one.score, binCount, strategy);
        const expected = one[`calibration_${strategy}_${binCount}`];
        allNear(found.fractionPositive, expected.fraction_positive);
        allNear(found.meanPredicted, expected.mean_predicted);
      }
  });
});

test('the AUC of a single class is NaN', () => {
  expect(rocAuc([0, 0], [0.1, 0.9])).toBeNaN();
});

test.each(names(golden.multiclass))('multiclass metrics equal those of scikit-learn: %s', (name) => {
  const one = caseNamed('multiclass', name);
  const classCount = one.num_classes;
  const confusion = confusionMatrix(one.y_true, one.y_pred_argmax, classCount);
  expect(confusion).toEqual(one.confusion_rows_true_cols_pred);
  const counts = noCounts(classCount);
  addCounts(counts, one.y_true, one.y_pred_argmax);
  const found = multiclassMetrics(counts);
  near(found.accuracy, one.accuracy);
  near(found.balancedAccuracy, one.balanced_accuracy);
  near(found.macroPrecision, one.precision_macro);
  near(found.macroRecall, one.recall_macro);
  near(found.macroF1, one.f1_macro);
  near(found.mcc, one.mcc);
  near(found.kappa, one.kappa);
  near(macroFBeta(counts, 2), one.f_beta_2_macro);
  for (const key of ['precision', 'recall', 'f1', 'support'] as const)
    allNear(
      found.perClass.map((metrics) => metrics[key]),
      one.per_class[key],
    );
  const scores = { actual: one.y_true, classCount, probabilities: one.probabilities.flat() };
  for (const [k, expected] of Object.entries<number>(one.top_k_accuracy))
    near(topKAccuracy(scores, Number(k)), expected);
  near(discountedCumulativeGain(scores), one['dcg (sklearn definition)'].dcg);
  near(multiclassLogLoss(scores), one.log_loss);
  const weighted = weightedAverages(found.perClass);
  near(weighted.precision, one.precision_weighted);
  near(weighted.recall, one.recall_weighted);
  near(weighted.f1, one.f1_weighted);
  if (one.roc_auc_ovr_macro === undefined) expect(multiclassAuc(scores, 'rest')).toBeNaN();
  else {
    near(multiclassAuc(scores, 'rest'), one.roc_auc_ovr_macro);
    near(multiclassAuc(scores, 'each-other'), one.roc_auc_ovo_macro);
  }
});

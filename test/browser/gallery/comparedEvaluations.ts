import type { HeldOutComparison } from '../../../src/data/shapes/heldOutComparison.ts';
import type { Evaluation } from '../../../src/learner/metrics/evaluation.ts';
import type { PairedDifference } from '../../../src/learner/metrics/metricNames.ts';

const differenceOf = (
  metric: PairedDifference['metric'],
  difference: number,
  spread: number,
): PairedDifference => ({
  metric,
  first: 0.9,
  second: 0.9 + difference,
  difference,
  low: difference - spread,
  high: difference + spread,
  rowCount: 300,
});

/** What the data engine would find on common rows. */
export function heldOutOf(evaluation: Evaluation, shift: number): HeldOutComparison {
  const { target, featureNames } = evaluation;
  const common = {
    target,
    commonRowCount: 300,
    rowCounts: { a: 300, b: 300 },
    alignedBy: 'row-number' as const,
    featureNames,
  };
  const rows = evaluation.pairs.slice(0, 24);
  if (evaluation.predictorType === 'regressor') {
    const compared = rows.map(({ row, features, actual, predicted }, at) => ({
      row,
      features,
      actual,
      predicted: { a: predicted, b: predicted + (actual - predicted) * (at % 2 === 0 ? 0.6 : -0.4) },
    }));
    return {
      kind: 'regressors',
      predictorType: 'regressor',
      ...common,
      differences: [
        differenceOf('r2', shift, 0.016),
        { ...differenceOf('rmse', -20_000 * shift, 500), first: 5900, second: 5900 - 20_000 * shift },
      ],
      counts: { closerA: 120, closerB: 175, equal: 5 },
      closerA: compared.filter((_, at) => at % 2 === 1),
      closerB: compared.filter((_, at) => at % 2 === 0),
    };
  }
  const nameOf = (index: number) => evaluation.classNames[index] ?? '';
  const compared = evaluation.pairs.slice(0, 24).map(({ row, features, actual, score }) => ({
    row,
    features,
    actual: nameOf(actual),
    predicted: { a: nameOf(actual), b: nameOf((actual + 1) % evaluation.classNames.length) },
    scores: { a: score, b: 1 - score },
  }));
  const isBinary = evaluation.predictorType === 'binary_classifier';
  return {
    kind: 'classifiers',
    predictorType: evaluation.predictorType,
    ...common,
    differences: [
      differenceOf(isBinary ? 'auc' : 'macro_f1', shift, 0.016),
      differenceOf('accuracy', -shift / 2, 0.02),
    ],
    counts: { bothRight: 250, onlyA: 14, onlyB: 22, bothWrong: 14 },
    onlyA: compared.slice(0, 14),
    onlyB: compared
      .slice(10)
      .map(({ predicted, ...rest }) => ({ ...rest, predicted: { a: predicted.b, b: predicted.a } })),
  };
}

/** The same on two rows that both happened to hold out. */
export function fewRows(heldOut: HeldOutComparison): HeldOutComparison {
  if (heldOut.kind !== 'regressors') return heldOut;
  return {
    ...heldOut,
    commonRowCount: 2,
    differences: heldOut.differences.map((difference) => ({ ...difference, rowCount: 2 })),
    counts: { closerA: 1, closerB: 1, equal: 0 },
    closerA: heldOut.closerA.slice(0, 1),
    closerB: heldOut.closerB.slice(0, 1),
  };
}

/** The same evaluation of a model that differs a little. */
export function varied(evaluation: Evaluation, by: number): Evaluation {
  switch (evaluation.predictorType) {
    case 'regressor':
      return {
        ...evaluation,
        coefficients: {
          bias: evaluation.coefficients.bias * (1 + by / 10),
          weights: evaluation.coefficients.weights.map(
            (weight, index) => weight * (1 + (index % 2 === 0 ? by : -by)),
          ),
        },
        pairs: evaluation.pairs.map((pair, index) => ({
          ...pair,
          predicted: pair.predicted + (pair.actual - pair.predicted) * by * (index % 3),
        })),
      };
    case 'binary_classifier': {
      const bend = ({ x, y }: { readonly x: number; readonly y: number }) => ({ x, y: y ** (1 + by) });
      const { judgement } = evaluation;
      return {
        ...evaluation,
        coefficients: {
          bias: -6,
          weights: evaluation.coefficients.weights.map((weight) => weight * (1 + by)),
        },
        judgement: {
          ...judgement,
          auc: (judgement.auc ?? 0) - by / 5,
          roc: judgement.roc.map(bend),
          precisionRecall: judgement.precisionRecall.map(bend),
          calibration: judgement.calibration.map((group) => ({
            ...group,
            fractionPositive: group.fractionPositive ** (1 + by),
          })),
        },
      };
    }
    case 'multiclass_classifier': {
      const { judgement } = evaluation;
      return {
        ...evaluation,
        coefficients: {
          ...evaluation.coefficients,
          weights: evaluation.coefficients.weights.map((line) => line.map((weight) => weight * (1 + by))),
        },
        judgement: {
          ...judgement,
          metrics: {
            ...judgement.metrics,
            confusion: judgement.metrics.confusion.map((line, row) =>
              line.map((count, at) =>
                at === row ? count + 2 : at === (row + 1) % line.length ? Math.max(0, count - 2) : count,
              ),
            ),
          },
        },
      };
    }
  }
}

import type { Experiment } from '../../../data/shapes/experiment.ts';
import { lossesOf } from '../../../learner/hyperparameters/spec.ts';
import type { KeptCurves, RunOutcome } from '../../../runs/history/outcome.ts';
import type {
  BinaryEvaluation,
  CurvePoint,
  Evaluation,
  MulticlassEvaluation,
  RegressionEvaluation,
} from '../../../learner/metrics/evaluation.ts';
import { thinned, worstIndex } from '../../contract/thinned.ts';
import type { ConfusionDifference, LossLine, ShownResult } from '../contract.ts';

/** Of ten runs on one picture. */
const mostCurvePoints = 150;
const mostResiduals = 300;
const mostClasses = 20;

/** The loss of the model that was chosen; undefined where the records have none. */
export function lossLineOf(
  outcome: RunOutcome | undefined,
  experiment: Pick<Experiment, 'predictorType' | 'hyperparameters' | 'target'>,
): LossLine | undefined {
  const curves = outcome?.curves;
  if (outcome === undefined || curves === undefined) return undefined;
  const points = pointsOf(curves);
  if (points.length === 0) return undefined;
  return {
    lossOf: curves.lossOf,
    loss: lossFunctionOf(experiment),
    target: experiment.target,
    points,
    epochCount: outcome.epochs,
    modelCount: curves.models.length,
  };
}

function lossFunctionOf({
  predictorType,
  hyperparameters: { loss = 'auto' },
}: Pick<Experiment, 'predictorType' | 'hyperparameters'>): string {
  return loss === 'auto' ? lossesOf[predictorType][0] : String(loss);
}

function pointsOf({ models, winner, epochs }: KeptCurves): readonly CurvePoint[] {
  const chosen =
    models.find(({ model }) => model === winner) ??
    models.toSorted((a, b) => lastOf(a.losses) - lastOf(b.losses)).at(0);
  return (chosen?.losses ?? []).flatMap((y, index) => {
    const x = epochs[index];
    return x === undefined || !Number.isFinite(y) ? [] : [{ x, y }];
  });
}

const lastOf = (losses: readonly number[]) => losses.findLast(Number.isFinite) ?? Infinity;

/** What the pictures of a run are made of, whose size does not grow with its rows. */
export function shownResultOf(evaluation: Evaluation): ShownResult {
  switch (evaluation.predictorType) {
    case 'regressor':
      return errorsOf(evaluation);
    case 'binary_classifier':
      return curvesOf(evaluation);
    case 'multiclass_classifier':
      return { kind: 'multiclass' };
  }
}

function errorsOf({ pairs, metrics }: RegressionEvaluation): ShownResult {
  const sizes = pairs.map(({ actual, predicted }) => Math.abs(predicted - actual)).toSorted((a, b) => a - b);
  const steps = Math.min(mostCurvePoints, sizes.length);
  const cumulative = Array.from({ length: steps }, (_, step): CurvePoint => {
    const count = Math.ceil(((step + 1) / steps) * sizes.length);
    return { x: sizes[count - 1] ?? 0, y: count / sizes.length };
  });
  return {
    kind: 'regression',
    cumulative: steps === 0 ? [] : [{ x: 0, y: 0 }, ...cumulative],
    medianError: sizes[Math.floor((sizes.length - 1) / 2)] ?? 0,
    meanError: metrics.bias,
    residuals: thinned(pairs, mostResiduals, worstIndex(pairs)).map(({ actual, predicted }) => ({
      x: predicted,
      y: predicted - actual,
    })),
    rowCount: metrics.rowCount,
  };
}

function curvesOf({ judgement, classNames }: BinaryEvaluation): ShownResult {
  const { auc, averagePrecision, roc, precisionRecall, calibration, rowCount, positiveCount } = judgement;
  return {
    kind: 'binary',
    positiveClass: classNames[1],
    rowCount,
    positiveCount,
    ...(auc === null ? {} : { auc }),
    ...(averagePrecision === null ? {} : { averagePrecision }),
    roc: curveOf(roc),
    precisionRecall: curveOf(precisionRecall),
    calibration,
  };
}

/** Of many points some, and both ends. */
function curveOf(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const last = points.at(-1);
  if (points.length <= mostCurvePoints || last === undefined) return points;
  return [...thinned(points.slice(0, -1), mostCurvePoints), last];
}

/** How often the run takes classes for which, less how often the base does; undefined where they share no class. */
export function confusionDifference(
  base: MulticlassEvaluation,
  run: MulticlassEvaluation,
): ConfusionDifference | undefined {
  const supportOf = (evaluation: MulticlassEvaluation, name: string) =>
    (evaluation.judgement.metrics.confusion[evaluation.classNames.indexOf(name)] ?? []).reduce(
      (sum, count) => sum + count,
      0,
    );
  const known = new Set(run.classNames);
  const shared = base.classNames.filter((name) => known.has(name));
  if (shared.length === 0) return undefined;
  const frequent = new Set(
    shared.toSorted((a, b) => supportOf(base, b) - supportOf(base, a)).slice(0, mostClasses),
  );
  const classNames = shared.filter((name) => frequent.has(name));
  const unit = classNames.every((name) => supportOf(base, name) === supportOf(run, name)) ? 'rows' : 'share';
  const matrixOf = (evaluation: MulticlassEvaluation) =>
    classNames.map((actual) => {
      const scale = unit === 'rows' ? 1 : Math.max(1, supportOf(evaluation, actual));
      const line = evaluation.judgement.metrics.confusion[evaluation.classNames.indexOf(actual)] ?? [];
      return classNames.map((predicted) => (line[evaluation.classNames.indexOf(predicted)] ?? 0) / scale);
    });
  const [before, after] = [matrixOf(base), matrixOf(run)];
  const differences = after.map((line, row) => line.map((value, at) => value - (before[row]?.[at] ?? 0)));
  return { classNames, classCount: shared.length, differences, before, after, unit };
}

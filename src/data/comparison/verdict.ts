import { higherIsBetter, mainMetricOf } from '../../learner/metrics/metricNames.ts';
import type { PairedDifference } from '../../learner/metrics/metricNames.ts';
import type { Evaluation } from '../../learner/metrics/evaluation.ts';
import type { HeldOutComparison, NotComparable } from '../shapes/heldOutComparison.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { isSameJson } from './json.ts';

/** Which of two models is better, as far as their common held-out rows tell. */
export type Verdict =
  | { readonly kind: 'same-model' }
  | {
      readonly kind: 'not-comparable';
      /** no-metric: none is defined for both on the common rows. */
      readonly why: NotComparable['why'] | 'not-evaluated' | 'no-metric';
      /** Whose; absent where it is about both. */
      readonly side?: 'base' | 'run' | undefined;
    }
  | {
      readonly kind: 'compared';
      /** The run less its base. */
      readonly difference: PairedDifference;
      readonly result: 'better' | 'worse' | 'equal';
      /** Whether the interval leaves zero out, on enough rows. */
      readonly isBeyondChance: boolean;
    };

/** A model as far as it says whether another is the same. */
export interface ModelOf {
  readonly evaluation: Evaluation | undefined;
  readonly preparation: Preparation;
}

/** What decides is the metric that runs are ranked by, or else the first that both have. */
export function verdictOf(base: ModelOf, run: ModelOf, compared: HeldOutComparison | undefined): Verdict {
  if (isSameModel(base, run)) return { kind: 'same-model' };
  if (compared === undefined) {
    const side = base.evaluation === undefined ? 'base' : run.evaluation === undefined ? 'run' : undefined;
    return { kind: 'not-comparable', why: 'not-evaluated', side };
  }
  if (compared.kind === 'not-comparable') {
    const side = compared.side && (compared.side === 'a' ? 'base' : 'run');
    return { kind: 'not-comparable', why: compared.why, side };
  }
  const main = mainMetricOf(compared.predictorType);
  const difference = compared.differences.find(({ metric }) => metric === main) ?? compared.differences[0];
  if (difference === undefined) return { kind: 'not-comparable', why: 'no-metric' };
  return {
    kind: 'compared',
    difference,
    result: resultOf(difference),
    isBeyondChance: isBeyondChance(difference),
  };
}

/** All of five rows favor the same one of two equal models one time in 16 (sign test): above 5 %, whatever a bootstrap says. */
const fewestRows = 6;

export const hasEnoughRows = ({ rowCount }: Pick<PairedDifference, 'rowCount'>): boolean =>
  rowCount >= fewestRows;

export const isBeyondChance = (difference: Pick<PairedDifference, 'low' | 'high' | 'rowCount'>): boolean =>
  hasEnoughRows(difference) && (difference.low > 0 || difference.high < 0);

export function resultOf({
  metric,
  difference,
}: Pick<PairedDifference, 'metric' | 'difference'>): 'better' | 'worse' | 'equal' {
  if (difference === 0 || Number.isNaN(difference)) return 'equal';
  return difference > 0 === higherIsBetter(metric) ? 'better' : 'worse';
}

/** A difference turned so that a positive number is what `resultOf` says. */
export function turned({ metric, difference, low, high }: PairedDifference): {
  readonly size: number;
  readonly low: number;
  readonly high: number;
} {
  const isUp = resultOf({ metric, difference }) === 'equal' ? higherIsBetter(metric) : difference > 0;
  return isUp ? { size: difference, low, high } : { size: 0 - difference, low: 0 - high, high: 0 - low };
}

/** Two significant digits of the largest of the numbers. */
export function sharedDecimals(values: readonly number[]): number {
  const largest = values.reduce(
    (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
    0,
  );
  return largest === 0 ? 3 : Math.max(0, Math.min(6, 1 - Math.floor(Math.log10(largest))));
}

/** Whether both models answer alike: the same columns made in the same way, and the same coefficients. */
function isSameModel(base: ModelOf, run: ModelOf): boolean {
  const [one, other] = [base.evaluation, run.evaluation];
  return (
    one !== undefined &&
    other !== undefined &&
    isSameJson(answeringPartOf(one), answeringPartOf(other)) &&
    isSameJson(base.preparation.features, run.preparation.features)
  );
}

function answeringPartOf(evaluation: Evaluation): unknown {
  const { predictorType, target, featureNames, coefficients } = evaluation;
  const common = { predictorType, target, featureNames, coefficients };
  switch (evaluation.predictorType) {
    case 'regressor':
      return { ...common, transform: evaluation.targetTransform };
    case 'binary_classifier':
      return { ...common, classNames: evaluation.classNames, threshold: evaluation.threshold };
    case 'multiclass_classifier':
      return { ...common, classNames: evaluation.classNames };
  }
}

import type { ReferenceFit } from '../../../learner/metrics/evaluation.ts';

/** Standard errors beyond which a mean difference is no chance: 95 % of a normal distribution are within 1.96. */
const chance = 2;
/** A difference that matters: a loss, in its own unit, that is 5 % higher. */
const leastRatio = 1.05;

/** Sums of the differences between the losses of a trained model and of its reference, row by row. */
export function lossDifferences() {
  let [rowCount, sum, squares] = [0, 0, 0];
  return {
    add(model: number, reference: number): void {
      const difference = model - reference;
      rowCount += 1;
      sum += difference;
      squares += difference * difference;
    },
    /** Whether the mean difference is more than chance (a paired test; one row says nothing). */
    isReal(): boolean {
      const mean = sum / rowCount;
      const variance = Math.max(0, squares / rowCount - mean * mean);
      return rowCount > 1 && Math.abs(mean) > chance * Math.sqrt(variance / (rowCount - 1));
    },
  };
}

/** The trained model beside its reference by their losses, which differ by `least` where it matters. */
export function besideReference(
  differences: ReturnType<typeof lossDifferences>,
  losses: Readonly<Record<'model' | 'reference' | 'least', number>>,
): NonNullable<ReferenceFit<unknown>['model']> {
  const { model, reference, least } = losses;
  const [low, high] = model < reference ? [model, reference] : [reference, model];
  const matters = high - low > least && high > leastRatio * low;
  if (!matters || !differences.isReal()) return 'level';
  return model < reference ? 'better' : 'worse';
}

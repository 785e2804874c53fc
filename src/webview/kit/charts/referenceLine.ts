import type { CurvePoint } from '../../../learner/metrics/evaluation.ts';
import type { Theme } from './theme.ts';

/** What a curve is read against: thin and dashed. */
export const referenceLine = (theme: Theme, data: readonly CurvePoint[]) => ({
  type: 'line' as const,
  data: [...data],
  borderColor: theme.reference,
  borderWidth: 1,
  borderDash: [4, 3],
});

import type { ColumnFacts } from '../profile/types.ts';

/** Why a model cannot learn from a column. */
export type Unusable = 'text' | 'missing' | 'constant';

/** Undefined for numbers that are all there and vary. */
export function whyUnusable({
  type,
  missingCount,
  distinctCount,
}: Pick<ColumnFacts, 'type' | 'missingCount' | 'distinctCount'>): Unusable | undefined {
  if (type === 'text' || type === 'boolean') return 'text';
  if (distinctCount === 1) return 'constant';
  return missingCount > 0 ? 'missing' : undefined;
}

import type { Unusable } from '../shapes/findings.ts';
import type { ColumnFacts } from '../shapes/profile.ts';

/** Why a column cannot be a feature; undefined for a numeric column that varies and has no missing values. */
export function whyUnusable({
  type,
  missingCount,
  distinctCount,
}: Pick<ColumnFacts, 'type' | 'missingCount' | 'distinctCount'>): Unusable | undefined {
  if (type === 'text' || type === 'boolean') return 'text';
  if (distinctCount === 1) return 'constant';
  return missingCount > 0 ? 'missing' : undefined;
}

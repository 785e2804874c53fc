import { isIdentifier } from '../findings/identifier.ts';
import type { Unusable } from '../shapes/findings.ts';
import type { ColumnFacts } from '../shapes/profile.ts';

type Facts = Pick<ColumnFacts, 'name' | 'type' | 'why' | 'missingCount' | 'nonNullCount' | 'distinctCount'>;

/** Why a column cannot be a feature; undefined for numbers, or yes and no, that vary and have no missing values. */
export function whyUnusable(facts: Facts): Unusable | undefined {
  if (isIdentifier(facts)) return 'identifier';
  if (facts.type === 'text') return 'text';
  if (facts.distinctCount === 1) return 'constant';
  return facts.missingCount > 0 ? 'missing' : undefined;
}

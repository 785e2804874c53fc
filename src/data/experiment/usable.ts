import { isCategory } from '../findings/category.ts';
import { isIdentifier } from '../findings/identifier.ts';
import type { Unusable } from '../shapes/findings.ts';
import type { ColumnFacts } from '../shapes/profile.ts';

type Facts = Pick<ColumnFacts, 'name' | 'type' | 'why' | 'nonNullCount' | 'distinctCount'>;

/** Why a column cannot be a feature; undefined for numbers, yes and no, or categories that vary. */
export function whyUnusable(facts: Facts): Unusable | undefined {
  if (facts.type === 'empty') return 'missing';
  if (isIdentifier(facts)) return 'identifier';
  if (facts.distinctCount === 1) return 'constant';
  return facts.type === 'text' && !isCategory(facts) ? 'text' : undefined;
}

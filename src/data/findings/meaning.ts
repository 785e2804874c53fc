import type { Meaning } from '../shapes/columns.ts';
import type { ColumnFacts } from '../shapes/profile.ts';
import { isCategory } from './category.ts';
import { isIdentifier } from './identifier.ts';

export type MeaningFacts = Pick<
  ColumnFacts,
  'name' | 'type' | 'why' | 'given' | 'isRowName' | 'nonNullCount' | 'distinctCount' | 'isTooLarge'
>;

/** What a column is to a person: by what the user says, else by its values and its name. */
export function meaningOf(facts: MeaningFacts): Meaning {
  if (facts.type === 'empty' || facts.nonNullCount === 0) return 'empty';
  if (facts.distinctCount === 1) return 'constant';
  if (facts.given !== undefined) return facts.given;
  if (isIdentifier(facts)) return 'identifier';
  if (facts.why === 'zero-or-one') return 'boolean';
  if (facts.type !== 'text') return facts.type;
  return isCategory(facts) ? 'category' : 'text';
}

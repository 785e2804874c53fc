import { meaningOf } from '../findings/meaning.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import type { ColumnFacts } from '../shapes/profile.ts';
import { whyUnusable } from './usable.ts';

/** How a column becomes a feature by default; undefined for one that a model cannot learn from. */
export function suggestFeature(facts: ColumnFacts): Feature | undefined {
  if (whyUnusable(facts) !== undefined) return undefined;
  const { name: column, missingCount } = facts;
  const meaning = meaningOf(facts);
  if (meaning === 'category') return { column, encode: 'one-hot' };
  if (missingCount === 0) return { column };
  return { column, missing: meaning === 'boolean' ? 'mostFrequent' : 'median', indicator: true };
}

/** Every usable column except the target, with its preparation. */
export const suggestFeatures = (columns: readonly ColumnFacts[], target: string): Feature[] =>
  columns.flatMap((facts) => (facts.name === target ? [] : (suggestFeature(facts) ?? [])));

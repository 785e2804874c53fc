import type { ColumnFeature } from '../shapes/encoders/feature.ts';
import type { ColumnFacts } from '../shapes/profile.ts';
import { suggestFeature } from './suggestFeatures.ts';

/** Words with more distinct values than this are spread over a fixed number of columns. */
const mostLevels = 1000;

/** A column as a feature because the user wants it: as it would be suggested, or in the way that suits its cells best. */
export function featureAnyway(facts: ColumnFacts): ColumnFeature {
  const suggested = suggestFeature(facts);
  if (suggested !== undefined && !('product' in suggested)) return suggested;
  const { name: column, type, missingCount, distinctCount } = facts;
  switch (type) {
    case 'integer':
    case 'decimal':
      return missingCount === 0 ? { column } : { column, missing: 'median', indicator: true };
    case 'boolean':
      return missingCount === 0 ? { column } : { column, missing: 'mostFrequent', indicator: true };
    case 'date':
      return missingCount === 0
        ? { column, encode: 'date' }
        : { column, encode: 'date', missing: 'median', indicator: true };
    case 'text':
    case 'empty':
      return { column, encode: distinctCount > mostLevels ? 'hash' : 'one-hot' };
  }
}

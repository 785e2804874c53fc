import type { ColumnFeature } from '../../../data/shapes/encoders/feature.ts';
import { encoderKeys, fillsGaps } from '../../../data/findings/encoderKeys.ts';
import type { ColumnEncoding } from '../../../data/findings/encoderKeys.ts';

/** A feature encoded in another way: what that way takes of the old settings stays. */
export function encodingSwitched(feature: ColumnFeature, encode: ColumnEncoding): ColumnFeature {
  const taken: ReadonlySet<string> = new Set(encoderKeys[encode]);
  const { column, encode: _, missing, ...settings } = feature;
  const kept = Object.fromEntries(Object.entries(settings).filter(([key]) => taken.has(key)));
  const keepsGaps = missing !== undefined && (missing === 'drop' || fillsGaps({ encode }));
  return {
    column,
    ...(encode === 'number' ? {} : { encode }),
    ...(keepsGaps ? { missing } : {}),
    ...kept,
  };
}

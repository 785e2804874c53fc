import { widthOf } from '../../../data/shapes/encoders/width.ts';
import type { FittedFeature } from '../../../data/shapes/encoders/fitted.ts';
import type { FittedOneHot } from '../../../data/shapes/encoders/oneHot.ts';
import type { PredictCategory, PredictFeature } from '../contract.ts';

/** A feature as the page offers it. */
export function predictFeature(feature: FittedFeature): PredictFeature {
  switch (feature.encode) {
    case 'number': {
      const { column } = feature.planned;
      const { min, max, mean, fill, indicator, missingShare } = feature.fitted;
      return {
        column,
        min,
        max,
        mean,
        ...(fill === undefined ? {} : { fill }),
        ...(indicator ? { missingShare } : {}),
      };
    }
    case 'one-hot':
      return { column: feature.planned.column, category: categoryOf(feature.fitted) };
    case 'ordinal':
    case 'frequency':
    case 'target-mean':
    case 'hash':
    case 'date':
    case 'bins':
    case 'powers':
    case 'product':
      throw new Error(`The Predict page has no control for ${feature.encode} yet`);
  }
}

function categoryOf({ levels, hasOther, rare = [], unseen, shares }: FittedOneHot): PredictCategory {
  const known = [...levels, ...rare];
  const other = rare.find((level) => level !== '') ?? (unseen === 'error' ? undefined : unseenOf(levels));
  return {
    levels,
    hasOther,
    shares,
    ...(other === undefined ? {} : { other }),
    mayBeMissing: unseen !== 'error' || known.includes(''),
    isMissingZero: unseen === 'zero' && !known.includes(''),
  };
}

/** A text that is no level. */
function unseenOf(levels: readonly string[]): string {
  let text = 'other';
  while (levels.includes(text)) text = `another ${text}`;
  return text;
}

/** How many columns the features make for the model. */
export const columnCountOf = (features: readonly FittedFeature[]): number =>
  features.reduce((sum, feature) => sum + widthOf(feature), 0);

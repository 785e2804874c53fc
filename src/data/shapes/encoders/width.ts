import type { FittedFeature } from './fitted.ts';

/** Parts of a date that go round, each with a sine and a cosine where they are asked for. */
export const cyclicParts: ReadonlySet<string> = new Set(['month', 'weekday', 'hour']);

/** How many columns a feature makes for the model. */
export function widthOf(feature: FittedFeature): number {
  switch (feature.encode) {
    case 'number':
      return 1 + Number(feature.fitted.indicator);
    case 'one-hot':
    case 'bins':
      return feature.fitted.shares.length;
    case 'ordinal':
    case 'frequency':
    case 'product':
      return 1;
    case 'target-mean':
      return feature.fitted.overall.length;
    case 'hash':
      return feature.fitted.buckets;
    case 'date': {
      const { parts, cyclic, indicator } = feature.fitted;
      const turning = cyclic ? parts.filter((part) => cyclicParts.has(part)).length : 0;
      return parts.length + 2 * turning + Number(indicator);
    }
    case 'powers':
      return feature.fitted.degree - 1;
  }
}

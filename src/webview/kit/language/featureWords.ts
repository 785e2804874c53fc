import type { ColumnEncoding } from '../../../data/findings/encoderKeys.ts';
import type { ColumnFeature, Feature } from '../../../data/shapes/encoders/feature.ts';
import { t } from './language.ts';
import { fixed, full } from './numbers.ts';

/** What is done with a feature, in words. */
export function featureText(feature: Feature): string {
  if ('product' in feature) return withGaps(t('{0} × {1}', ...feature.product), feature.missing);
  const parts = [encodingText(feature), ...settingsOf(feature)];
  return withGaps(parts.join(', '), feature.missing, feature.indicator);
}

function withGaps(text: string, missing: Feature['missing'], indicator = false): string {
  if (missing === undefined) return text;
  const gaps = gapsText(missing);
  return indicator && missing !== 'drop' ? t('{0}; {1}, marked', text, gaps) : t('{0}; {1}', text, gaps);
}

function encodingText(feature: ColumnFeature): string {
  const { encode = 'number', unseen = 'other' } = feature;
  switch (encode) {
    case 'number':
      return t('number');
    case 'one-hot':
      return categoryText(unseen);
    case 'ordinal':
      return t('position in an order');
    case 'frequency':
      return t('frequency of the value');
    case 'target-mean':
      return t('mean target per value');
    case 'hash':
      return t('hashed into {0} columns', fixed(feature.buckets ?? defaults.buckets));
    case 'date':
      return t('date: {0}', (feature.parts ?? defaults.parts).map((part) => partName(part)).join(', '));
    case 'bins':
      return t(
        '{0} ranges',
        fixed(feature.edges === undefined ? (feature.count ?? defaults.count) : feature.edges.length - 1),
      );
    case 'powers':
      return t('powers up to {0}', fixed(feature.degree ?? defaults.degree));
  }
}

/** What holds where the file says nothing. */
export const defaults = {
  buckets: 64,
  count: 5,
  degree: 2,
  folds: 5,
  smoothing: 10,
  maxLevels: 50,
  parts: ['year', 'month', 'weekday', 'daysSinceStart'],
} as const;

function settingsOf({ clip, transform, cyclic }: ColumnFeature): readonly string[] {
  return [
    ...(clip === undefined ? [] : [t('clipped between {0} and {1}', full(clip[0]), full(clip[1]))]),
    ...(transform === undefined ? [] : [transformText(transform)]),
    ...(cyclic === true ? [t('as sine and cosine')] : []),
  ];
}

function transformText(transform: NonNullable<ColumnFeature['transform']>): string {
  if (typeof transform !== 'string')
    return 'power' in transform ? t('to the power of {0}', full(transform.power)) : t('since the first');
  return transformNames()[transform];
}

export const transformNames = () => ({
  log1p: t('log(1 + x)'),
  sqrt: t('square root'),
  standard: t('standardized'),
});

function categoryText(unseen: ColumnFeature['unseen'] & {}): string {
  switch (unseen) {
    case 'other':
      return t('a column per frequent value');
    case 'zero':
      return t('a column per frequent value, new values in none');
    case 'error':
      return t('a column per frequent value, new values are an error');
  }
}

function gapsText(missing: Feature['missing'] & {}): string {
  switch (missing) {
    case 'drop':
      return t('rows with gaps left out');
    case 'median':
      return t('gaps get the median');
    case 'mean':
      return t('gaps get the mean');
    case 'mostFrequent':
      return t('gaps get the most frequent value');
    default:
      return t('gaps get {0}', full(missing));
  }
}

/** The ways of a column to numbers, as a menu offers them. */
export const encodingNames = (): Readonly<Record<ColumnEncoding, string>> => ({
  number: t('Number'),
  'one-hot': t('Category: a column per value (one-hot)'),
  ordinal: t('Position in an order (ordinal)'),
  frequency: t('Frequency of the value (frequency)'),
  'target-mean': t('Mean target per value (target-mean)'),
  hash: t('Hashed into columns (hash)'),
  date: t('Parts of a date (date)'),
  bins: t('Ranges, a column each (bins)'),
  powers: t('Square and higher powers (powers)'),
});

export const missingNames = () => ({
  median: t('the median'),
  mean: t('the mean'),
  mostFrequent: t('the most frequent value'),
  drop: t('the row is left out'),
});

export function partName(part: NonNullable<ColumnFeature['parts']>[number]): string {
  switch (part) {
    case 'year':
      return t('year');
    case 'month':
      return t('month');
    case 'day':
      return t('day');
    case 'weekday':
      return t('weekday');
    case 'hour':
      return t('hour');
    case 'minute':
      return t('minute');
    case 'daysSinceStart':
      return t('days since the first');
  }
}

import type { ColumnFeature } from '../shapes/encoders/feature.ts';

export type ColumnEncoding = NonNullable<ColumnFeature['encode']>;
export type EncoderKey = Exclude<keyof ColumnFeature, 'column' | 'encode'>;

/**
 * The keys of a feature that each way of a column to numbers takes, in the order of the form. Rows with gaps can be left out whatever
 * the way is; where `missing` is among the keys, gaps can be replaced too.
 */
export const encoderKeys: Readonly<Record<ColumnEncoding, readonly EncoderKey[]>> = {
  number: ['missing', 'indicator', 'clip', 'transform'],
  'one-hot': ['minRows', 'maxLevels', 'unseen'],
  ordinal: ['order', 'unseen', 'missing'],
  frequency: ['unseen'],
  'target-mean': ['smoothing', 'folds', 'unseen'],
  hash: ['buckets'],
  date: ['parts', 'cyclic', 'timezone', 'missing', 'indicator'],
  bins: ['count', 'edges', 'missing'],
  powers: ['degree', 'missing'],
};

export const fillsGaps = ({ encode = 'number' }: Pick<ColumnFeature, 'encode'>): boolean =>
  encoderKeys[encode].includes('missing');

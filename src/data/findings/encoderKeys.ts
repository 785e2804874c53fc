import type { ColumnFeature } from '../shapes/encoders/feature.ts';

export type ColumnEncoding = NonNullable<ColumnFeature['encode']>;
export type EncoderKey = Exclude<keyof ColumnFeature, 'column' | 'encode'>;

/** The keys of a feature that each way to numbers takes, in the order of the form. */
export const encoderKeys: Readonly<Record<ColumnEncoding, readonly EncoderKey[]>> = {
  number: ['missing', 'indicator', 'clip', 'transform'],
  'one-hot': ['minRows', 'maxLevels', 'unseen', 'missing'],
  ordinal: ['order', 'unseen', 'missing'],
  frequency: ['unseen', 'missing'],
  'target-mean': ['smoothing', 'folds', 'unseen', 'missing'],
  hash: ['buckets', 'missing'],
  date: ['parts', 'cyclic', 'timezone', 'missing', 'indicator'],
  bins: ['count', 'edges', 'missing'],
  powers: ['degree', 'missing'],
};

/** Whose gaps can be replaced; of the others only rows with gaps can be left out. */
export const fillsGaps: Readonly<Record<ColumnEncoding, boolean>> = {
  number: true,
  'one-hot': false,
  ordinal: true,
  frequency: false,
  'target-mean': false,
  hash: false,
  date: true,
  bins: true,
  powers: true,
};

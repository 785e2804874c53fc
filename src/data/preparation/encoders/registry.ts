import type { EncoderName, FittedFeature } from '../../shapes/encoders/fitted.ts';
import type { Feature } from '../../shapes/encoders/feature.ts';
import type { OpenEncoder, TrainingColumn } from './encoder.ts';
import { numberEncoder } from './number.ts';
import { oneHotEncoder } from './oneHot.ts';

const encoders = { number: numberEncoder, 'one-hot': oneHotEncoder };

const encoderOf = (feature: Feature): EncoderName =>
  'product' in feature ? 'product' : (feature.encode ?? 'number');

/** Fits a feature on the training rows. */
export function fitFeature(planned: Feature, training: TrainingColumn): FittedFeature {
  const encode = encoderOf(planned);
  if ('product' in planned || (encode !== 'number' && encode !== 'one-hot'))
    throw new Error(`There is no encoder ${encode} yet`);
  const fit = <Learned, Aggregates>(encoder: {
    readonly aggregate: (training: TrainingColumn) => Aggregates;
    readonly fit: (aggregates: Aggregates, planned: typeof encodeOnly) => Learned;
  }) => encoder.fit(encoder.aggregate(training), encodeOnly);
  const encodeOnly = planned;
  return encode === 'number'
    ? { encode, planned, fitted: fit(numberEncoder) }
    : { encode, planned, fitted: fit(oneHotEncoder) };
}

/** Keys of a feature that its encoder does not take; rows with gaps are dropped for every encoder. */
export function idleKeys(feature: Feature): readonly string[] {
  const encode = encoderOf(feature);
  if (encode !== 'number' && encode !== 'one-hot') return [];
  const { keys } = encoders[encode];
  const taken: readonly string[] = [
    'column',
    'encode',
    ...keys,
    ...(feature.missing === 'drop' ? ['missing'] : []),
  ];
  return Object.keys(feature).filter((key) => !taken.includes(key));
}

export function openFeature(feature: FittedFeature): OpenEncoder {
  switch (feature.encode) {
    case 'number':
      return numberEncoder.open(feature.planned.column, feature.fitted);
    case 'one-hot':
      return oneHotEncoder.open(feature.planned.column, feature.fitted);
    case 'ordinal':
    case 'frequency':
    case 'target-mean':
    case 'hash':
    case 'date':
    case 'bins':
    case 'powers':
    case 'product':
      throw new Error(`There is no encoder ${feature.encode} yet`);
  }
}

import type { EncoderName, FittedFeature } from '../../shapes/encoders/fitted.ts';
import type { Feature } from '../../shapes/encoders/feature.ts';
import type { Encoder, OpenEncoder, TrainingColumn } from './encoder.ts';
import { numberEncoder } from './number.ts';
import { oneHotEncoder } from './oneHot.ts';

const encoders: { readonly [Name in EncoderName]: Encoder<Name> } = {
  number: numberEncoder,
  'one-hot': oneHotEncoder,
};

const encoderOf = ({ encode = 'number' }: Feature): EncoderName => encode;

/** Fits a feature on the training rows. */
export const fitFeature = (planned: Feature, training: TrainingColumn): FittedFeature =>
  fitWith(encoderOf(planned), planned, training);

/** Keys of a feature that its encoder does not take; rows with gaps are dropped for every encoder. */
export function idleKeys(feature: Feature): readonly string[] {
  const { keys } = encoders[encoderOf(feature)];
  const taken: readonly string[] = [
    'column',
    'encode',
    ...keys,
    ...(feature.missing === 'drop' ? ['missing'] : []),
  ];
  return Object.keys(feature).filter((key) => !taken.includes(key));
}

function fitWith<Name extends EncoderName>(
  encode: Name,
  planned: Feature,
  training: TrainingColumn,
): FittedFeature<Name> {
  const encoder: Encoder<Name> = encoders[encode];
  return { encode, planned, fitted: encoder.fit(encoder.aggregate(training), planned) };
}

export function openFeature<Name extends EncoderName>({
  encode,
  planned,
  fitted,
}: FittedFeature<Name>): OpenEncoder {
  const encoder: Encoder<Name> = encoders[encode];
  return encoder.open(planned.column, fitted);
}

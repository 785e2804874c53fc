import { encoderKeys } from '../../findings/encoderKeys.ts';
import type { EncoderName, FittedBy, FittedFeature, PlannedBy } from '../../shapes/encoders/fitted.ts';
import type { Feature } from '../../shapes/encoders/feature.ts';
import { binsEncoder } from './bins.ts';
import { dateEncoder } from './date.ts';
import type { CrossFit, Encoder, OpenEncoder, Training } from './encoder.ts';
import { frequencyEncoder } from './frequency.ts';
import { hashEncoder } from './hash.ts';
import { numberEncoder } from './number.ts';
import { oneHotEncoder } from './oneHot.ts';
import { ordinalEncoder } from './ordinal.ts';
import { powersEncoder } from './powers.ts';
import { productEncoder } from './product.ts';
import { targetMeanEncoder } from './targetMean.ts';

const encoders: { readonly [Name in EncoderName]: Encoder<Name> } = {
  number: numberEncoder,
  'one-hot': oneHotEncoder,
  ordinal: ordinalEncoder,
  frequency: frequencyEncoder,
  'target-mean': targetMeanEncoder,
  hash: hashEncoder,
  date: dateEncoder,
  bins: binsEncoder,
  powers: powersEncoder,
  product: productEncoder,
};

/** A feature that is planned, by the encoder that it is for. */
type PlannedFeature<Name extends EncoderName = EncoderName> = {
  readonly [Each in Name]: { readonly encode: Each; readonly planned: PlannedBy[Each] };
}[Name];

export function plannedBy(planned: Feature): PlannedFeature {
  return 'product' in planned
    ? { encode: 'product', planned }
    : { encode: planned.encode ?? 'number', planned };
}

/** Fits a feature on the training rows. What it learned reads back from JSON to the last bit. */
export function fitFeature(planned: Feature, training: Training): FittedFeature {
  return fitWith(plannedBy(planned), training);
}

/** JSON writes -0 as 0: a model that was read back would answer 0 where the training rows held -0. */
function withoutNegativeZeros<Value>(value: Value): Value {
  if (!hasNegativeZero(value)) return value;
  const plain: unknown =
    typeof value === 'number'
      ? value + 0
      : Array.isArray(value)
        ? value.map(withoutNegativeZeros)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutNegativeZeros(part)]))
          : value;
  // SAFETY: the same structure of plain JSON values; only the sign of zeros differs, which types do not tell.
  return plain as Value;
}

const hasNegativeZero = (value: unknown): boolean =>
  Object.is(value, -0) ||
  (typeof value === 'object' && value !== null && Object.values(value).some(hasNegativeZero));

function fitWith<Name extends EncoderName>(
  { encode, planned }: PlannedFeature<Name>,
  training: Training,
): FittedFeature<Name> {
  const encoder: Encoder<Name> = encoders[encode];
  return { encode, planned, fitted: withoutNegativeZeros(encoder.fit(training, planned)) };
}

/** Whether what is learned depends on the order of the training rows. */
export const isCrossFitted = (planned: Feature): boolean =>
  encoders[plannedBy(planned).encode].crossFit !== undefined;

/** What the training rows are encoded with, if that is another thing; a feature each. */
export function crossFitFeature(planned: Feature, training: Training): CrossFit<FittedFeature> | undefined {
  return crossFitWith(plannedBy(planned), training);
}

function crossFitWith<Name extends EncoderName>(
  { encode, planned }: PlannedFeature<Name>,
  training: Training,
): CrossFit<FittedFeature<Name>> | undefined {
  const encoder: Encoder<Name> = encoders[encode];
  const found = encoder.crossFit?.(training, planned);
  return (
    found && {
      foldOf: found.foldOf,
      fitted: found.fitted.map((fitted: FittedBy[Name]) => ({ encode, planned, fitted })),
    }
  );
}

/** Keys of a feature that its encoder does not take; rows with gaps are dropped for every encoder. */
export function idleKeys(feature: Feature): readonly string[] {
  if ('product' in feature) return [];
  const taken: readonly string[] = [
    'column',
    'encode',
    ...encoderKeys[feature.encode ?? 'number'],
    ...(feature.missing === 'drop' ? ['missing'] : []),
  ];
  return Object.keys(feature).filter((key) => !taken.includes(key));
}

export function openFeature<Name extends EncoderName>({
  encode,
  planned,
  fitted,
}: FittedFeature<Name>): OpenEncoder {
  const encoder: Encoder<Name> = encoders[encode];
  return encoder.open(planned, fitted);
}

import type { EncoderName, FittedFeature } from '../../shapes/encoders/fitted.ts';
import type { Feature } from '../../shapes/encoders/feature.ts';
import type { Encoder, OpenEncoder } from './encoder.ts';
import { numberEncoder } from './number.ts';

const encoders: { readonly [Name in EncoderName]: Encoder<Name> } = {
  number: numberEncoder,
};

/** Fits a feature on the cells of the training rows. */
export const fitFeature = (planned: Feature, cells: readonly string[]): FittedFeature =>
  fitWith('number', planned, cells);

function fitWith<Name extends EncoderName>(
  encode: Name,
  planned: Feature,
  cells: readonly string[],
): FittedFeature<Name> {
  const encoder: Encoder<Name> = encoders[encode];
  return { encode, planned, fitted: encoder.fit(encoder.aggregate(cells), planned) };
}

export function openFeature<Name extends EncoderName>({
  encode,
  planned,
  fitted,
}: FittedFeature<Name>): OpenEncoder {
  const encoder: Encoder<Name> = encoders[encode];
  return encoder.open(planned.column, fitted);
}

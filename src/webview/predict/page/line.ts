import type { PredictModel } from '../contract.ts';
import { encodedOf, numberAsked, offsetOf } from './encoded.ts';
import { niceRange } from '../../kit/charts/scales.ts';

export interface At {
  readonly x: number;
  readonly y: number;
}

/**
 * The model along one feature, at the ends of the training range and of the picture: four points. The other
 * features stay at the question's values, or at their training means. Undefined when the model is not known.
 */
export function lineThrough(
  model: PredictModel,
  index: number,
  row: Readonly<Record<string, number | string>> | undefined,
): readonly [At, At, At, At] | undefined {
  const { coefficients, features } = model;
  const feature = features[index];
  const slope = coefficients?.weights[offsetOf(features, index)];
  if (coefficients === undefined || slope === undefined || feature === undefined) return undefined;
  const { min = 0, max = 1 } = feature;
  let start = coefficients.bias;
  let at = 0;
  for (const [other, otherFeature] of features.entries()) {
    const encoded = encodedOf(otherFeature, row);
    if (other !== index)
      for (const [place, value] of encoded.entries())
        start += (coefficients.weights[at + place] ?? 0) * value;
    at += encoded.length;
  }
  const asked = row === undefined ? min : numberAsked(feature, row[feature.column]);
  const nice = niceRange(Math.min(min, asked), Math.max(max, asked), 6);
  // A question beyond the training rows keeps off the edge, where its mark would be cut.
  const range = {
    min: asked < min && asked - nice.min < nice.step / 2 ? nice.min - nice.step : nice.min,
    max: asked > max && nice.max - asked < nice.step / 2 ? nice.max + nice.step : nice.max,
  };
  const pointAt = (x: number) => ({ x, y: start + slope * x });
  return [pointAt(range.min), pointAt(min), pointAt(max), pointAt(range.max)];
}

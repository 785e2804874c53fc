import { columnEncodings } from '../shapes/encoders/feature.ts';
import type { Feature } from '../shapes/encoders/feature.ts';

const encodings: ReadonlySet<unknown> = new Set(columnEncodings);
const replacements: ReadonlySet<unknown> = new Set(['median', 'mean', 'mostFrequent', 'drop']);

/**
 * Whether a feature has nothing but the keys that most have, with values that they can have. An experiment of a wide table lists
 * thousands of these, and the schema takes twenty times as long for each.
 */
export function isPlainFeature(value: unknown): value is Feature {
  if (typeof value !== 'object' || value === null || !('column' in value)) return false;
  // Faster than Object.entries, which makes an array of arrays for each.
  for (const key in value) if (!keys.has(key)) return false;
  const { column, encode, missing, indicator, clip }: PossibleFeature = value;
  return (
    typeof column === 'string' &&
    Object.hasOwn(value, 'column') &&
    (encode === undefined || encodings.has(encode)) &&
    (missing === undefined || replacements.has(missing)) &&
    (indicator === undefined || typeof indicator === 'boolean') &&
    (clip === undefined || isPair(clip))
  );
}

const keys: ReadonlySet<string> = new Set(['column', 'encode', 'missing', 'indicator', 'clip']);

type PossibleFeature = {
  readonly [Key in 'column' | 'encode' | 'missing' | 'indicator' | 'clip']?: unknown;
};

const isPair = (value: unknown) =>
  Array.isArray(value) && value.length === 2 && value.every((one) => Number.isFinite(one));

import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { featureSchema } from '../shapes/encoders/feature.ts';
import { experimentSchema } from '../shapes/experiment.ts';
import { parseExperiment } from './parseExperiment.ts';
import { isPlainFeature } from './plainFeatures.ts';

const value = fc.oneof(
  fc.constantFrom('median', 'mean', 'drop', 'one-hot', 'number', 'nothing', '', true, false, 7, null),
  fc.array(fc.constant('year')),
  fc.array(fc.constantFrom<unknown>(1, -2.5, '3', null), { maxLength: 3 }),
);
const key = fc.constantFrom(
  'column',
  'encode',
  'missing',
  'indicator',
  'clip',
  'parts',
  'product',
  'maxLevels',
  'other',
);
const element = fc.oneof(
  fc.dictionary(key, value),
  fc.constantFrom<unknown>(
    { column: 'a' },
    { column: 'b', missing: 'median', indicator: true },
    { column: 'c', encode: 'one-hot' },
    { column: 'c', encode: 'one-hot', maxLevels: 9 },
    { product: ['a', 'b'] },
    null,
    7,
  ),
);

test('a feature that is plain is one of the schema, as it is', () => {
  fc.assert(
    fc.property(element, (feature) => {
      fc.pre(isPlainFeature(feature));
      expect(featureSchema.parse(feature)).toEqual(feature);
    }),
  );
});

const experimentWith = (features: readonly unknown[]) =>
  JSON.stringify({
    version: 1,
    dataset: 't.csv',
    target: 'y',
    features,
    split: { test: 0.33 },
    training: { instanceType: 'ml.m5.large' },
    endpoint: { instanceType: 'ml.m5.large' },
  });

test('the features of an experiment are what the schema makes of them, in their order', () => {
  fc.assert(
    fc.property(fc.array(element, { maxLength: 8 }), (features) => {
      const text = experimentWith(features);
      const bySchema = experimentSchema.safeParse(JSON.parse(text));
      if (bySchema.success) expect(parseExperiment(text, 'e')).toEqual(bySchema.data);
      else
        expect(() => parseExperiment(text, 'e')).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^experiment-/) }),
        );
    }),
  );
});

test('a feature that is wrong is reported at its place among plain ones', () => {
  const plain = Array.from({ length: 200 }, (_, index) => ({ column: `c${index}` }));
  const features = [...plain, { column: 'x', indicator: 'yes' }, ...plain];
  expect(() => parseExperiment(experimentWith(features), 'e')).toThrow(
    expect.objectContaining({ facts: expect.objectContaining({ key: 'features.200.indicator' }) }),
  );
});

test('the schema is given no plain features but one, however many there are', () => {
  const check = vi.spyOn(experimentSchema, 'safeParse');
  const features = Array.from({ length: 500 }, (_, index) => ({ column: `c${index}`, clip: [0, index] }));
  expect(parseExperiment(experimentWith(features), 'e').features).toEqual(features);
  expect(check.mock.calls).toEqual([[expect.objectContaining({ features: features.slice(0, 1) })]]);
  check.mockRestore();
});

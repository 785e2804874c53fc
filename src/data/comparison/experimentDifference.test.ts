import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import '../../../test/propertySeed.ts';
import { experimentSchema } from '../shapes/experiment.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { applyDifference, experimentDifference } from './experimentDifference.ts';

const base = {
  version: 1,
  dataset: 'salary.csv',
  target: 'Salary',
  features: [{ column: 'Age' }, { column: 'City', encode: 'one-hot' }, { column: 'Years' }],
  split: { test: 0.25 },
  training: { instanceType: 'ml.m5.large' },
  endpoint: { instanceType: 'ml.m5.large' },
} as const;
const experimentOf = (change: object): Experiment => experimentSchema.parse({ ...base, ...change });

describe('the difference of two experiments', () => {
  test('is empty for an experiment and itself, however its keys are ordered', () => {
    const turned = Object.fromEntries(Object.entries(experimentOf({})).toReversed());
    // SAFETY: the keys of an experiment in another order.
    expect(experimentDifference(experimentOf({}), turned as Experiment)).toEqual([]);
  });

  test('names values by their path, with what they were and are', () => {
    const before = experimentOf({ hyperparameters: { epochs: 15, wd: 0.1 } });
    const after = experimentOf({ hyperparameters: { epochs: 30, optimizer: 'sgd' }, split: { test: 0.2 } });
    expect(experimentDifference(before, after)).toEqual([
      { kind: 'value', path: ['split', 'test'], before: 0.25, after: 0.2 },
      { kind: 'value', path: ['hyperparameters', 'epochs'], before: 15, after: 30 },
      { kind: 'value', path: ['hyperparameters', 'wd'], before: 0.1 },
      { kind: 'value', path: ['hyperparameters', 'optimizer'], after: 'sgd' },
    ]);
  });

  test('aligns features by their columns and says what was added, removed and changed', () => {
    const features = [
      { column: 'New' },
      { column: 'Age', missing: 'median' },
      { column: 'City', encode: 'one-hot' },
    ];
    const edits = experimentDifference(experimentOf({}), experimentOf({ features }));
    expect(edits).toMatchObject([
      { kind: 'feature', path: ['features', 'Years'], before: { column: 'Years' }, from: 2 },
      { kind: 'feature', path: ['features', 'New'], after: { column: 'New' }, to: 0 },
      { kind: 'feature', path: ['features', 'Age'], before: { column: 'Age' }, after: { missing: 'median' } },
    ]);
  });

  test('says that the order of the same features has changed, and not where one was only added', () => {
    const [age, city, years] = base.features;
    expect(
      experimentDifference(experimentOf({}), experimentOf({ features: [city, age, years] })),
    ).toMatchObject([
      {
        kind: 'order',
        path: ['features'],
        before: ['Age', 'City', 'Years'],
        after: ['City', 'Age', 'Years'],
      },
    ]);
    const added = experimentDifference(
      experimentOf({}),
      experimentOf({ features: [{ column: 'New' }, ...base.features] }),
    );
    expect(added.map(({ kind }) => kind)).toEqual(['feature']);
  });

  test('takes features that are made of one column apart by their encoding', () => {
    const powers = { column: 'Age', encode: 'powers' };
    const before = experimentOf({ features: [{ column: 'Age' }, powers] });
    const after = experimentOf({ features: [{ ...powers, degree: 3 }] });
    expect(experimentDifference(before, after)).toMatchObject([
      { before: { column: 'Age' }, from: 0 },
      { before: powers, after: { degree: 3 } },
    ]);
  });
});

const name = fc.oneof(
  fc.constantFrom('Age', 'City', 'Years', '__proto__', 'a.b', ''),
  fc.string({ maxLength: 4 }),
);
const number = fc.integer({ min: -5, max: 5 });
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const feature = fc.oneof(
  fc.record(
    {
      column: name,
      encode: fc.constantFrom('number', 'one-hot', 'ordinal', 'powers'),
      missing: fc.oneof(fc.constantFrom('median', 'drop'), number),
      degree: fc.integer({ min: 2, max: 4 }),
      clip: fc.tuple(number, number),
      order: fc.array(fc.string({ maxLength: 2 }), { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['column'] },
  ),
  fc.record({ product: fc.tuple(name, name) }),
);
const rule = fc.record(
  { column: name, from: number, in: fc.array(fc.oneof(name, number, fc.boolean()), { maxLength: 2 }) },
  { requiredKeys: ['column', 'from'] },
);
const columns = fc.dictionary(
  name,
  fc.record(
    {
      meaning: fc.constantFrom('integer', 'category', 'date'),
      missing: fc.array(fc.string({ maxLength: 2 }), { maxLength: 2 }),
    },
    { requiredKeys: [] },
  ),
  { maxKeys: 4 },
);
const experiment = fc
  .record({
    dataset: fc.constantFrom('a.csv', 's3://bucket/b/'),
    columns: optional(columns),
    rows: optional(fc.array(rule, { maxLength: 4 })),
    target: name,
    predictorType: fc.constantFrom('regressor', 'binary_classifier'),
    positiveClass: optional(name),
    features: optional(fc.array(feature, { minLength: 1, maxLength: 6 })),
    split: fc.record({ test: fc.constantFrom(0.1, 0.2, 10), seed: fc.nat(3), shuffle: fc.boolean() }),
    format: fc.constantFrom('csv', 'recordio'),
    hyperparameters: fc.record(
      { epochs: fc.nat(20), wd: fc.constantFrom('auto', 0.1), use_bias: fc.boolean() },
      { requiredKeys: [] },
    ),
  })
  .map((change) => experimentSchema.safeParse({ ...base, ...JSON.parse(JSON.stringify(change)) }))
  .filter(({ success }) => success)
  .map(({ data }) => data)
  .filter((parsed) => parsed !== undefined);

/** Without keys that are undefined, which say nothing. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('applying the difference of any two experiments to the first gives the second', () => {
  fc.assert(
    fc.property(experiment, experiment, (before, after) => {
      const edits = experimentDifference(before, after);
      return isDeepStrictEqual(plain(applyDifference(edits, before)), plain(after));
    }),
    { numRuns: 2000 },
  );
});

test('applying the difference of an experiment and a shuffle of its features gives the shuffle', () => {
  const shuffled = experiment.chain((before) =>
    fc.tuple(
      fc.constant(before),
      fc.shuffledSubarray([...(before.features ?? [])], {
        minLength: Math.min(1, before.features?.length ?? 0),
      }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([before, features]) => {
      if (before.features === undefined) return;
      const after = { ...before, features };
      const edits = experimentDifference(before, after);
      expect(plain(applyDifference(edits, before))).toEqual(plain(after));
      expect(edits.every(({ kind }) => kind === 'feature' || kind === 'order')).toBe(true);
    }),
  );
});

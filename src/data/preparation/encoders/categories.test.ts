import { describe, expect, test } from 'vitest';
import type { ColumnFeature } from '../../shapes/encoders/feature.ts';
import { encodeColumn, encodeTrainingRows } from './encodeColumn.testing.ts';
import { expectClose, golden } from './golden.testing.ts';
import { murmur3 } from './murmur3.ts';

test.each(golden.ordinals)(
  'places in the order $order are those of OrdinalEncoder',
  ({ cells, asked, order, encoded }) => {
    const feature: ColumnFeature = {
      column: 'size',
      encode: 'ordinal',
      ...(order === null ? {} : { order: [...order] }),
    };
    expect(encodeColumn(feature, cells, asked).rows).toEqual(encoded.map((place) => [place]));
  },
);

test('a missing place in an order is filled, and an unseen one refused, where the experiment says so', () => {
  const feature: ColumnFeature = {
    column: 'size',
    encode: 'ordinal',
    order: ['S', 'M', 'L'],
    missing: 'median',
    unseen: 'error',
  };
  const { rows } = encodeColumn(feature, ['S', 'L', 'L', 'M', 'L', null], ['M', null, 'XL']);
  expect(rows).toEqual([[1], [2], 'value-unseen']);
});

test('an order of numbers is by their value', () => {
  const { rows } = encodeColumn({ column: 'x', encode: 'ordinal' }, [10, 9, 100], ['9.0', 10, 100, 5]);
  expect(rows).toEqual([[0], [1], [2], [-1]]);
});

test.each(golden.frequencies)('shares of values, case %#, are those of value_counts', (one) => {
  const { names, rows } = encodeColumn({ column: 'city', encode: 'frequency' }, one.cells, one.asked);
  expect(names).toEqual(['city_share']);
  expectClose(rows.flat(), one.encoded);
});

describe.each(golden.targets)(
  'mean targets of $classCount classes, $folds folds, smoothing $smoothing and seed $seed',
  ({ cells, asked, labels, classCount, folds, smoothing, seed, trained, encoded }) => {
    const feature: ColumnFeature = { column: 'city', encode: 'target-mean', folds, smoothing };
    const classNames = classCount === 0 ? undefined : ['a', 'b', 'c', 'd'].slice(0, classCount);
    const target = { labels: Float64Array.from(labels), classNames, seed };

    test('of rows that were not trained on are those of TargetEncoder', () => {
      const { rows, names } = encodeColumn(feature, cells, asked, { target });
      expect(names).toEqual(classCount > 2 ? classNames?.map((name) => `city_mean=${name}`) : ['city_mean']);
      expectClose(rows.flat(), encoded.flat());
    });

    test('of training rows leave out the part that the row is in, as TargetEncoder', () => {
      expectClose(encodeTrainingRows(feature, cells, target).flat(), trained.flat());
    });
  },
);

test('a training row of its own value does not get its own target', () => {
  const labels = Float64Array.from({ length: 20 }, (_, row) => row ** 2);
  const cells = Array.from(labels, (_, row) => `only ${row}`);
  const feature: ColumnFeature = { column: 'x', encode: 'target-mean', smoothing: 0 };
  const rows = encodeTrainingRows(feature, cells, { labels, seed: 0 });
  for (const [row, encoded] of rows.entries()) expect(encoded[0]).not.toBe(labels[row]);
});

test.each(golden.hashes)('hashed words in $buckets columns are those of FeatureHasher', (one) => {
  const { texts, buckets, hashes, encoded } = one;
  expect(texts.map(murmur3)).toEqual(hashes);
  const { names, rows } = encodeColumn({ column: 'url', encode: 'hash', buckets }, texts, [...texts, null]);
  expect(names[0]).toBe('url#0');
  expect(rows).toEqual([...encoded, Array.from({ length: buckets }, () => 0)]);
});

test('dates are categories by their day', () => {
  const feature: ColumnFeature = { column: 'day', encode: 'one-hot', minRows: 1 };
  const training = ['01.02.2026', '03.02.2026'];
  const { names, rows } = encodeColumn(feature, training, ['3.2.2026', null, '04.02.2026'], {
    dateFormat: '%d.%m.%Y',
  });
  expect(names).toEqual(['day=2026-02-01', 'day=2026-02-03']);
  expect(rows).toEqual([
    [0, 1],
    [0, 0],
    [0, 0],
  ]);
});

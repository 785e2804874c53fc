import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnFeature } from '../../shapes/encoders/feature.ts';
import { encodeColumn } from './encodeColumn.testing.ts';
import { expectClose, golden } from './golden.testing.ts';
import { log1p } from '../../../learner/targetTransform.ts';

const transforms: Readonly<Record<string, ColumnFeature['transform'] & {}>> = {
  log1p: 'log1p',
  sqrt: 'sqrt',
  standard: 'standard',
  power: { power: 1.7 },
  since: { since: 'start' },
};

describe.each(golden.transforms)('of the golden data, case %#,', ({ cells, asked, clip, encoded }) => {
  test.each(Object.entries(encoded))('%s of numbers is that of numpy and scikit-learn', (name, expected) => {
    const transform = transforms[name];
    if (transform === undefined) throw new Error(name);
    const { rows } = encodeColumn({ column: 'x', missing: 'median', clip, transform }, cells, asked);
    expectClose(
      rows.map((row) => row[0]),
      expected,
    );
  });
});

test('log1p is exact near 0, as Math.log1p', () => {
  fc.assert(
    fc.property(fc.double({ min: -0.999, max: 1e300, noNaN: true }), (x) => {
      expect(Math.abs(log1p(x) - Math.log1p(x))).toBeLessThanOrEqual(4e-16 * Math.abs(Math.log1p(x)));
    }),
  );
  expect(log1p(1e-20)).toBe(1e-20);
});

test('a power keeps the sign', () => {
  const { rows } = encodeColumn({ column: 'x', transform: { power: 2 } }, [1, 2], [-3, 0, 3]);
  expect(rows).toEqual([[-9], [0], [9]]);
});

test('a date is counted in days since the first of the training rows', () => {
  const feature: ColumnFeature = { column: 'at', transform: { since: 'start' } };
  const training = ['2026-03-02', '2026-03-01'];
  const { rows } = encodeColumn(feature, training, ['2026-03-03', '2026-02-28', 'soon'], {
    dateFormat: '%Y-%m-%d',
  });
  expect(rows).toEqual([[2], [-1], 'value-not-numeric']);
});

test('numbers that a transform is not defined for, or that float32 cannot hold, have no encoding', () => {
  const of = (transform: ColumnFeature['transform'] & {}, cell: number) =>
    encodeColumn({ column: 'x', transform }, [1, 2], [cell]).rows[0];
  expect(of('log1p', -1)).toBe('value-out-of-domain');
  expect(of('sqrt', -0.1)).toBe('value-out-of-domain');
  expect(of({ power: 2 }, 1e30)).toBe('value-out-of-domain');
  expect(of({ power: -1 }, 0)).toBe('value-out-of-domain');
  expect(encodeColumn({ column: 'x' }, [1], [1e39, -1e38]).rows).toEqual(['value-out-of-domain', [-1e38]]);
});

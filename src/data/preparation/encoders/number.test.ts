import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Feature } from '../../shapes/encoders/feature.ts';
import { columnOf, encodeColumn, noTarget } from './encodeColumn.testing.ts';
import { fitFeature } from './registry.ts';

const number = z.nullable(z.number());
const golden = z
  .object({
    numbers: z.array(
      z.object({
        cells: z.array(number),
        asked: z.array(number),
        encoded: z.record(z.string(), z.array(z.array(z.number()))),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync('test/fixtures/encoders.json', 'utf8'))).numbers;

const strategies = { median: 'median', mean: 'mean', mostFrequent: 'mostFrequent', '-3.5': -3.5 } as const;

describe.each(golden)('of the golden data, case %#,', ({ cells, asked, encoded }) => {
  test.each(Object.entries(strategies))('gaps get the %s that scikit-learn computes', (name, missing) => {
    const feature: Feature = { column: 'x', missing, indicator: true };
    const found = encodeColumn(feature, cells, asked).rows;
    for (const [row, expected] of (encoded[name] ?? []).entries()) {
      expect(found[row]).toHaveLength(expected.length);
      for (const [at, value] of expected.entries()) expect(found[row]?.[at]).toBeCloseTo(value, 9);
    }
  });
});

test('a number without a replacement has no encoding for a gap', () => {
  expect(encodeColumn({ column: 'x' }, [1, 2], [3, null, Infinity]).rows).toEqual([
    [3],
    'value-missing',
    'value-not-numeric',
  ]);
  expect(encodeColumn({ column: 'x', missing: 'drop', indicator: true }, [1, null], [null]).rows).toEqual([
    'value-missing',
  ]);
});

test('gaps are marked in a column of their own only where the training rows have some', () => {
  const feature: Feature = { column: 'x', missing: 'median', indicator: true };
  expect(encodeColumn(feature, [1, null], []).names).toEqual(['x', 'x_missing']);
  expect(encodeColumn(feature, [1, 2], [null])).toEqual({ names: ['x'], rows: [[1.5]] });
  expect(encodeColumn(feature, [null, null], [null]).rows).toEqual([[0, 1]]);
});

test('yes and no are 1 and 0, also where one is missing', () => {
  const feature: Feature = { column: 'x', missing: 'mostFrequent' };
  expect(encodeColumn(feature, ['yes', 'no', 'yes', null], ['No', null]).rows).toEqual([[0], [1]]);
});

test('the words for yes and no are kept for people', () => {
  const learned = { columns: [columnOf(['TRUE', 'False', null])], target: noTarget };
  expect(fitFeature({ column: 'x', missing: 0 }, learned).fitted).toMatchObject({ words: ['False', 'TRUE'] });
  const numbers = { columns: [columnOf([1, 0])], target: noTarget };
  expect(fitFeature({ column: 'x' }, numbers).fitted).not.toHaveProperty('words');
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { ColumnFeature } from '../../shapes/encoders/feature.ts';
import { encodeColumn } from './encodeColumn.testing.ts';
import type { TestCell } from './encodeColumn.testing.ts';
import { expectClose } from './golden.testing.ts';

const cells = z.array(z.array(z.nullable(z.union([z.string(), z.number()]))));
const rows = z.array(z.array(z.number()));
const golden = z
  .object({
    categorical_train: cells,
    categorical_test: cells,
    one_hot: z.array(z.object({ options: z.unknown(), test: z.unknown() })),
    one_hot_with_nan: z.object({ train: cells, encoded_train: rows }),
    one_hot_numbers: z.object({ train: cells, test: cells, encoded_test: rows }),
    ordinal: z.array(
      z.object({
        options: z.object({
          categories: z.optional(z.array(z.array(z.string()))),
          unknown_value: z.optional(z.nullable(z.number())),
        }),
        test: z.unknown(),
      }),
    ),
    numeric_train: cells,
    numeric_test: cells,
    imputer: z.array(
      z.object({
        options: z.object({ strategy: z.string(), fill_value: z.optional(z.number()) }),
        statistics: z.array(z.nullable(z.number())),
      }),
    ),
    scale_train: cells,
    scale_test: cells,
    scalers: z.array(z.object({ scaler: z.string(), test: z.unknown() })),
    pipeline: z.object({ train: cells, test: cells, test_out: rows }),
  })
  .parse(JSON.parse(readFileSync('test/fixtures/encode.json', 'utf8')));

const columnOf = (from: readonly (readonly TestCell[])[], column: number) =>
  from.map((row) => row[column] ?? null);

/** Encodes columns side by side. */
function encoded(
  train: readonly (readonly TestCell[])[],
  asked: readonly (readonly TestCell[])[],
  features: readonly (readonly [column: number, feature: Partial<ColumnFeature>])[],
): number[][] {
  const parts = features.map(
    ([column, feature]) =>
      encodeColumn({ column: 'x', ...feature }, columnOf(train, column), columnOf(asked, column)).rows,
  );
  return asked.map((_, row) => parts.flatMap((part) => [part[row] ?? []].flat().map(Number)));
}

const close = (found: readonly (readonly number[])[], expected: readonly (readonly number[])[]) =>
  expectClose(found.flat(), expected.flat());

const levels = { encode: 'one-hot', minRows: 1, unseen: 'zero' } as const;

test('values are columns as for OneHotEncoder(handle_unknown="ignore")', () => {
  const { categorical_train: train, categorical_test: asked } = golden;
  const expected = rows.parse(golden.one_hot[0]?.test);
  close(
    encoded(train, asked, [
      [0, levels],
      [1, levels],
    ]),
    expected,
  );
  const gaps = golden.one_hot_with_nan;
  close(encoded(gaps.train, gaps.train, [[0, levels]]), gaps.encoded_train);
  const numbers = golden.one_hot_numbers;
  close(encoded(numbers.train, numbers.test, [[0, levels]]), numbers.encoded_test);
});

test('orders are those of OrdinalEncoder(unknown_value=-1)', () => {
  const cases = golden.ordinal.filter(({ options }) => options.unknown_value === -1);
  expect(cases.length).toBeGreaterThan(1);
  for (const { options, test: expected } of cases) {
    const features = [0, 1].map((column) => {
      const order = options.categories?.[column];
      return [column, { encode: 'ordinal', ...(order === undefined ? {} : { order }) }] as const;
    });
    const { categorical_train: train, categorical_test: asked } = golden;
    close(encoded(train, asked, features), rows.parse(expected));
  }
});

test.each(golden.imputer)(
  'gaps get the $options.strategy as from SimpleImputer',
  ({ options, statistics }) => {
    const strategies = { mean: 'mean', median: 'median', most_frequent: 'mostFrequent' } as const;
    const known = Object.entries(strategies).find(([name]) => name === options.strategy)?.[1];
    const missing = known ?? options.fill_value ?? 0;
    for (const [column, statistic] of statistics.entries()) {
      if (statistic === null) continue;
      const [[found] = []] = encoded(
        golden.numeric_train,
        [[null, null, null, null]],
        [[column, { missing }]],
      );
      expect(found).toBeCloseTo(statistic, 12);
    }
  },
);

test('standardized numbers are those of StandardScaler, also of a constant column', () => {
  const scaler = golden.scalers.find(({ scaler: name }) => name.startsWith('StandardScaler (ddof=0'));
  const standard = { transform: 'standard' } as const;
  const found = encoded(golden.scale_train, golden.scale_test, [
    [0, standard],
    [1, standard],
    [2, standard],
  ]);
  close(found, rows.parse(scaler?.test));
});

test('gaps are filled before numbers are standardized, as in a pipeline of both', () => {
  const { train, test: asked, test_out: expected } = golden.pipeline;
  const standard = { missing: 'median', transform: 'standard' } as const;
  const found = encoded(train, asked, [
    [0, standard],
    [2, standard],
  ]);
  close(
    found,
    expected.map((row) => row.slice(0, 2)),
  );
});

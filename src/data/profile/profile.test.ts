import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseTable, readTable } from '../table/readTable.ts';
import { profileTable } from './profile.ts';
import { linearRegression } from './regression.ts';

const folder = new URL('../../../test/fixtures/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('describe.json', folder), 'utf8'));
const profileOf = async (file: string) => profileTable(await readTable(fileURLToPath(new URL(file, folder))));

/** A second "score" is score.1 to pandas. */
const pandasName = (name: string) => name.replace(/_2$/, '.1');
const isNumber = (type: string) => type === 'integer' || type === 'decimal';
/** Identifiers that a float cannot hold are no numbers to us. */
const isNumberOfPandas = (column: string, { dtypes, non_null }: Record<string, Record<string, unknown>>) =>
  column !== 'bigint' && non_null?.[column] !== 0 && /^(int|float)/.test(String(dtypes?.[column]));

describe.each(['salary', 'crlf_bom', 'mixed', 'semicolon'])(
  'the profile of %s agrees with pandas and NumPy',
  (name) => {
    const expected = golden.datasets[name];
    test('describe, nulls, distinct, skew, kurtosis, histogram', async () => {
      const profile = await profileOf(expected.file);
      expect([profile.rowCount, profile.columns.length]).toEqual(expected.shape);
      expect(profile.duplicateRowCount).toBe(expected.duplicated_rows);
      for (const { name, type, nonNullCount, missingCount, numeric } of profile.columns) {
        const column = pandasName(name);
        expect([column, isNumber(type)]).toEqual([column, isNumberOfPandas(column, expected)]);
        expect([nonNullCount, missingCount], column).toEqual([
          expected.non_null[column],
          expected.isnull_sum[column],
        ]);
        const described = expected.describe_all[column];
        if (numeric === undefined || described?.mean === undefined) continue;
        const { mean, std, min, q1, median, q3, max, skew, kurtosis, histogram } = numeric;
        const pairs = [
          [mean, described.mean],
          [std, described.std],
          [min, described.min],
          [q1, described['25%']],
          [median, described['50%']],
          [q3, described['75%']],
          [max, described.max],
          [skew, expected.skew[column]],
          [kurtosis, expected.kurtosis[column]],
        ];
        for (const [ours, theirs] of pairs) {
          // A double holds no nine decimals of such a number.
          const scale = Math.abs(theirs) > 1e8 ? theirs : 1;
          expect(Number(ours) / scale, column).toBeCloseTo(theirs / scale, 9);
        }
        const auto = expected.histogram[column]?.auto;
        if (auto?.edges === undefined) continue;
        expect(histogram.counts).toEqual(auto.counts);
        for (const [index, edge] of auto.edges.entries()) expect(histogram.edges[index]).toBeCloseTo(edge, 9);
      }
    });

    test('correlation', async () => {
      const { correlation } = await profileOf(expected.file);
      for (const [i, a] of correlation.columns.entries()) {
        for (const [j, b] of correlation.columns.entries()) {
          const theirs = expected.corr_pearson[pandasName(a)]?.[pandasName(b)];
          if (typeof theirs === 'number') expect(correlation.pearson[i]?.[j]).toBeCloseTo(theirs, 12);
        }
      }
    });
  },
);

test('the regression line and its band agree with SciPy and statsmodels', async () => {
  const { points } = await profileOf('csv/salary.csv');
  const x = Float64Array.from(points.rows, ({ values }) => values[0] ?? NaN);
  const y = Float64Array.from(points.rows, ({ values }) => values[1] ?? NaN);
  const fit = linearRegression(x, y);
  expect(fit.slope).toBeCloseTo(9449.962321455076, 6);
  expect(fit.intercept).toBeCloseTo(25792.20019866871, 6);
  expect(fit.pValue / 1.143068109227237e-20).toBeCloseTo(1, 6);
  expect(fit.band).toHaveLength(41);
});

test('the last column is the likeliest target and a small table gets a finding', async () => {
  const { targetCandidates, findings } = await profileOf('csv/salary.csv');
  expect(targetCandidates).toEqual(['Salary', 'YearsExperience']);
  expect(findings.map(({ kind }) => kind)).toEqual(['small-table', 'linear-relation', 'all-good']);
});

test('a profile knows of each column what a suggestion is made from', async () => {
  const rows = Array.from({ length: 40 }, (_, row) =>
    [row, `2024-0${1 + (row % 9)}-03 10:00:00`, row % 3 === 0 ? '' : row / 4, `w${row % 4}`].join(),
  );
  const table = parseTable(
    Buffer.from(`,at,size,kind\n${rows.join('\n')}\n`),
    't.csv',
    {},
    { size: { meaning: 'decimal' } },
  );
  const { columns } = await profileTable(table);
  const figures = ['numeric', 'dates', 'topValues'];
  const facts = columns.map((column) =>
    Object.fromEntries(Object.entries(column).filter(([key]) => !figures.includes(key))),
  );
  expect(facts).toEqual(await table.facts());
  expect(facts.map((known) => known['name'])).toContain('at');
});

test('whole numbers beyond 2^53 keep their least and largest to the last digit', async () => {
  const ids = Array.from({ length: 300 }, (_, row) => 9_007_199_254_741_000n + BigInt((row * 7) % 300));
  const cells = [...ids, '', -9_007_199_254_740_993n, '12345678901234567890'];
  const table = parseTable(
    Buffer.from(`order,x\n${cells.map((id, row) => `${id},${row}\n`).join('')}`),
    't.csv',
  );
  const { columns } = await profileTable(table);
  expect(columns.map(({ why, exact }) => [why, exact])).toEqual([
    ['beyond-exact', { min: '-9007199254740993', max: '12345678901234567890' }],
    ['whole-numbers', undefined],
  ]);
});

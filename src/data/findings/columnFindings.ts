import type { ColumnProfile, NumericProfile } from '../shapes/profile.ts';
import { isCategory } from './category.ts';
import { isIdentifier } from './identifier.ts';
import { heldOutShare, isConstant, ofColumns } from './tableKind.ts';
import type { TableKinds } from './tableKind.ts';

/** Below this a third held out is 33 rows or fewer: an error measured on them moves with the seed. */
const smallTableRows = 100;

/** Harrell's rule of thumb for linear models: 10 to 20 rows for each candidate feature. */
const rowsPerFeature = 10;
/** Of fewer features one line about a small table is enough. */
const fewFeatures = 10;
/** As many as a sentence names. */
const mostCounted = 6;

const suggestsFeature = (column: ColumnProfile) =>
  column.distinctCount > 1 && !isIdentifier(column) && (column.type !== 'text' || isCategory(column));

const isText = (column: ColumnProfile, rowCount: number) =>
  column.type === 'text' && !isConstant(column, rowCount) && !isIdentifier(column) && !isCategory(column);

/** The spacing of 32-bit numbers of this size: 24 bits of mantissa. */
const float32Spacing = (size: number) => 2 ** (Math.floor(Math.log2(size)) - 23);
/** Rounding that is smaller than this share of the deviation does not show in a fit. */
const harmlessRounding = 1e-4;

/** Steps of the values are lost in 32 bits, by more than a fit would overlook. */
function isCoarse({ min, max, std, decimals }: NumericProfile): boolean {
  const spacing = float32Spacing(Math.max(Math.abs(min), Math.abs(max)));
  return std !== null && std > 0 && 10 ** -decimals < spacing && spacing > harmlessRounding * std;
}

/** A value that is so many interquartile ranges outside the quartiles is beyond any usual distribution. */
const farRanges = 10;
/** More of them are a part of the distribution. */
const mostOutliers = 0.01;

/** Some values are "far out" (Tukey 1977: three interquartile ranges), one of them much further, and none stands for missing. */
function hasOutliers({ q1, q3, farOut, sentinel, histogram }: NumericProfile): boolean {
  if (farOut === undefined || sentinel !== undefined) return false;
  const { count, farthest } = farOut;
  const all = histogram.counts.reduce((sum, bin) => sum + bin, 0);
  const distance = Math.max(farthest - q3, q1 - farthest);
  return count <= all * mostOutliers && distance > farRanges * (q3 - q1);
}

/** Kinds of findings about columns and rows. */
export const columnKinds: TableKinds<
  | 'small-table'
  | 'few-rows'
  | 'missing-values'
  | 'constant-column'
  | 'identifier-column'
  | 'coarse-float'
  | 'outliers'
  | 'text-column'
  | 'duplicate-rows'
> = {
  'small-table': {
    severity: 'warning',
    find: ({ rowCount }) => (rowCount >= smallTableRows ? undefined : { facts: { rowCount } }),
    words: ({ t, number }, { rowCount }) =>
      t(
        'Only {0} rows: with {1} of them held out for testing, metrics will vary with the seed of the split.',
        number(rowCount),
        number(Math.ceil(rowCount * heldOutShare)),
      ),
  },
  'few-rows': {
    severity: 'warning',
    find({ rowCount, columns, evidence }) {
      const featureCount = columns.filter(
        (column) => column.name !== evidence?.target && suggestsFeature(column),
      ).length;
      const isFew = rowCount * (1 - heldOutShare) < featureCount * rowsPerFeature;
      return featureCount < fewFeatures || !isFew ? undefined : { facts: { rowCount, featureCount } };
    },
    words: ({ t, number }, { rowCount, featureCount }) =>
      t(
        '{0} rows for {1} possible features: with fewer than ten training rows per feature, a model fits noise. Hold out rows for validation, use fewer features, or regularization (l1, wd).',
        number(rowCount),
        number(featureCount),
      ),
  },
  'missing-values': {
    severity: 'warning',
    find({ columns }) {
      const gappy = columns.filter(({ missingCount }) => missingCount > 0);
      if (gappy.length === 0) return undefined;
      const missingCounts = gappy.slice(0, mostCounted).map(({ missingCount }) => missingCount);
      return { columns: gappy.map(({ name }) => name), facts: { missingCounts } };
    },
    words({ t, number, percent, list }, { missingCounts }, names, { rowCount, columnCount }) {
      const share = (at: number) => percent((missingCounts[at] ?? 0) / Math.max(1, rowCount));
      const [name = ''] = names;
      const [missing = 0] = missingCounts;
      if (columnCount > 1)
        return t(
          '{0} have missing values. In numeric features they become the median and are marked in a column of their own, in categories they are a value of their own, and rows without a target are left out.',
          list(
            names.map((one, at) => (at < missingCounts.length ? t('{0} ({1})', one, share(at)) : one)),
            columnCount,
          ),
        );
      return missing === 1
        ? t(
            '{0} has 1 missing value. In a numeric feature it becomes the median and is marked in a column of its own, in a category it is a value of its own, and without a target the row is left out.',
            name,
          )
        : t(
            '{0} has {1} missing values ({2} of the rows). In numeric features they become the median and are marked in a column of their own, in categories they are a value of their own, and rows without a target are left out.',
            name,
            number(missing),
            share(0),
          );
    },
  },
  'constant-column': {
    severity: 'warning',
    find: ofColumns(isConstant),
    words: ({ t, list }, _, names, { columnCount }) =>
      columnCount > 1
        ? t(
            '{0} have the same value in every row, so they carry no information and are not used as features.',
            list(names, columnCount),
          )
        : t(
            '{0} has the same value in every row, so it carries no information and is not used as a feature.',
            names[0] ?? '',
          ),
  },
  'identifier-column': {
    severity: 'warning',
    find: ofColumns(isIdentifier),
    words: ({ t, list }, _, names, { columnCount }) =>
      columnCount > 1
        ? t(
            '{0} look like identifiers: they identify rows and have no predictive value.',
            list(names, columnCount),
          )
        : t('{0} looks like an identifier: it identifies rows and has no predictive value.', names[0] ?? ''),
  },
  'coarse-float': {
    severity: 'warning',
    find: ofColumns(({ numeric }) => numeric !== undefined && isCoarse(numeric)),
    words: ({ t, list }, _, names, { columnCount }) =>
      t(
        '{0} changes in steps too fine for the 32-bit numbers that Linear Learner computes with.',
        list(names, columnCount),
      ),
  },
  outliers: {
    severity: 'info',
    find({ columns }) {
      const found = columns.filter(({ numeric }) => numeric !== undefined && hasOutliers(numeric));
      const first = found[0]?.numeric?.farOut;
      if (first === undefined) return undefined;
      return { columns: found.map(({ name }) => name), facts: first };
    },
    words: ({ t, number, list }, { count, farthest }, names, { columnCount }) =>
      columnCount > 1
        ? t('{0} have outliers, which pull a linear model toward them.', list(names, columnCount))
        : t(
            '{0} has {1} outliers, such as {2}, which pull a linear model toward them.',
            names[0] ?? '',
            number(count),
            number(farthest),
          ),
  },
  'text-column': {
    severity: 'info',
    find({ columns, rowCount }) {
      const texts = columns.filter((column) => isText(column, rowCount));
      const [first] = texts;
      if (first === undefined) return undefined;
      return { columns: texts.map(({ name }) => name), facts: { distinctCount: first.distinctCount } };
    },
    words: ({ t, number, list }, { distinctCount }, names, { columnCount }) =>
      columnCount > 1
        ? t('{0} are text that rarely repeats, so they are not used as features.', list(names, columnCount))
        : t(
            '{0} is text with {1} distinct values that rarely repeat, so it is not used as a feature.',
            names[0] ?? '',
            number(distinctCount),
          ),
  },
  'duplicate-rows': {
    severity: 'info',
    find: ({ duplicateRowCount: count }) => (count === 0 ? undefined : { facts: { count } }),
    words: ({ t, number }, { count }) => t('{0} rows repeat an earlier row.', number(count)),
  },
};

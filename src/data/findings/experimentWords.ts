import type { CellFacts, LeftOutColumn, PreflightFacts } from '../shapes/findings.ts';
import type { Defect } from './experimentKind.ts';
import type { Say } from './say.ts';

export function cellWords(
  { t, number }: Say,
  kind: Defect['kind'],
  { column, count, row, found }: CellFacts,
): string {
  if (kind === 'value-missing')
    return count === 1
      ? t('{0} has 1 missing value, in row {1}', column, number(row))
      : t('{0} has {1} missing values, the first in row {2}', column, number(count), number(row));
  if (kind === 'value-unseen')
    return t(
      'No training row has the value "{0}" of {1} in row {2}, and a value that was not seen is an error',
      found,
      column,
      number(row),
    );
  if (kind === 'value-out-of-domain')
    return count === 1
      ? t(
          '{0} has 1 value that the transform is not defined for, or that is too large: "{1}" in row {2}',
          column,
          found,
          number(row),
        )
      : t(
          '{0} has {1} values that the transform is not defined for, or that are too large; the first, "{2}", is in row {3}',
          column,
          number(count),
          found,
          number(row),
        );
  return count === 1
    ? t('{0} has 1 value that is not a number: "{1}" in row {2}', column, found, number(row))
    : t(
        '{0} has {1} values that are not numbers; the first, "{2}", is in row {3}',
        column,
        number(count),
        found,
        number(row),
      );
}

export function cellAdvice({ t }: Say, { role }: CellFacts): string {
  return role === 'target'
    ? t('It is the target: fix the cells, or choose another target.')
    : t('It is a feature: fix the cells, say what replaces them, or leave the column out.');
}

export const batchCount = ({ trainRows, miniBatchSize }: PreflightFacts['partial-batch']) =>
  Math.floor(trainRows / Math.max(1, miniBatchSize));

/** "Left out: without a value: notes; constant: unit; text: city, street, name and 3 more" */
export function leftOutWords(say: Say, _: unknown, columns: readonly LeftOutColumn[]): string {
  const { t } = say;
  const namesOf = (wanted: LeftOutColumn['why']) =>
    columns.filter(({ why }) => why === wanted).map(({ name }) => name);
  const missing = namesOf('missing');
  const constant = namesOf('constant');
  const text = namesOf('text');
  const identifiers = namesOf('identifier');
  const tooLarge = namesOf('too-large');
  const leaks = namesOf('leakage');
  const groups = [
    ...(missing.length > 0 ? [t('without a value: {0}', listed(say, missing))] : []),
    ...(constant.length > 0 ? [t('constant: {0}', listed(say, constant))] : []),
    ...(identifiers.length > 0 ? [t('identifiers: {0}', listed(say, identifiers))] : []),
    ...(leaks.length > 0 ? [t('a function of the target: {0}', listed(say, leaks))] : []),
    ...(tooLarge.length > 0
      ? [t('numbers too large for the learner, which keeps 32 bits: {0}', listed(say, tooLarge))]
      : []),
    ...(text.length > 0 ? [t('text: {0}', listed(say, text))] : []),
  ];
  return t('Left out: {0}', groups.join('; '));
}

const namesShown = 3;

/** All names, or the first ones and how many more. */
const listed = ({ t, number }: Say, names: readonly string[]) =>
  names.length <= namesShown + 1
    ? names.join(', ')
    : t('{0} and {1} more', names.slice(0, namesShown).join(', '), number(names.length - namesShown));

import type { NumberFact, PreparationDifference } from '../../../data/comparison/preparationDifference.ts';
import { t } from '../../kit/language/language.ts';
import { tableDate } from '../../kit/language/dates.ts';
import { nameList } from '../../kit/language/nameList.ts';
import { full, percent } from '../../kit/language/numbers.ts';

export interface LearnedWords {
  /** Of a feature, or of the target. */
  readonly subject: string;
  readonly text: string;
}

/** What another training learned about a feature, in words. */
export function preparationWords(difference: PreparationDifference): LearnedWords {
  const subject = difference.columns.join(' × ');
  switch (difference.kind) {
    case 'added':
      return { subject, text: t('a feature of this run only ({0})', difference.encode) };
    case 'removed':
      return { subject, text: t('a feature of the base only ({0})', difference.encode) };
    case 'classes':
      return { subject: t('Classes'), text: namesText(difference) };
    case 'levels':
      return { subject, text: t('values: {0}', namesText(difference)) };
    case 'edges':
      return {
        subject,
        text: t('ranges: {0} in place of {1}', edgesText(difference.after), edgesText(difference.before)),
      };
    case 'level-means':
      return { subject, text: levelText(t('mean target'), difference, rounded) };
    case 'level-shares':
      return { subject, text: levelText(t('share of the rows'), difference, percent) };
    case 'number': {
      const { before, after, fact, isDate } = difference;
      const write = (value: number | undefined) =>
        value === undefined
          ? t('none')
          : isDate
            ? tableDate(value)
            : fact === 'missingShare'
              ? percent(value)
              : rounded(value);
      return { subject, text: t('{0}: {1} → {2}', factName(fact), write(before), write(after)) };
    }
  }
}

/** Five significant digits, none of them a trailing zero. */
const rounded = (value: number): string => full(Number(value.toPrecision(5)));

type Named = Extract<PreparationDifference, { readonly kind: 'levels' | 'classes' }>;

function namesText({ added, removed }: Named): string {
  const parts = [
    ...(added.count > 0 ? [t('{0} added', nameList(added.names, added.count))] : []),
    ...(removed.count > 0 ? [t('{0} removed', nameList(removed.names, removed.count))] : []),
  ];
  return parts.join('; ');
}

const edgesText = (edges: readonly number[]) => edges.map((edge) => rounded(edge)).join(', ');

type Levels = Extract<PreparationDifference, { readonly kind: 'level-means' | 'level-shares' }>;

const levelText = (
  what: string,
  { level, before, after, changedCount }: Levels,
  write: (value: number) => string,
): string =>
  changedCount === 1
    ? t('{0} of {1}: {2} → {3}', what, level, write(before), write(after))
    : t('{0} of {1} values, most of {2}: {3} → {4}', what, changedCount, level, write(before), write(after));

function factName(fact: NumberFact): string {
  switch (fact) {
    case 'mean':
      return t('mean');
    case 'fill':
      return t('replaces gaps');
    case 'min':
      return t('least');
    case 'max':
      return t('greatest');
    case 'missingShare':
      return t('missing');
    case 'targetMean':
      return t('mean of the target');
  }
}

import type { PairRelation } from '../../../../data/shapes/pairs.ts';
import type { Association } from '../../../../data/shapes/profile.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed } from '../../../kit/language/numbers.ts';

export function measureName(kind: Association['kind']): string {
  switch (kind) {
    case 'pearson':
      return t('Pearson’s r');
    case 'spearman':
      return t('Spearman’s ρ');
    case 'ratio':
      return t('correlation ratio');
    case 'cramer':
      return t('Cramér’s V');
  }
}

/** "Cramér’s V 0.42" */
const strengthWords = ({ kind, value }: Association): string =>
  t('{0} {1}', measureName(kind), fixed(value, 2));

/** The measure that suits both columns; 0 where it is undefined. */
export const strengthOf = ({ associations: [first] }: PairRelation): number => Math.abs(first?.value ?? 0);

/** "correlation ratio 0.61"; says so where it is undefined. */
export const firstWords = ({ associations: [first] }: PairRelation): string =>
  first === undefined ? t('no measure') : strengthWords(first);

/** The value of a measure of the pair. */
export const valueOf = ({ associations }: PairRelation, kind: Association['kind']): number | undefined =>
  associations.find((one) => one.kind === kind)?.value;

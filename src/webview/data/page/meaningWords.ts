import { meaningOf } from '../../../data/findings/meaning.ts';
import type { MeaningFacts } from '../../../data/findings/meaning.ts';
import type { GivenMeaning, Meaning } from '../../../data/shapes/columns.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { typeReason } from '../../kit/language/columnWords.ts';

/** What a column is to a person, in a word. */
export function meaningWord(meaning: Meaning): string {
  switch (meaning) {
    case 'integer':
      return t('integer');
    case 'decimal':
      return t('decimal');
    case 'boolean':
      return t('true or false');
    case 'category':
      return t('category');
    case 'text':
      return t('text');
    case 'date':
      return t('date');
    case 'identifier':
      return t('identifier');
    case 'constant':
      return t('constant');
    case 'empty':
      return t('empty');
  }
}

export function meaningIcon(meaning: Meaning): string {
  switch (meaning) {
    case 'integer':
    case 'decimal':
      return 'symbol-numeric';
    case 'boolean':
      return 'symbol-boolean';
    case 'category':
      return 'symbol-enum';
    case 'text':
      return 'symbol-string';
    case 'date':
      return 'calendar';
    case 'identifier':
      return 'key';
    case 'constant':
      return 'symbol-constant';
    case 'empty':
      return 'dash';
  }
}

/** Why a column is what it is. */
export function meaningReason(facts: MeaningFacts): string {
  const meaning = meaningOf(facts);
  const distinct = fixed(facts.distinctCount);
  switch (meaning) {
    case 'constant':
      return t('It has the same value wherever it has one.');
    case 'identifier':
      return facts.given === undefined
        ? t('Its name says so, and hardly any value occurs twice.')
        : typeReason('given');
    case 'category':
      return facts.why === 'words'
        ? t('It has {0} distinct values, which repeat.', distinct)
        : `${typeReason(facts.why)} ${t('It has {0} of them.', distinct)}`;
    case 'text':
      return facts.why === 'words'
        ? t('It has {0} distinct values, which hardly repeat.', distinct)
        : typeReason(facts.why);
    case 'integer':
    case 'decimal':
    case 'boolean':
    case 'date':
    case 'empty':
      return typeReason(facts.why);
  }
}

const choosable: Readonly<Record<GivenMeaning, true>> = {
  integer: true,
  decimal: true,
  boolean: true,
  category: true,
  text: true,
  date: true,
  identifier: true,
};

/** The meanings that a user can give a column, in the order of the menu. */
// SAFETY: the keys of a constant with every meaning.
export const choosableMeanings = Object.keys(choosable) as readonly GivenMeaning[];

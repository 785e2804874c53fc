import type { Meaning } from '../../../data/shapes/columns.ts';
import type { TypeReason } from '../../../data/shapes/profile.ts';
import type { WholeReadOptions } from '../../../data/shapes/read.ts';
import { t } from './language.ts';

export function delimiterWord(delimiter: WholeReadOptions['delimiter']): string {
  switch (delimiter) {
    case ',':
      return t('comma');
    case ';':
      return t('semicolon');
    case '\t':
      return t('tab');
    case '|':
      return t('bar');
    case ' ':
      return t('blanks');
  }
}

export function formatName(format: WholeReadOptions['format']): string {
  switch (format) {
    case 'csv':
      return t('delimited text');
    case 'parquet':
      return 'Parquet';
    case 'jsonl':
      return 'JSON Lines';
  }
}

/** "UTF-8", "Windows-1252" */
export const encodingName = (encoding: WholeReadOptions['encoding']) =>
  encoding.startsWith('windows') || encoding === 'macintosh'
    ? `${encoding[0]?.toUpperCase() ?? ''}${encoding.slice(1)}`
    : encoding.toUpperCase();

/** Why a column has its type. */
function typeReason(why: TypeReason): string {
  switch (why) {
    case 'numbers':
      return t('Its values are numbers.');
    case 'whole-numbers':
      return t('Its values are whole numbers.');
    case 'zero-or-one':
      return t('Its values are 0 and 1.');
    case 'yes-or-no':
      return t('Its values are yes and no, or true and false.');
    case 'words':
      return t('More than one in 20 of its values is not a number, or some are codes.');
    case 'no-values':
      return t('It has no values.');
    case 'dates':
      return t('Its values are dates.');
    case 'epochs':
      return t('Its whole numbers are Unix timestamps.');
    case 'given':
      return t('You chose it.');
    case 'leading-zeros':
      return t('Its figures begin with zeros, as codes do, so they are not quantities.');
    case 'code-name':
      return t('Its name says that its numbers are codes, not quantities.');
    case 'beyond-exact':
      return t('Its numbers have too many digits to be exact as quantities.');
  }
}

/** Why a column is what it is to a person. */
export function meaningReason(meaning: Meaning, why: TypeReason): string {
  switch (meaning) {
    case 'constant':
      return t('All its values are the same.');
    case 'empty':
      return t('It has no values.');
    case 'identifier':
      return why === 'given'
        ? typeReason(why)
        : t('Its values rarely repeat, and its name suggests an identifier.');
    case 'category':
      return why === 'words' ? t('Its values are words that repeat.') : typeReason(why);
    case 'text':
      return why === 'words' ? t('Its values are words that rarely repeat.') : typeReason(why);
    case 'integer':
    case 'decimal':
    case 'boolean':
    case 'date':
      return typeReason(why);
  }
}

/** What a column is to a person, in a word. */
export function meaningName(meaning: Meaning): string {
  switch (meaning) {
    case 'integer':
      return t('integer');
    case 'decimal':
      return t('decimal');
    case 'boolean':
      return t('boolean');
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

import type { WholeReadOptions } from '../../../data/shapes/read.ts';
import { t } from '../../kit/language.ts';

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

/** "UTF-8", "Windows-1252" */
export const encodingName = (encoding: WholeReadOptions['encoding']) =>
  encoding.startsWith('windows') || encoding === 'macintosh'
    ? `${encoding[0]?.toUpperCase() ?? ''}${encoding.slice(1)}`
    : encoding.toUpperCase();

import type { ReadOptions } from '../../../data/shapes/read.ts';
import type {
  ChangedName,
  DroppedColumn,
  HeaderRule,
  SkippedLine,
  WrongRow,
} from '../../../data/shapes/reading.ts';
import { t } from '../../kit/language/language.ts';
import { nameList } from '../../kit/language/nameList.ts';
import { fixed } from '../../kit/language/numbers.ts';

/** "empty cells, NA, ? and the like; also -999" */
export function missingWords(missing: readonly string[], values: readonly string[]): string {
  const usual = t('empty cells, NA, null, ? and the like');
  if (missing.length > 0 && values.length > 0)
    return t('{0}; also {1}; not {2}', usual, nameList(missing), nameList(values));
  if (missing.length > 0) return t('{0}; also {1}', usual, nameList(missing));
  return values.length > 0 ? t('{0}; not {1}', usual, nameList(values)) : usual;
}

/** "2 at the start, 1 at the end, those that begin with #" */
export function skippedWords({
  skipLines = 0,
  skipFooter = 0,
  comment = '',
}: Pick<ReadOptions, 'skipLines' | 'skipFooter' | 'comment'>): string {
  const parts = [
    ...(skipLines > 0 ? [t('{0} at the start', fixed(skipLines))] : []),
    ...(skipFooter > 0 ? [t('{0} at the end', fixed(skipFooter))] : []),
    ...(comment === '' ? [] : [t('those that begin with {0}', comment)]),
  ];
  return parts.length === 0 ? t('none') : parts.join(', ');
}

export function headerReason(rule: HeaderRule): string {
  switch (rule) {
    case 'given':
      return t('as the experiment says');
    case 'only-record':
      return t('it is the only row');
    case 'names-over-values':
      return t('its words are above numbers or dates');
    case 'names-count-up':
      return t('its numbers count up by one');
    case 'begins-with-values':
      return t('its cells are values like those below');
    case 'first-row-recurs':
      return t('most of its cells recur below');
    case 'all-text':
      return t('all columns are text, so it is assumed to be the header');
  }
}

export function skippedReason(why: SkippedLine['why']): string {
  switch (why) {
    case 'separator':
      return t('names the delimiter');
    case 'comment':
      return t('comment');
    case 'title':
      return t('title');
    case 'empty':
      return t('no values');
    case 'total':
      return t('total');
    case 'units':
      return t('units, or a line under the names');
    case 'note':
      return t('note');
    case 'given':
      return t('as the experiment says');
  }
}

export function wrongReason({ why, found, expected }: WrongRow): string {
  return why === 'quotes' ? t('a stray quote') : t('{0} values instead of {1}', found, expected);
}

export function droppedReason({ why, number }: DroppedColumn): string {
  switch (why) {
    case 'index':
      return t('column {0} numbers the rows', number);
    case 'row-names':
      return t('column {0} names the rows', number);
    case 'trailing':
      return t('column {0} is empty: each line ends with a delimiter', number);
    case 'nested':
      return t('column {0} has lists or structures', number);
    case 'bytes':
      return t('column {0} has bytes', number);
  }
}

export function nameReason({ why, from, to, number }: ChangedName): string {
  switch (why) {
    case 'nameless':
      return t('column {0} has no name: {1}', number, to);
    case 'duplicate':
      return t('{0} is repeated: renamed to {1}', from.trim(), to);
    case 'blanks':
      return t('{0} without the blanks around it', to);
    case 'comment':
      return t('{0} without the # before it', to);
  }
}

import type { Doubt } from '../shapes/reading.ts';
import type { Say } from './say.ts';
import type { TableKinds } from './tableKind.ts';

function doubtWord({ t }: Say, doubt: Doubt): string {
  switch (doubt) {
    case 'delimiter':
      return t('the delimiter');
    case 'encoding':
      return t('the encoding');
    case 'header':
      return t('the header');
    case 'decimal':
      return t('the decimal separator');
  }
}

/** "month/day/year" for %m/%d/%Y; the time of day is left out. */
function orderWords({ t }: Say, format: string): string {
  const [date = ''] = format.split(/[T ]/);
  const parts = { d: t('day'), m: t('month'), Y: t('year'), y: t('year') };
  return date.replaceAll(/%([dmYy])/g, (_, part: keyof typeof parts) => parts[part]);
}

/** Kinds of findings about how the file was read. */
export const readingKinds: TableKinds<
  | 'unsure-reading'
  | 'no-header'
  | 'wrong-rows'
  | 'words-in-numbers'
  | 'sentinel'
  | 'undecided-dates'
  | 'skipped-lines'
> = {
  'unsure-reading': {
    severity: 'warning',
    find: ({ reading: { unsure } }) => (unsure.length === 0 ? undefined : { facts: { doubts: unsure } }),
    words(say, { doubts }) {
      const { t, list } = say;
      const checked = list(doubts.map((doubt) => doubtWord(say, doubt)));
      return t('It is not certain how this file should be read: check {0}.', checked);
    },
  },
  'no-header': {
    severity: 'info',
    find: ({ reading: { options } }) => (options.header ? undefined : { facts: {} }),
    words: ({ t }) => t('The file has no header: its first row is data, and the columns are numbered.'),
  },
  'wrong-rows': {
    severity: 'warning',
    find: ({ reading: { wrongRowCount: count, wrongRows } }) =>
      count === 0 ? undefined : { facts: { count, firstLine: wrongRows[0]?.line ?? 1 } },
    words: ({ t, number }, { count, firstLine }) =>
      count === 1
        ? t('Line {0} has too many or too few values: it is left out.', number(firstLine))
        : t(
            '{0} rows have too many or too few values, the first in line {1}: they are left out.',
            number(count),
            number(firstLine),
          ),
  },
  'words-in-numbers': {
    severity: 'warning',
    find({ reading: { words } }) {
      const [first] = words;
      if (first === undefined) return undefined;
      const facts = { count: first.cellCount, word: first.words[0]?.word ?? '' };
      return { columns: words.map(({ column }) => column), facts };
    },
    words: ({ t, number, list }, { count, word }, names, { columnCount }) =>
      columnCount > 1
        ? t('{0} are numbers except for a few words, which count as missing.', list(names, columnCount))
        : t(
            '{0} is a column of numbers except for {1} cells such as "{2}", which count as missing.',
            names[0] ?? '',
            number(count),
            word,
          ),
  },
  sentinel: {
    severity: 'warning',
    find({ columns }) {
      const suspected = columns.filter(({ numeric }) => numeric?.sentinel !== undefined);
      const facts = suspected[0]?.numeric?.sentinel;
      return facts === undefined ? undefined : { columns: suspected.map(({ name }) => name), facts };
    },
    words: ({ t, number }, { value, count }, [name = '']) =>
      t(
        '{0} is {1} in {2} rows, far from its other values: it may stand for a missing value.',
        name,
        number(value),
        number(count),
      ),
  },
  'undecided-dates': {
    severity: 'warning',
    find({ columns }) {
      const undecided = columns.filter(({ date }) => date?.isUndecided === true);
      const format = undecided[0]?.date?.format;
      return format === undefined
        ? undefined
        : { columns: undecided.map(({ name }) => name), facts: { format } };
    },
    words(say, { format }, names, { columnCount }) {
      const { t, list } = say;
      return t(
        'The dates in {0} could have the day or the month first: they are read as {1}.',
        list(names, columnCount),
        orderWords(say, format),
      );
    },
  },
  'skipped-lines': {
    severity: 'info',
    find: ({ reading: { skippedCount: count, skipped } }) =>
      count === 0 ? undefined : { facts: { count, firstLine: skipped[0]?.line ?? 1 } },
    words: ({ t, number }, { count, firstLine }) =>
      count === 1
        ? t('Line {0} is not a row of the table and is skipped.', number(firstLine))
        : t('{0} lines are not rows of the table and are skipped.', number(count)),
  },
};

import type { ComponentChildren } from 'preact';
import type { ReadOptions, WholeReadOptions } from '../../../data/shapes/read.ts';
import type { Doubt, Reading } from '../../../data/shapes/reading.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { ReadCharacter, ReadChoice, ReadCount, ReadWords } from './readControls.tsx';
import {
  decimalChoices,
  delimiterChoices,
  encodingChoices,
  escapeChoices,
  headerChoices,
  indexChoices,
  quoteChoices,
  thousandsChoices,
  thousandsSigns,
  wrongRowsChoices,
} from '../../kit/language/readingChoices.ts';
import { delimiterWord, encodingName, formatName } from '../../kit/language/columnWords.ts';
import { droppedReason, headerReason, missingWords, skippedWords } from './readingWords.ts';

export interface OptionRow {
  readonly term: string;
  /** undefined: it is not known. */
  readonly value: string | undefined;
  readonly reason?: string;
  /** The options that it is about. */
  readonly keys: readonly (keyof ReadOptions)[];
  readonly doubt?: Doubt;
  readonly shortcut?: { readonly label: string; readonly onClick: () => void };
  readonly controls?: ComponentChildren;
}

interface Known {
  readonly options: Partial<WholeReadOptions> | ReadOptions;
  readonly reading: Reading | undefined;
  readonly change: (read: ReadOptions) => void;
}

/** What was decided on how the file is read, and the controls that change it. */
export function optionRows(known: Known): OptionRow[] {
  const { format = 'csv' } = known.options;
  switch (format) {
    case 'csv':
      return [
        delimiterRow(known),
        quotesRow(known),
        encodingRow(known),
        headerRow(known),
        numbersRow(known),
        missingRow(known),
        skippedRow(known),
        ...indexRow(known),
        wrongRowsRow(known),
      ];
    case 'jsonl':
      return [formatRow(format), encodingRow(known), missingRow(known)];
    case 'parquet':
      return [formatRow(format), missingRow(known)];
  }
}

/** The name of the file says it. */
const formatRow = (format: WholeReadOptions['format']): OptionRow => ({
  term: t('Format'),
  value: formatName(format),
  keys: ['format'],
});

function delimiterRow({ options: { delimiter }, change }: Known): OptionRow {
  const term = t('Delimiter');
  return {
    term,
    value: delimiter && delimiterWord(delimiter),
    keys: ['delimiter'],
    doubt: 'delimiter',
    controls: (
      <ReadChoice
        label={term}
        value={delimiter}
        options={delimiterChoices()}
        onChange={(next) => change({ delimiter: next })}
      />
    ),
  };
}

const quoteOf = { double: '"', single: "'", none: '' } as const;

function quotesRow({ options: { quote, escape }, change }: Known): OptionRow {
  const kind = quote === undefined ? undefined : quote === '"' ? 'double' : quote === '' ? 'none' : 'single';
  const setQuote = (next: 'double' | 'single' | 'none') => {
    const sign = quoteOf[next];
    change({ quote: sign, ...(escape === '\\' || sign === '' ? {} : { escape: sign }) });
  };
  const term = t('Quotes');
  return {
    term,
    value:
      quote === undefined
        ? undefined
        : quote === ''
          ? t('none')
          : escape === '\\'
            ? t('{0}, escaped by a backslash', quote)
            : quote,
    keys: ['quote', 'escape'],
    controls: (
      <>
        <ReadChoice label={term} value={kind} options={quoteChoices()} onChange={setQuote} />
        {quote !== '' && (
          <ReadChoice
            label={t('Quotes in values')}
            value={escape === undefined ? undefined : escape === '\\' ? 'backslash' : 'doubled'}
            options={escapeChoices()}
            onChange={(next) => change({ escape: next === 'backslash' ? '\\' : quote === "'" ? "'" : '"' })}
          />
        )}
      </>
    ),
  };
}

function encodingRow({ options: { encoding }, change }: Known): OptionRow {
  const term = t('Encoding');
  return {
    term,
    value: encoding && encodingName(encoding),
    keys: ['encoding'],
    doubt: 'encoding',
    controls: (
      <ReadChoice
        label={term}
        value={encoding}
        options={encodingChoices()}
        onChange={(next) => change({ encoding: next })}
      />
    ),
  };
}

function headerRow({ options: { header }, reading, change }: Known): OptionRow {
  const term = t('Header');
  const isFound = reading !== undefined && reading.headerRule !== 'given';
  return {
    term,
    value: header === undefined ? undefined : header ? t('first row') : t('none: the first row is data'),
    ...(isFound ? { reason: headerReason(reading.headerRule) } : {}),
    keys: ['header'],
    doubt: 'header',
    ...(header === undefined
      ? {}
      : {
          shortcut: {
            label: header ? t('Row 1 is data') : t('Row 1 is the header'),
            onClick: () => change({ header: !header }),
          },
        }),
    controls: (
      <ReadChoice
        label={term}
        value={header === undefined ? undefined : header ? 'names' : 'data'}
        options={headerChoices()}
        onChange={(next) => change({ header: next === 'names' })}
      />
    ),
  };
}

function numbersRow({ options: { decimal, thousands }, change }: Known): OptionRow {
  return {
    term: t('Numbers'),
    value: decimal && (thousands ? `1${thousands}234${decimal}5` : `1234${decimal}5`),
    keys: ['decimal', 'thousands'],
    doubt: 'decimal',
    controls: (
      <>
        <ReadChoice
          label={t('Decimal separator')}
          value={decimal}
          options={decimalChoices()}
          // One sign cannot be both.
          onChange={(next) => change({ decimal: next, ...(thousands === next ? { thousands: '' } : {}) })}
        />
        <ReadChoice
          label={t('Thousands separator')}
          value={thousandsChoices().find(({ value }) => thousandsSigns[value] === thousands)?.value}
          options={thousandsChoices().filter(({ value }) => thousandsSigns[value] !== decimal)}
          onChange={(next) => change({ thousands: thousandsSigns[next] })}
        />
      </>
    ),
  };
}

function missingRow({ options: { missing, values }, change }: Known): OptionRow {
  return {
    term: t('Missing values'),
    value: missing && missingWords(missing, values ?? []),
    keys: ['missing', 'values'],
    controls: (
      <>
        <ReadWords
          label={t('Also missing')}
          value={missing ?? []}
          onChange={(next) => change({ missing: [...next] })}
        />
        <ReadWords
          label={t('Not missing')}
          value={values ?? []}
          onChange={(next) => change({ values: [...next] })}
        />
      </>
    ),
  };
}

function skippedRow({ options: { skipLines, skipFooter, comment }, change }: Known): OptionRow {
  return {
    term: t('Skipped lines'),
    value: skipLines === undefined ? undefined : skippedWords({ skipLines, skipFooter, comment }),
    keys: ['skipLines', 'skipFooter', 'comment'],
    controls: (
      <>
        <ReadCount
          label={t('At the start')}
          value={skipLines}
          onChange={(next) => change({ skipLines: next })}
        />
        <ReadCount
          label={t('At the end')}
          value={skipFooter}
          onChange={(next) => change({ skipFooter: next })}
        />
        <ReadCharacter
          label={t('Lines that begin with')}
          value={comment}
          onChange={(next) => change({ comment: next })}
        />
      </>
    ),
  };
}

/** Only where a column numbers or names the rows. */
function indexRow({ options: { index }, reading, change }: Known): OptionRow[] {
  const found = reading?.dropped.find(({ why }) => why === 'index' || why === 'row-names');
  if (found === undefined && index !== 'keep') return [];
  const term = t('Column of row numbers or names');
  return [
    {
      term,
      value: index === 'keep' ? t('kept') : t('left out'),
      ...(found === undefined ? {} : { reason: droppedReason(found) }),
      keys: ['index'],
      ...(index === 'keep'
        ? {}
        : { shortcut: { label: t('Keep it'), onClick: () => change({ index: 'keep' }) } }),
      controls: (
        <ReadChoice
          label={term}
          value={index}
          options={indexChoices()}
          onChange={(next) => change({ index: next })}
        />
      ),
    },
  ];
}

function wrongRowsRow({ options: { wrongRows }, reading, change }: Known): OptionRow {
  const count = reading?.wrongRowCount;
  const term = t('Rows with too many or too few values');
  return {
    term,
    value:
      count === undefined
        ? undefined
        : count === 0
          ? t('none')
          : count === 1
            ? t('1 set aside')
            : t('{0} set aside', fixed(count)),
    keys: ['wrongRows'],
    controls: (
      <ReadChoice
        label={term}
        value={wrongRows}
        options={wrongRowsChoices()}
        onChange={(next) => change({ wrongRows: next })}
      />
    ),
  };
}

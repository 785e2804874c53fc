import type { Reading } from '../../../data/shapes/reading.ts';
import { DefinitionRows } from '../../kit/controls/DefinitionRows.tsx';
import type { DefinitionRow } from '../../kit/controls/DefinitionRows.tsx';
import { Excerpt } from '../../kit/controls/Excerpt.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { Section } from '../../kit/controls/Section.tsx';
import {
  delimiterWord,
  droppedReason,
  encodingName,
  headerReason,
  nameReason,
  skippedReason,
  wrongReason,
} from './readingWords.ts';

/** How the file was read: what was decided and why, and every line that is no row. */
export function HowRead({ reading }: { readonly reading: Reading }) {
  const { skipped, skippedCount, wrongRows, wrongRowCount } = reading;
  return (
    <Section id="reading" title={t('How it was read')}>
      <DefinitionRows rows={[...optionRows(reading), ...columnRows(reading)]} />
      {skipped.length > 0 && (
        <Lines
          title={t('Skipped lines: {0}', fixed(skippedCount))}
          lines={skipped.map(({ line, text, why }) => ({ line, text: `${text}  (${skippedReason(why)})` }))}
          more={skippedCount - skipped.length}
        />
      )}
      {wrongRows.length > 0 && (
        <Lines
          title={t('Rows left out: {0}', fixed(wrongRowCount))}
          lines={wrongRows.map((row) => ({ line: row.line, text: `${row.text}  (${wrongReason(row)})` }))}
          more={wrongRowCount - wrongRows.length}
        />
      )}
    </Section>
  );
}

interface LinesProps {
  readonly title: string;
  readonly lines: readonly { readonly line: number; readonly text: string }[];
  readonly more: number;
}

function Lines({ title, lines, more }: LinesProps) {
  return (
    <>
      <h3>{title}</h3>
      <Excerpt lines={lines} />
      {more > 0 && <p class="q s">{t('and {0} more', fixed(more))}</p>}
    </>
  );
}

function optionRows({ options, unsure, headerRule }: Reading): DefinitionRow[] {
  const { delimiter, quote, escape, encoding, decimal, thousands, header } = options;
  const checked = (doubt: Reading['unsure'][number], words: string) =>
    unsure.includes(doubt) ? t('{0} (not certain)', words) : words;
  const quotes = escape === '\\' ? t('{0}, escaped by a backslash', quote) : quote;
  const reason = headerReason(headerRule);
  return [
    { term: t('Delimiter'), value: checked('delimiter', delimiterWord(delimiter)) },
    ...(quote === '' ? [] : [{ term: t('Quotes'), value: quotes }]),
    { term: t('Encoding'), value: checked('encoding', encodingName(encoding)) },
    {
      term: t('Header'),
      value: checked('header', header ? t('first row: {0}', reason) : t('none, first row: {0}', reason)),
    },
    {
      term: t('Numbers'),
      value: checked('decimal', thousands === '' ? `1234${decimal}5` : `1${thousands}234${decimal}5`),
    },
  ];
}

function columnRows({ dropped, names, words }: Reading): DefinitionRow[] {
  const listed = words.flatMap(({ column, words: inColumn }) =>
    inColumn.map(({ word, count, firstLine }) =>
      t('{0}: "{1}" in {2} cells, first in line {3}', column, word, fixed(count), fixed(firstLine)),
    ),
  );
  return [
    ...(dropped.length === 0
      ? []
      : [{ term: t('Columns left out'), value: dropped.map(droppedReason).join('; ') }]),
    ...(names.length === 0 ? [] : [{ term: t('Names changed'), value: names.map(nameReason).join('; ') }]),
    ...(listed.length === 0 ? [] : [{ term: t('Words read as missing'), value: listed.join('; ') }]),
  ];
}

import type { Reading, WordsInNumbers } from '../../../data/shapes/reading.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { DefinitionRows } from '../../kit/controls/DefinitionRows.tsx';
import { Excerpt } from '../../kit/controls/Excerpt.tsx';
import { t } from '../../kit/language/language.ts';
import { nameList } from '../../kit/language/nameList.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { ReadingOptions } from './ReadingOptions.tsx';
import type { TableEditing } from './tableEditing.ts';
import { withoutRead, withRead, withValues } from './tableEdits.ts';
import { droppedReason, nameReason, skippedReason, wrongReason } from './readingWords.ts';

interface HowReadProps {
  readonly reading: Reading;
  /** Name of the experiment that the edits are part of. */
  readonly experiment: string | undefined;
  readonly isReading: boolean;
  readonly editing: TableEditing;
  readonly onSaveWrongRows: () => void;
}

/** How the file was read: what was decided and why, every line that is no row, and how to have it otherwise. */
export function HowRead(props: HowReadProps) {
  const { reading, experiment, isReading, editing, onSaveWrongRows } = props;
  const { edits, edit, values } = editing;
  const { skipped, skippedCount, wrongRows, wrongRowCount, words } = reading;
  const keepAsValues = ({ words: listed }: WordsInNumbers) =>
    edit(
      withValues(
        edits,
        values,
        listed.map(({ word }) => word),
      ),
    );
  return (
    <Section
      id="reading"
      title={t('How it was read')}
      aside={<span role="status">{isReading ? t('reading…') : ''}</span>}
    >
      <ReadingOptions
        reading={reading}
        given={edits.read ?? {}}
        experiment={experiment}
        change={(read) => edit(withRead(edits, read))}
        back={(keys) => edit(withoutRead(edits, keys))}
      />
      <DefinitionRows rows={columnRows(reading)} />
      {words.length > 0 && <Words words={words} onKeep={keepAsValues} />}
      {skipped.length > 0 && (
        <Lines
          title={t('Skipped lines: {0}', fixed(skippedCount))}
          lines={skipped.map(({ line, text, why }) => ({ line, text: `${text}  (${skippedReason(why)})` }))}
          more={skippedCount - skipped.length}
        />
      )}
      {wrongRows.length > 0 && (
        <Lines
          title={t('Rows set aside: {0}', fixed(wrongRowCount))}
          lines={wrongRows.map((row) => ({ line: row.line, text: `${row.text}  (${wrongReason(row)})` }))}
          more={wrongRowCount - wrongRows.length}
          action={{ label: t('Save as a file'), onClick: onSaveWrongRows }}
        />
      )}
    </Section>
  );
}

interface WordsProps {
  readonly words: readonly WordsInNumbers[];
  readonly onKeep: (words: WordsInNumbers) => void;
}

/** Words in columns of numbers: each column's with the way to have them as values. */
function Words({ words, onKeep }: WordsProps) {
  return (
    <>
      <h3>{t('Words in columns of numbers, read as missing')}</h3>
      <dl class="how">
        {words.map((inColumn) => (
          <div key={inColumn.column} class="how-row">
            <dt>{inColumn.column}</dt>
            <dd>
              <span>
                {nameList(
                  inColumn.words.map(({ word, count, firstLine }) =>
                    count === 1
                      ? t('“{0}” in line {1}', word, fixed(firstLine))
                      : t('“{0}” in {1} rows, first in line {2}', word, fixed(count), fixed(firstLine)),
                  ),
                )}
              </span>
              <span class="how-acts">
                <Link onClick={() => onKeep(inColumn)}>{t('Keep as values')}</Link>
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

interface LinesProps {
  readonly title: string;
  readonly lines: readonly { readonly line: number; readonly text: string }[];
  readonly more: number;
  readonly action?: { readonly label: string; readonly onClick: () => void };
}

function Lines({ title, lines, more, action }: LinesProps) {
  return (
    <div class="how-lines">
      <div class="how-lines-head">
        <h3>{title}</h3>
        {action && <Link onClick={action.onClick}>{action.label}</Link>}
      </div>
      <Excerpt lines={lines} />
      {more > 0 && <p class="q s">{t('and {0} more', fixed(more))}</p>}
    </div>
  );
}

function columnRows({ dropped, names }: Reading) {
  // Those of row numbers and names have a row of their own, with a way to keep them.
  const others = dropped.filter(({ why }) => why !== 'index' && why !== 'row-names');
  return [
    ...(others.length === 0
      ? []
      : [{ term: t('Columns left out'), value: nameList(others.map(droppedReason)) }]),
    ...(names.length === 0 ? [] : [{ term: t('Names changed'), value: nameList(names.map(nameReason)) }]),
  ];
}

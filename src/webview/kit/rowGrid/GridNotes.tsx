import { useEffect, useRef } from 'preact/hooks';
import type { RowGridChoices } from '../../contract/rowGrid.ts';
import { MessageLine } from '../controls/MessageLine.tsx';
import { t } from '../language/language.ts';
import { fixed } from '../language/numbers.ts';
import { conditionWords } from './conditions.ts';
import type { ShownView } from './useRows.ts';

/** Announces a new sort order or filter to screen readers. */
export function useAnnouncedView(shown: ShownView | undefined, say: (words: string) => void): void {
  const before = useRef<ShownView | undefined>(undefined);
  useEffect(() => {
    const isFirst = before.current === undefined;
    before.current = shown;
    if (isFirst || shown === undefined) return;
    const { view, opened } = shown;
    const sorted = view.sort.map(({ column, descending }) =>
      descending ? t('{0}, descending', column) : t('{0}, ascending', column),
    );
    const order = sorted.length === 0 ? t('In file order.') : t('Sorted by {0}.', sorted.join('; '));
    say(`${order} ${t('{0} of {1} rows', fixed(opened.rowCount), fixed(opened.totalRowCount))}`);
  }, [shown]);
}

/** Shown when no row matches, with the filters. */
export function NoRows({
  choices,
  onClear,
}: {
  readonly choices: RowGridChoices;
  readonly onClear: () => void;
}) {
  return (
    <MessageLine icon="info" tone="info" actions={[{ label: t('Clear filters'), onClick: onClear }]}>
      {t('No rows match: {0}.', filterWords(choices))}
    </MessageLine>
  );
}

function filterWords({ view: { conditions, search } }: RowGridChoices): string {
  const words = conditions.map(conditionWords);
  return (search === undefined ? words : [...words, t('any cell contains “{0}”', search)]).join('; ');
}

/** Notes on sorted columns that mix numbers and words. */
export function SortNotes({ shown }: { readonly shown: ShownView | undefined }) {
  const notes = shown?.opened.sortNotes ?? [];
  return (
    <>
      {notes.map(({ column, kind, wordCount }) => (
        <p key={column} class="q s rg-note">
          {kind === 'wordsMissing'
            ? t(
                '{0} has {1} words among its numbers: they count as missing and sort last.',
                column,
                fixed(wordCount),
              )
            : t(
                '{0} has numbers among its {1} words: numbers sort first, by value.',
                column,
                fixed(wordCount),
              )}
        </p>
      ))}
    </>
  );
}

/** A placeholder for the rows. */
export function Waiting() {
  return (
    <div class="late rg-empty" role="status" aria-label={t('reading')}>
      {[0, 1, 2, 3, 4].map((row) => (
        <span key={row} class="sk" style={{ width: `${60 - row * 7}%` }} />
      ))}
    </div>
  );
}

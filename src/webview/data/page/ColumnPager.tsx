import { useEffect, useState } from 'preact/hooks';
import type { FoundColumns, Profile } from '../../../data/shapes/profile.ts';
import { Link, TextField } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';

export interface ColumnPagerProps {
  readonly profile: Profile;
  readonly onTurn: (firstColumn: number) => void;
  readonly find: (text: string, signal: AbortSignal) => Promise<FoundColumns>;
}

/** Which of many columns are shown, and the way to others: page by page, or by name. */
export function ColumnPager({ profile, onTurn, find }: ColumnPagerProps) {
  const { columns, columnCount, firstColumn } = profile;
  const last = firstColumn + columns.length;
  const step = Math.max(1, columns.length);
  return (
    <div class="pager">
      <span role="status">
        {t('Columns {0} to {1} of {2}', fixed(firstColumn + 1), fixed(last), fixed(columnCount))}
      </span>
      {firstColumn > 0 && (
        <Link onClick={() => onTurn(Math.max(0, firstColumn - step))}>{t('Previous')}</Link>
      )}
      {last < columnCount && <Link onClick={() => onTurn(last)}>{t('Next')}</Link>}
      <Finder find={find} onTurn={onTurn} />
    </div>
  );
}

function Finder({ find, onTurn }: Pick<ColumnPagerProps, 'find' | 'onTurn'>) {
  const [text, setText] = useState('');
  const found = useFound(text.trim(), find);
  const go = (index: number) => {
    setText('');
    onTurn(index);
  };
  const label = t('Find a column');
  return (
    <span class="pager-find">
      <TextField
        label={label}
        placeholder={label}
        value={text}
        onInput={setText}
        onEnter={() => {
          const [first] = found?.columns ?? [];
          if (first !== undefined) go(first.index);
        }}
        onEscape={() => setText('')}
      />
      {found !== undefined && (
        <span class="pager-found" role="group" aria-label={t('Columns found')}>
          {found.columns.map(({ index, name }) => (
            <Link key={index} onClick={() => go(index)}>
              {name}
            </Link>
          ))}
          <span class="q" role="status">
            {found.count > found.columns.length
              ? t('and {0} more', fixed(found.count - found.columns.length))
              : found.count === 0
                ? t('no column name contains this')
                : ''}
          </span>
        </span>
      )}
    </span>
  );
}

/** The columns whose names have the text in them; a newer text gives up the older search. */
function useFound(text: string, find: ColumnPagerProps['find']): FoundColumns | undefined {
  const [found, setFound] = useState<FoundColumns | undefined>();
  useEffect(() => {
    setFound(undefined);
    if (text === '') return;
    const stop = new AbortController();
    // What failed is shown by the search that follows, or not at all.
    find(text, stop.signal).then(setFound, () => undefined);
    return () => stop.abort();
  }, [text]);
  return found;
}

import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import type { RowGridChoices } from '../../contract/rowGrid.ts';
import { IconButton, Link, TextField } from '../controls/controls.tsx';
import { MenuButton } from '../controls/MenuButton.tsx';
import { t } from '../language/language.ts';
import { fixed } from '../language/numbers.ts';
import { withHidden } from './choices.ts';

interface GridToolsProps {
  readonly choices: RowGridChoices;
  readonly onChoose: (choices: RowGridChoices) => void;
  readonly find: {
    readonly text: string;
    readonly onText: (text: string) => void;
    readonly onFind: (backwards: boolean) => void;
    /** Shows only the rows that have it. */
    readonly onFilter: () => void;
    /** What came of it. */
    readonly result: string | undefined;
  };
  readonly findField: RefObject<HTMLSpanElement | null>;
  /** Brings the keyboard back to the rows. */
  readonly onLeave: () => void;
  /** Goes to a row by number or to a column by name; returns a message if it fails. */
  readonly onGo: (text: string) => Promise<string | undefined>;
}

/** The toolbar above the rows: find, go to row or column, hidden columns. */
export function GridTools({ choices, onChoose, find, findField, onLeave, onGo }: GridToolsProps) {
  const { hidden } = choices;
  return (
    <div class="rg-tools" role="toolbar" aria-label={t('Rows')}>
      <span
        ref={findField}
        class="rg-find"
        onKeyDown={(event) => {
          if (event.key === 'Escape') onLeave();
          if (event.isComposing || (event.key !== 'Enter' && event.key !== 'F3')) return;
          event.preventDefault();
          find.onFind(event.shiftKey);
        }}
      >
        <TextField
          label={t('Find in rows')}
          placeholder={t('Find')}
          value={find.text}
          onInput={find.onText}
        />
        <IconButton icon="arrow-up" label={t('Previous match')} onClick={() => find.onFind(true)} />
        <IconButton icon="arrow-down" label={t('Next match')} onClick={() => find.onFind(false)} />
      </span>
      {find.text.trim() !== '' && <Link onClick={find.onFilter}>{t('Show only matching rows')}</Link>}
      <span class="q s" role="status">
        {find.result}
      </span>
      <GoTo onGo={onGo} />
      {hidden.length > 0 && (
        <span class="q">
          <MenuButton
            label={t('Hidden columns')}
            groups={[
              {
                label: t('Hidden columns'),
                items: [
                  {
                    label: t('Show all {0}', fixed(hidden.length)),
                    onChoose: () => onChoose({ ...choices, hidden: [] }),
                  },
                  ...hidden.slice(0, mostListed).map((name) => ({
                    label: t('Show {0}', name),
                    onChoose: () => onChoose(withHidden(choices, name, false)),
                  })),
                ],
              },
            ]}
          >
            {hidden.length === 1 ? t('1 column hidden') : t('{0} columns hidden', fixed(hidden.length))}
          </MenuButton>
        </span>
      )}
    </div>
  );
}

const mostListed = 30;

function GoTo({ onGo }: Pick<GridToolsProps, 'onGo'>) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  return (
    <>
      <span class="rg-go">
        <TextField
          label={t('Go to row or column')}
          placeholder={t('Row or column')}
          value={text}
          invalid={problem !== undefined}
          description={problem}
          onInput={(next) => {
            setText(next);
            setProblem(undefined);
          }}
          onEnter={() => {
            if (text.trim() !== '') void onGo(text.trim()).then(setProblem);
          }}
        />
      </span>
      {problem !== undefined && (
        <span class="s" role="alert">
          {problem}
        </span>
      )}
    </>
  );
}

import type { ComponentChildren } from 'preact';
import type { RowGridChoices } from '../../contract/rowGrid.ts';
import { Icon } from '../controls/controls.tsx';
import { t } from '../language/language.ts';
import { fixed } from '../language/numbers.ts';
import { isFiltered, withOrder, withoutCondition, withSearch } from './choices.ts';
import { conditionWords } from './conditions.ts';

interface ChipsProps {
  readonly choices: RowGridChoices;
  readonly onChoose: (choices: RowGridChoices) => void;
  /** Matching and total rows; absent until counted. */
  readonly counts: { readonly rowCount: number; readonly totalRowCount: number } | undefined;
  /** Actions on the shown rows. */
  readonly children?: ComponentChildren;
}

/** Removable chips for sort order and filters, and the number of matching rows. */
export function Chips({ choices, onChoose, counts, children }: ChipsProps) {
  const { sort, conditions, search } = choices.view;
  if (sort.length === 0 && !isFiltered(choices)) return null;
  return (
    <div class="rg-chips">
      <ul class="rg-chip-list" aria-label={t('Sort order and filters')}>
        {sort.map(({ column, descending }) => (
          <Chip
            key={`sort ${column}`}
            icon={descending ? 'arrow-down' : 'arrow-up'}
            words={descending ? t('{0}, descending', column) : t('{0}, ascending', column)}
            onRemove={() => onChoose(withOrder(choices, column, undefined, true))}
          />
        ))}
        {conditions.map((condition, index) => (
          <Chip
            key={conditionWords(condition)}
            icon="filter"
            words={conditionWords(condition)}
            onRemove={() => onChoose(withoutCondition(choices, index))}
          />
        ))}
        {search !== undefined && (
          <Chip
            icon="search"
            words={t('any cell contains “{0}”', search)}
            onRemove={() => onChoose(withSearch(choices, ''))}
          />
        )}
      </ul>
      {isFiltered(choices) && counts !== undefined && (
        <span class="q">{t('{0} of {1} rows', fixed(counts.rowCount), fixed(counts.totalRowCount))}</span>
      )}
      {children}
    </div>
  );
}

interface ChipProps {
  readonly icon: string;
  readonly words: string;
  readonly onRemove: () => void;
}

function Chip({ icon, words, onRemove }: ChipProps) {
  return (
    <li class="rg-chip">
      <Icon name={icon} />
      <span>{words}</span>
      <button
        type="button"
        class="ib"
        aria-label={t('Remove: {0}', words)}
        title={t('Remove')}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

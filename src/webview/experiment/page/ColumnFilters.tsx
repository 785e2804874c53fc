import type { ColumnList, ColumnQuery, ExperimentReady } from '../contract.ts';
import { Select, TextField } from '../../kit/controls/controls.tsx';
import { Segmented } from '../../kit/controls/Segmented.tsx';
import { t } from '../../kit/language/language.ts';
import { meaningName } from '../../kit/language/columnWords.ts';
import { fixed } from '../../kit/language/numbers.ts';

interface FilterProps {
  readonly state: ExperimentReady;
  readonly query: ColumnQuery;
  readonly onQuery: (query: ColumnQuery) => void;
  readonly list: ColumnList | undefined;
}

/** Narrows the list of columns down by name, use and type. */
export function ColumnFilters({ state: { dataset }, query, onQuery, list }: FilterProps) {
  const meanings = dataset.kind === 'known' ? dataset.meanings : [];
  const total = dataset.kind === 'known' ? dataset.columnCount : 0;
  const { meaning: _, ...others } = query;
  return (
    <div class="column-filters">
      <TextField
        label={t('Search columns')}
        placeholder={t('Search {0} columns', fixed(total))}
        value={query.search}
        onInput={(search) => onQuery({ ...query, search })}
        onEscape={() => onQuery({ ...query, search: '' })}
      />
      <Segmented
        label={t('Columns shown')}
        value={query.show}
        options={[
          { value: 'all', label: t('All') },
          { value: 'used', label: t('Used') },
          { value: 'leftOut', label: t('Left out') },
        ]}
        onChange={(show) => onQuery({ ...query, show })}
      />
      {meanings.length > 1 && (
        <Select
          label={t('Meaning')}
          value={query.meaning ?? ''}
          options={[
            { value: '', label: t('every meaning') },
            ...meanings.map(({ meaning, count }) => ({
              value: meaning,
              label: t('{0} ({1})', meaningName(meaning), fixed(count)),
            })),
          ]}
          onChange={(meaning) => onQuery(meaning === '' ? others : { ...query, meaning })}
        />
      )}
      <span class="q s" role="status">
        {list !== undefined && t('{0} listed, {1} used', fixed(list.matchingCount), fixed(list.usedCount))}
      </span>
    </div>
  );
}

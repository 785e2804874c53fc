import { useState } from 'preact/hooks';
import type { ColumnChange, ColumnSelection } from '../contract.ts';
import { Link, Select } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { encoderKeys } from '../../../data/findings/encoderKeys.ts';
import type { ColumnEncoding } from '../../../data/findings/encoderKeys.ts';
import { useEditing } from './editing.ts';
import { encodingNames, missingNames } from '../../kit/language/featureWords.ts';

interface BulkProps {
  readonly selection: ColumnSelection;
  readonly count: number;
  /** They are chosen one by one, not listed. */
  readonly isSelected: boolean;
  readonly onClear: () => void;
}

/** Changes of all columns that are listed, or of those that are selected. */
export function BulkEdits({ selection, count, isSelected, onClear }: BulkProps) {
  const { changeColumns } = useEditing();
  // A menu that acts goes back to its title.
  const [done, setDone] = useState(0);
  if (count === 0) return null;
  const change = (what: ColumnChange) => {
    setDone(done + 1);
    changeColumns(selection, what, t('Columns'));
  };
  const isEncoding = (name: string): name is ColumnEncoding => Object.hasOwn(encoderKeys, name);
  const rules = { none: t('an error'), ...missingNames() };
  const isRule = (name: string): name is keyof typeof rules => Object.hasOwn(rules, name);
  return (
    <div class="bulk s" role="group" aria-label={t('Change several columns')}>
      <span>{isSelected ? t('{0} selected', fixed(count)) : t('All {0} listed', fixed(count))}</span>
      <Link onClick={() => change({ kind: 'use' })}>{t('Use')}</Link>
      <Link onClick={() => change({ kind: 'leaveOut' })}>{t('Leave out')}</Link>
      <Select
        key={`encode-${done}`}
        label={t('Encode the columns as')}
        value=""
        options={[
          { value: '', label: t('Encode as…') },
          ...Object.entries(encodingNames()).map(([value, label]) => ({ value, label })),
        ]}
        onChange={(encode) => isEncoding(encode) && change({ kind: 'encode', encode })}
      />
      <Select
        key={`missing-${done}`}
        label={t('Replace missing values in the columns with')}
        value=""
        options={[
          { value: '', label: t('If missing…') },
          ...Object.entries(rules).map(([value, label]) => ({ value, label })),
        ]}
        onChange={(missing) => isRule(missing) && change({ kind: 'missing', missing })}
      />
      {isSelected ? (
        <Link onClick={onClear}>{t('Clear selection')}</Link>
      ) : (
        <span class="q">{t('Click with Ctrl (⌘ on macOS) or Shift to select several.')}</span>
      )}
    </div>
  );
}

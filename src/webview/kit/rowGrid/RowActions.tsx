import type { GridCondition, GridView } from '../../../data/shapes/gridView.ts';
import type { RowRule } from '../../../data/shapes/rowRules.ts';
import { Link } from '../controls/controls.tsx';
import { t } from '../language/language.ts';

interface RowActionsProps {
  readonly view: GridView;
  readonly onUse: (rules: readonly RowRule[]) => void;
  readonly onSave: () => void;
}

/** Actions on the filtered rows, in sort order. */
export function RowActions({ view: { conditions, search }, onUse, onSave }: RowActionsProps) {
  const rules = conditions.filter(isRule);
  const isByText = search !== undefined || rules.length < conditions.length;
  return (
    <>
      <Link onClick={onSave}>{t('Save rows as…')}</Link>
      {isByText && <span class="q s">{t('Text filters cannot be used as rules in an experiment.')}</span>}
      {!isByText && rules.length > 0 && (
        <Link onClick={() => onUse(rules)}>{t('Use these rows in the experiment…')}</Link>
      )}
    </>
  );
}

const isRule = (condition: GridCondition): condition is RowRule => !('contains' in condition);

import { useState } from 'preact/hooks';
import { settingOf } from '../../contract/runColumns.ts';
import type { RunColumnId } from '../../contract/runColumns.ts';
import type { SameValue } from '../contract.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { settingName } from '../../kit/language/settingNames.ts';
import { cellText } from './cellText.ts';

const mostAtFirst = 10;

/** What all shown runs have in common, in place of columns that would say it over and over. */
export function SameLine({
  same,
  onShowAll,
}: {
  readonly same: readonly SameValue[];
  readonly onShowAll: () => void;
}) {
  const [isWhole, setWhole] = useState(false);
  if (same.length === 0) return null;
  const shown = isWhole ? same : same.slice(0, mostAtFirst);
  const rest = same.length - shown.length;
  return (
    <p class="runs-same s" data-testid="same">
      <span class="q">{t('Same for all:')}</span> {shown.map(sameText).join(' · ')}
      {rest > 0 && (
        <>
          {' · '}
          <Link onClick={() => setWhole(true)}>{t('{0} more', rest)}</Link>
        </>
      )}{' '}
      <Link onClick={onShowAll}>{t('Show as columns')}</Link>
    </p>
  );
}

function sameText({ column, cell }: SameValue): string {
  const setting = settingOf(column);
  const text = cellText(column, cell);
  if (setting === 'features') return t('features {0}', text.replace(/ #[\da-f]+$/, ''));
  if (setting !== undefined) return t('{0} {1}', settingName(setting.split('.')), valueText(text));
  if (column === 'rows') return cell === 1 ? t('1 training row') : t('{0} training rows', text);
  if (column === 'epochs') return cell === 1 ? t('1 epoch') : t('{0} epochs', text);
  return named[column]?.(text) ?? text;
}

function valueText(text: string): string {
  if (text === 'true') return t('yes');
  return text === 'false' ? t('no') : text;
}

/** Values that do not say what they are of. */
const named: Readonly<Partial<Record<RunColumnId, (text: string) => string>>> = {
  baseline: (text) => t('baseline {0}', text),
  reference: (text) => t('reference {0}', text),
  cost: (text) => t('cost {0}', text),
  duration: (text) => t('duration {0}', text),
  billed: (text) => t('billed {0}', text),
  target: (text) => t('target {0}', text),
  dataset: (text) => t('data {0}', text),
  tags: (text) => t('tags {0}', text),
  note: (text) => t('note “{0}”', text),
};

import { useState } from 'preact/hooks';
import { settingOf } from '../../contract/runColumns.ts';
import type { SameValue } from '../contract.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { cellText } from './cellText.ts';
import { settingLabel } from './columnWords.ts';

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

export function sameText({ column, cell }: SameValue): string {
  const setting = settingOf(column);
  const text = cellText(column, cell);
  if (setting !== undefined) return `${settingLabel(setting)} ${text}`;
  switch (column) {
    case 'rows':
      return cell === 1 ? t('1 training row') : t('{0} training rows', text);
    case 'epochs':
      return cell === 1 ? t('1 epoch') : t('{0} epochs', text);
    case 'baseline':
      return t('baseline {0}', text);
    case 'reference':
      return t('reference {0}', text);
    case 'duration':
      return t('duration {0}', text);
    case 'billed':
      return t('billed {0}', text);
    case 'target':
      return t('target {0}', text);
    case 'dataset':
      return t('data {0}', text);
    case 'tags':
      return t('tags {0}', text);
    case 'note':
      return t('note “{0}”', text);
    default:
      return text;
  }
}

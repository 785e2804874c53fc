import type { SpendPart } from '../contract.ts';
import { mostRows } from '../mostRows.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';

interface MoreRowsProps {
  readonly part: SpendPart<unknown>;
  readonly onMore: () => void;
}

/** Says that a table has more rows, and how to see them. */
export function MoreRows({ part: { rows, count }, onMore }: MoreRowsProps) {
  if (rows.length >= count) return null;
  return (
    <p class="s table-links">
      <span class="q">
        {rows.length < mostRows
          ? t('The costliest {0} of {1}.', fixed(rows.length), fixed(count))
          : t('The costliest {0} of {1}; the CSV has all of them.', fixed(rows.length), fixed(count))}
      </span>
      {rows.length < mostRows && (
        <Link onClick={onMore}>{t('Show {0}', fixed(Math.min(count, mostRows)))}</Link>
      )}
    </p>
  );
}

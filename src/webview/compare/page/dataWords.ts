import type { ShownData } from '../contract.ts';
import type { RowChanges } from '../../../data/shapes/fingerprint.ts';
import { t } from '../../kit/language/language.ts';
import { nameList } from '../../kit/language/nameList.ts';
import { fixed } from '../../kit/language/numbers.ts';

/** How the table of a run differs from that of its base, in sentences. */
export function dataWords(data: ShownData): readonly string[] {
  switch (data.kind) {
    case 'same':
      return [t('The same table, read in the same way.')];
    case 'unknown':
      return [
        t(
          'Another table, or one that has changed. One of the two runs kept no fingerprint of its table, so what has changed is not known.',
        ),
      ];
    case 'changed':
      return [...columnWords(data), rowWords(data.rows)];
  }
}

type Changed = Extract<ShownData, { readonly kind: 'changed' }>;

function columnWords({ added, removed, changed, renamed, unchangedCount }: Changed): readonly string[] {
  const names = ({ first, count }: Changed['added']) => nameList(first, count);
  const renames = renamed.first.map(({ from, to }) => t('{0} to {1}', from, to));
  const sentences = [
    ...(added.count > 0 ? [t('Columns added: {0}.', names(added))] : []),
    ...(removed.count > 0 ? [t('Columns removed: {0}.', names(removed))] : []),
    ...(renamed.count > 0 ? [t('Columns renamed: {0}.', nameList(renames, renamed.count))] : []),
    ...(changed.count > 0 ? [t('Columns with changed values: {0}.', names(changed))] : []),
  ];
  if (sentences.length === 0) return [t('The same {0} columns.', fixed(unchangedCount))];
  return unchangedCount === 0
    ? sentences
    : [...sentences, t('{0} columns are the same.', fixed(unchangedCount))];
}

function rowWords(rows: RowChanges): string {
  switch (rows.kind) {
    case 'exact':
      return rows.added + rows.removed === 0
        ? t('The same rows.')
        : t('{0} rows added, {1} removed.', fixed(rows.added), fixed(rows.removed));
    case 'estimated':
      return t(
        'About {0} rows added and {1} removed: an estimate from samples, ± {2}.',
        fixed(roundTo(rows.added, rows.standardError)),
        fixed(roundTo(rows.removed, rows.standardError)),
        fixed(roundTo(rows.standardError, rows.standardError)),
      );
    case 'other-columns':
      return t('The columns differ, so the rows cannot be compared.');
  }
}

/** No more digits than its error leaves sure: 1,234 ± 56 is 1,230. */
function roundTo(value: number, error: number): number {
  const unit = error >= 10 ? 10 ** Math.floor(Math.log10(error)) : 1;
  return Math.round(value / unit) * unit;
}

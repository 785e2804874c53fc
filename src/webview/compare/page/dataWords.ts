import type { DataDifference } from '../../../data/comparison/comparison.ts';
import type { ColumnChanges, RowChanges } from '../../../data/shapes/fingerprint.ts';
import { t } from '../../kit/language/language.ts';
import { nameList } from '../../kit/language/nameList.ts';
import { fixed } from '../../kit/language/numbers.ts';

/** How the table of a run differs from that of its base, in sentences. */
export function dataWords(data: DataDifference): readonly string[] {
  switch (data.kind) {
    case 'same':
      return [t('The same table, read alike.')];
    case 'unknown':
      return [
        t(
          'Another table, or one that has changed. One of the two runs kept no fingerprint of its table, so what has changed is not known.',
        ),
      ];
    case 'changed':
      return [...columnWords(data.columns), rowWords(data.rows)];
  }
}

function columnWords({ added, removed, changed, renamed, unchanged }: ColumnChanges): readonly string[] {
  const sentences = [
    ...(added.length > 0 ? [t('Columns added: {0}.', nameList(added))] : []),
    ...(removed.length > 0 ? [t('Columns removed: {0}.', nameList(removed))] : []),
    ...(renamed.length > 0
      ? [t('Columns renamed: {0}.', nameList(renamed.map(({ from, to }) => t('{0} to {1}', from, to))))]
      : []),
    ...(changed.length > 0 ? [t('Columns with other cells: {0}.', nameList(changed))] : []),
  ];
  return sentences.length === 0
    ? [t('The same {0} columns.', fixed(unchanged.length))]
    : [
        ...sentences,
        ...(unchanged.length > 0 ? [t('{0} columns are the same.', fixed(unchanged.length))] : []),
      ];
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
      return t('Rows of other columns cannot be compared.');
  }
}

/** No more digits than its error leaves sure: 1,234 ± 56 is 1,230. */
function roundTo(value: number, error: number): number {
  const unit = error >= 10 ? 10 ** Math.floor(Math.log10(error)) : 1;
  return Math.round(value / unit) * unit;
}

import type { Experiment } from '../shapes/experiment.ts';
import type { RowCounts } from '../shapes/preparation.ts';
import { splitRows } from '../split/split.ts';
import type { Split } from '../split/split.ts';
import { isMissing } from '../table/cells.ts';
import type { Table } from '../table/readTable.ts';

/** The 0-based rows that have a target. */
function rowsWithTarget({ columns, rows }: Table, target: string): readonly number[] {
  const index = columns.indexOf(target);
  return rows.flatMap((cells, row) => (isMissing(cells[index] ?? '') ? [] : [row]));
}

/** The 0-based rows that are trained on or held out: with a target, and without a gap that drops them. */
export function usedRows(
  table: Table,
  { target, features = [] }: Pick<Experiment, 'target' | 'features'>,
): readonly number[] {
  const dropping = features.flatMap(({ column, missing }) =>
    missing === 'drop' ? [table.columns.indexOf(column)] : [],
  );
  const rows = rowsWithTarget(table, target);
  return dropping.length === 0
    ? rows
    : rows.filter((row) => dropping.every((index) => !isMissing(table.rows[row]?.[index] ?? '')));
}

/** Splits the rows that are used, as scikit-learn splits a table without the others. */
export function splitTable(
  table: Table,
  experiment: Pick<Experiment, 'target' | 'split' | 'features'>,
): { readonly split: Split; readonly rowCounts: RowCounts } {
  const { target, split: settings } = experiment;
  const kept = usedRows(table, experiment);
  const targetCount = rowsWithTarget(table, target).length;
  const { train, validation, test } = splitRows(kept.length, settings, table.path);
  const withoutTarget = table.rows.length - targetCount;
  const withGaps = targetCount - kept.length;
  const setAside = table.reading.wrongRowCount;
  const inTable = (rows: readonly number[]) => rows.map((row) => kept[row] ?? row);
  return {
    split: { train: inTable(train), validation: inTable(validation), test: inTable(test) },
    rowCounts: {
      train: train.length,
      validation: validation.length,
      test: test.length,
      ...(withoutTarget === 0 ? {} : { withoutTarget }),
      ...(withGaps === 0 ? {} : { withGaps }),
      ...(setAside === 0 ? {} : { setAside }),
    },
  };
}

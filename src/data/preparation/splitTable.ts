import type { Experiment } from '../shapes/experiment.ts';
import type { RowCounts } from '../shapes/preparation.ts';
import { splitRows } from '../split/split.ts';
import type { Split } from '../split/split.ts';
import { isMissing } from '../table/cells.ts';
import type { Table } from '../table/readTable.ts';

/** The 0-based rows that have a target. */
export function rowsWithTarget({ columns, rows }: Table, target: string): readonly number[] {
  const index = columns.indexOf(target);
  return rows.flatMap((cells, row) => (isMissing(cells[index] ?? '') ? [] : [row]));
}

/** Splits the rows that have a target, as scikit-learn splits a table without the others. */
export function splitTable(
  table: Table,
  { target, split: settings }: Pick<Experiment, 'target' | 'split'>,
): { readonly split: Split; readonly rowCounts: RowCounts } {
  const kept = rowsWithTarget(table, target);
  const { train, validation, test } = splitRows(kept.length, settings, table.path);
  const withoutTarget = table.rows.length - kept.length;
  const setAside = table.reading.wrongRowCount;
  const inTable = (rows: readonly number[]) => rows.map((row) => kept[row] ?? row);
  return {
    split: { train: inTable(train), validation: inTable(validation), test: inTable(test) },
    rowCounts: {
      train: train.length,
      validation: validation.length,
      test: test.length,
      ...(withoutTarget === 0 ? {} : { withoutTarget }),
      ...(setAside === 0 ? {} : { setAside }),
    },
  };
}

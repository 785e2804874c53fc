import type { TableEdits } from '../../../data/shapes/tableEdits.ts';

/** What the parts of the page change of how the table is read and used. */
export interface TableEditing {
  readonly edits: TableEdits;
  /** Reads the table with these edits, at once. */
  readonly edit: (edits: TableEdits) => void;
  /** Words that are values in the whole table. */
  readonly values: readonly string[];
  readonly target: string | undefined;
  readonly chooseTarget: (column: string) => void;
}

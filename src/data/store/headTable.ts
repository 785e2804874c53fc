import type { Table } from '../table/table.ts';

/** The first rows of a table. */
export interface HeadTable {
  readonly table: Table;
  /** Of the whole table. */
  readonly rowCount: number;
  /** Whether that is how many there are if the other rows are as long. */
  readonly isEstimate: boolean;
  readonly close: () => Promise<void>;
}

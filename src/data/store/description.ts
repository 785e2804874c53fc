import type { TableFileFacts } from '../shapes/profile.ts';
import type { Reading } from '../shapes/reading.ts';
import type { Encoding } from '../source/encoding.ts';
import type { ColumnReading } from '../source/columnCells.ts';
import type { StoredKind } from './columns.ts';

/** What is known of a stored table beside its cells; kept in the store as JSON. */
export interface Description {
  readonly file: TableFileFacts;
  readonly reading: Reading;
  readonly columns: readonly string[];
  readonly types: readonly ColumnReading[];
  readonly kinds: readonly StoredKind[];
  /** The stored column of each of the table's. */
  readonly stored: readonly string[];
  readonly rowCount: number;
  readonly headerText: string | undefined;
  /** Where each row is a line: the first row's, from 1. */
  readonly firstLine?: number | undefined;
  /** How the rows are found again in the file. */
  readonly source: {
    /** Of each file. */
    readonly encodings: readonly Encoding[];
    readonly usual: number;
    readonly version: string;
  };
  /** The first and the last rows as the file has them. */
  readonly head: readonly (readonly string[])[];
  readonly tail: readonly (readonly string[])[];
}

/** Rows that follow each other in a file of columns. */
export interface ColumnPart {
  readonly rowCount: number;
  /** The first byte of the rows. */
  readonly at: number;
}

/** Numbers as float64 with NaN for missing ones, or codes of words as int32 with -1. */
export interface StoredColumn {
  readonly kind: 'numbers' | 'words';
  /** Bytes of a row before it; of a column that moved, where it is in each part. */
  readonly place: { readonly offset: number } | { readonly at: readonly number[] };
  /** Of words: where their JSON is. */
  readonly levels?: { readonly at: number; readonly length: number };
}

export interface ColumnLayout {
  readonly parts: readonly ColumnPart[];
  readonly columns: readonly StoredColumn[];
}

/** A table whose columns other threads can read, as long as it is open. */
export interface SharedColumns {
  /** Descriptor of the file, open for reading. */
  readonly file: number;
  readonly layout: ColumnLayout;
}

import * as z from 'zod/mini';

/** Distinct rows that a sketch keeps. */
export const sketchSize = 1024;

/** Held-out rows whose hashes are kept, the first of the test channel. */
export const mostHeldOutHashes = 1_000_000;

/** In the folder of a run, and beside its artifact. */
export const fingerprintFile = 'fingerprint.json';
/** Eight bytes a held-out row, its hash, in the order of the test channel, then four each: its 1-based number in the table. */
export const heldOutRowsFile = 'heldOutRows.bin';

/** What is kept of the table of a run, so that runs can be compared without their data. Equal cells have equal hashes in any store. */
export const fingerprintSchema = z.object({
  version: z.literal(1),
  rowCount: z.int(),
  /** All columns of the table as read, in its order. */
  columns: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['integer', 'decimal', 'boolean', 'text', 'date', 'empty']),
      /** 64 bits of its cells in row order, as hexadecimal digits; the same for columns of equal cells whatever their names. */
      hash: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
    }),
  ),
  /**
   * The distinct rows with the smallest hashes, ascending, and how often the table has each: a sample of its rows that is the same for
   * the same rows. A hash is of all columns by name, in any order, and below 2^53. Fewer than `sketchSize` are all there are.
   */
  sketch: z.object({ hashes: z.array(z.int()), counts: z.array(z.int()) }),
  /** Rows in the file of held-out rows beside it. */
  heldOutRowCount: z.int(),
});

export type Fingerprint = z.infer<typeof fingerprintSchema>;
export type ColumnFingerprint = Fingerprint['columns'][number];

/** How the columns of a table differ from those of an earlier one, by name. */
export interface ColumnChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Present in both with other cells, or in another order of rows. */
  readonly changed: readonly string[];
  /** The same cells under another name. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  readonly unchanged: readonly string[];
}

/** How the rows of a table differ from those of an earlier one; a row that occurs n times counts n times. */
export type RowChanges =
  | { readonly kind: 'exact'; readonly added: number; readonly removed: number }
  /** From both sketches. */
  | {
      readonly kind: 'estimated';
      readonly added: number;
      readonly removed: number;
      /** Of both numbers: their difference is known. */
      readonly standardError: number;
    }
  /** Rows of other columns cannot be compared. */
  | { readonly kind: 'other-columns' };

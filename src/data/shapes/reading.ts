import type { WholeReadOptions } from './read.ts';

/** Which rule decided whether the first row holds the names. */
export type HeaderRule =
  | 'given'
  | 'only-record'
  | 'names-over-values'
  | 'names-count-up'
  | 'begins-with-values'
  | 'first-row-recurs'
  | 'all-text';

/** A line that is no row, counted from 1. */
export interface SkippedLine {
  readonly line: number;
  readonly text: string;
  readonly why: 'separator' | 'comment' | 'title' | 'empty' | 'total' | 'note' | 'units' | 'given';
}

/** A row with too many or too few values, or with a stray quote. */
export interface WrongRow {
  readonly line: number;
  readonly found: number;
  readonly expected: number;
  readonly why: 'too-many' | 'too-few' | 'quotes';
  readonly text: string;
}

/** A column of the file that is no column of the table. */
export interface DroppedColumn {
  /** Counted from 1, in the file. */
  readonly number: number;
  readonly name: string;
  readonly why: 'index' | 'row-names' | 'trailing' | 'nested' | 'bytes';
}

/** A name that was changed, or made for a column without one. */
export interface ChangedName {
  /** Counted from 1, in the file. */
  readonly number: number;
  readonly from: string;
  readonly to: string;
  readonly why: 'nameless' | 'duplicate' | 'blanks' | 'comment';
}

/** Words in a column of numbers: their cells count as missing. */
export interface WordsInNumbers {
  readonly column: string;
  readonly cellCount: number;
  /** The most frequent ones. */
  readonly words: readonly { readonly word: string; readonly count: number; readonly firstLine: number }[];
}

export type Doubt = 'delimiter' | 'encoding' | 'header' | 'decimal';

/** How a table was read: what was decided, by which rule, and what was left out. Lists have at most 100 entries, counts are whole. */
export interface Reading {
  readonly options: WholeReadOptions;
  /** Decisions that the file does not settle. */
  readonly unsure: readonly Doubt[];
  readonly headerRule: HeaderRule;
  readonly skipped: readonly SkippedLine[];
  readonly skippedCount: number;
  readonly wrongRows: readonly WrongRow[];
  readonly wrongRowCount: number;
  readonly dropped: readonly DroppedColumn[];
  readonly names: readonly ChangedName[];
  readonly words: readonly WordsInNumbers[];
}

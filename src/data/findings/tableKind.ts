import type { Finding, FindingKind, Leak, TableFindingFacts } from '../shapes/findings.ts';
import type { ColumnFacts, ColumnProfile, Profile } from '../shapes/profile.ts';

import type { Say } from './say.ts';

/** What is known of a table when its findings are made. */
export interface Explored extends Pick<
  Profile,
  'columns' | 'correlation' | 'rowCount' | 'duplicateRowCount' | 'reading'
> {
  /** Pearson's r of each column with the target; null where it is undefined. */
  readonly withTarget: readonly (number | null)[];
  /** Of the target: the one that the user chose, or the likeliest. */
  readonly evidence?: TargetEvidence | undefined;
}

/** What the rows say of the target and the other columns. */
export interface TargetEvidence {
  readonly target: string;
  readonly leaks: readonly { readonly column: string; readonly leak: Leak }[];
  /** Spearman's rank correlation of the other numeric columns with a numeric target. */
  readonly ranks: readonly { readonly column: string; readonly spearman: number }[];
  /** Of classes: the most frequent first. */
  readonly classes?: readonly { readonly value: string; readonly count: number }[];
  /** Of a quantity: its skewness after log1p, where it has one. */
  readonly logSkew?: number | undefined;
}

interface FoundInTable<Facts> {
  readonly columns?: readonly string[];
  readonly facts: Facts;
  /** Where it differs from the kind's. */
  readonly severity?: Finding['severity'];
}

export interface TableKind<Facts> {
  readonly severity: Finding['severity'];
  /** undefined: it does not hold. */
  readonly find: (explored: Explored) => FoundInTable<Facts> | undefined;
  readonly words: (say: Say, facts: Facts, columns: readonly string[], table: WordedTable) => string;
}

export type TableKinds<Kinds extends FindingKind> = {
  readonly [Kind in Kinds]: TableKind<TableFindingFacts[Kind]>;
};

/** What words say besides facts and names. */
export interface WordedTable {
  readonly rowCount: number;
  /** All that a finding is about: it names the first ones. */
  readonly columnCount: number;
}

/** One finding of all the columns that it holds for. */
export const ofColumns =
  (holds: (column: ColumnProfile, rowCount: number) => boolean) =>
  ({ columns, rowCount }: Explored) => {
    const names = columns.filter((column) => holds(column, rowCount)).map(({ name }) => name);
    return names.length === 0 ? undefined : { columns: names, facts: {} };
  };

export const isConstant = ({ distinctCount, missingCount }: ColumnFacts, rowCount: number) =>
  distinctCount === 1 && missingCount === 0 && rowCount > 1;

/** Scikit-learn's tutorial and ours hold out a third. */
export const heldOutShare = 0.33;

import type { GivenMeaning } from './columns.ts';
import type { DatePart } from './encoders/date.ts';
import type { Finding, Leak } from './findings.ts';
import type { WholeReadOptions } from './read.ts';
import type { Reading } from './reading.ts';

/** Statistics of a table, equal to those of pandas and SciPy over the rows that `shown` names. */
export interface Profile {
  readonly file: TableFileFacts;
  readonly reading: Reading;
  readonly shown: ShownRows;
  readonly rowCount: number;
  /** Of the table. `columns`, the cells of `head` and `tail`, relations and points are those of a page of them. */
  readonly columnCount: number;
  /** Index of the first column of this page. */
  readonly firstColumn: number;
  readonly columns: readonly ColumnProfile[];
  readonly duplicateRowCount: number;
  /** Cells as written in the file; at most 10 each, or all rows in `head` when the table has 30 or fewer. */
  readonly head: readonly TableRow[];
  readonly tail: readonly TableRow[];
  /** Of the page's numeric columns. */
  readonly correlation: CorrelationMatrix;
  /** Of each column of the page with the likeliest target, or the one that was requested. */
  readonly targetRelation?: TargetRelation | undefined;
  /** Numeric columns thinned evenly to at most 2,000 rows, in order, for plots. */
  readonly points: PointSample;
  readonly findings: readonly Finding[];
  /** Most likely target first. */
  readonly targetCandidates: readonly string[];
}

/** What statistics are about: every row, or the first ones while the table is being read. */
export type ShownRows =
  | { readonly kind: 'exact' }
  /** `of` is how many there are, or about how many. */
  | {
      readonly kind: 'sample';
      readonly rows: number;
      readonly of: number;
      readonly isEstimate: boolean;
    };

export interface TableFileFacts {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly delimiter: WholeReadOptions['delimiter'];
  readonly encoding: WholeReadOptions['encoding'];
  readonly newline: 'LF' | 'CRLF';
}

/** 1-based data row number (header not counted) and its cells as text. */
export interface TableRow {
  readonly row: number;
  readonly cells: readonly string[];
}

/** How the cells of a column are read. */
export type ColumnType = 'integer' | 'decimal' | 'boolean' | 'text' | 'date' | 'empty';

/** How the dates of a column are written. */
export interface ColumnDates {
  /** As strftime's formats; 'epoch-s' and 'epoch-ms' are numbers since 1970. */
  readonly format: string;
  /** The cells do not show whether the day or the month comes first. */
  readonly isUndecided?: true;
}

/** Why a column has its type: by its values, or by its name. */
export type TypeReason =
  | 'numbers'
  | 'whole-numbers'
  /** Whole numbers that are 0 or 1. */
  | 'zero-or-one'
  | 'yes-or-no'
  | 'words'
  | 'no-values'
  | 'dates'
  /** Whole numbers that count seconds or milliseconds since 1970. */
  | 'epochs'
  /** The user says so. */
  | 'given'
  /** Figures such as 01001, which are no quantity. */
  | 'leading-zeros'
  /** Whole numbers called a code, such as a postcode. */
  | 'code-name'
  /** Whole numbers beyond 2^53, which a number cannot hold exactly. */
  | 'beyond-exact';

/** What determines whether a column can be a target or a feature. */
export interface ColumnFacts {
  readonly name: string;
  readonly type: ColumnType;
  readonly why: TypeReason;
  /** The first column of the file, without a name in its header, as programs write row names. */
  readonly isRowName?: true;
  /** What the user says that the column is. */
  readonly given?: GivenMeaning;
  /** Of dates: how they are written. */
  readonly date?: ColumnDates;
  /** Of dates: which of year, month, weekday and hour are not always the same. */
  readonly varying?: readonly DatePart[];
  readonly nonNullCount: number;
  readonly missingCount: number;
  readonly distinctCount: number;
  /** Has a number that the learner cannot hold. */
  readonly isTooLarge?: true;
}

/** What a list of columns says of each. */
export interface ColumnOutline extends ColumnFacts {
  /** Only for numeric columns with at least one value. */
  readonly min?: number;
  readonly max?: number;
  /** Pearson's r with the target; null where it is undefined. */
  readonly correlation: number | null;
  /** Which function of the target it is; absent for none. */
  readonly leak?: Leak;
}

export interface ColumnProfile extends ColumnFacts {
  /** Only for numeric columns with at least one value. */
  readonly numeric?: NumericProfile;
  /** Only for dates with at least one value. */
  readonly dates?: DateProfile;
  /** Most frequent values, at most 10, of columns that are neither numbers nor dates; long ones cut. */
  readonly topValues?: readonly { readonly value: string; readonly count: number }[];
  /** The least and largest whole number, in digits, of a column with some that a number cannot hold. */
  readonly exact?: { readonly min: string; readonly max: string };
}

/** When a column of dates begins and ends; times are milliseconds since 1970, UTC. */
export interface DateProfile {
  readonly first: number;
  readonly last: number;
  /** Rows by calendar unit, the finest with at most 60 bars; `starts` are those of the bars. */
  readonly bars: {
    readonly unit: DateUnit;
    readonly starts: readonly number[];
    readonly counts: readonly number[];
  };
}

export type DateUnit = 'minute' | 'hour' | 'day' | 'month' | 'year' | 'decade';

export interface NumericProfile {
  readonly mean: number;
  /** Sample standard deviation (ddof 1); null for one value. */
  readonly std: number | null;
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
  readonly skew: number | null;
  readonly kurtosis: number | null;
  /** numpy.histogram: `edges.length === counts.length + 1`. */
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
  /** The same values for plotting: bars of a round width near the histogram's, or one bar per value. */
  readonly bars: { readonly edges: readonly number[]; readonly counts: readonly number[] };
  /** Number of decimals in the column's own values. */
  readonly decimals: number;
  /** Values more than three interquartile ranges outside the quartiles, and the one that is furthest off. */
  readonly farOut?: { readonly count: number; readonly farthest: number } | undefined;
  /** A value that probably means "missing", and its count. */
  readonly sentinel?: { readonly value: number; readonly count: number } | undefined;
}

/** Columns that a search by name found: the first ones, and how many there are. */
export interface FoundColumns {
  readonly count: number;
  readonly columns: readonly { readonly index: number; readonly name: string }[];
}

export interface CorrelationMatrix {
  readonly columns: readonly string[];
  /** Pearson r, pairwise complete; null where undefined (constant column). */
  readonly pearson: readonly (readonly (number | null)[])[];
}

/** In the order of the page's columns; Pearson's r is null where it is undefined. */
interface TargetRelation {
  readonly target: string;
  readonly pearson: readonly (number | null)[];
  /** In the measure that suits both columns; null where there is none, as for text and the target itself. */
  readonly associations: readonly (Association | null)[];
}

/**
 * How closely two columns are related: Pearson's r and Spearman's rank correlation from -1 to 1, the correlation ratio eta and Cramér's V
 * from 0 to 1.
 */
export interface Association {
  readonly kind: 'pearson' | 'spearman' | 'ratio' | 'cramer';
  readonly value: number;
}

interface PointSample {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly row: number; readonly values: readonly (number | null)[] }[];
  readonly shownCount: number;
  readonly totalCount: number;
}

/** Least squares of target on one feature. */
export interface RegressionFit extends LineFit {
  readonly target: string;
  readonly feature: string;
}

/** Least squares of y on x, as scipy.stats.linregress, with the 95 % band of the mean. */
export interface LineFit {
  readonly rowCount: number;
  readonly slope: number;
  readonly intercept: number;
  readonly r: number;
  readonly pValue: number;
  readonly slopeStandardError: number;
  /** 95 % confidence interval of the slope. */
  readonly slopeInterval: readonly [number, number];
  /** 41 evenly spaced x over their range. */
  readonly band: readonly {
    readonly x: number;
    readonly fit: number;
    readonly low: number;
    readonly high: number;
  }[];
}

import type { Association, DateUnit, LineFit } from './profile.ts';

/** How two columns are related, over all rows with both values, and the data for their chart. */
export interface PairRelation {
  readonly x: string;
  readonly y: string;
  /** Rows that have both. */
  readonly rowCount: number;
  /** Measures, the most suitable one first; empty if undefined. */
  readonly associations: readonly Association[];
  readonly picture: PairPicture;
}

export type PairPicture = NumberPicture | BoxPicture | MosaicPicture | SharePicture | TimePicture | NoPicture;

/** Two columns of numbers or dates; dates are milliseconds since 1970, UTC. */
export interface NumberPicture {
  readonly kind: 'numbers';
  readonly dates: { readonly x: boolean; readonly y: boolean };
  /** Least squares of y on x; absent for dates, for constant x and for fewer than three rows. */
  readonly line?: LineFit;
  readonly cloud: PointCloud | HexagonCloud;
}

/** One point per row. */
interface PointCloud {
  readonly kind: 'points';
  readonly points: readonly { readonly row: number; readonly x: number; readonly y: number }[];
}

/** Row counts in pointy-top hexagons, as matplotlib's hexbin; empty ones are left out. */
export interface HexagonCloud {
  readonly kind: 'hexagons';
  /** Distance between the centres in a row of hexagons, in units of x. */
  readonly stepX: number;
  /** Distance between every second row of hexagons, in units of y. */
  readonly stepY: number;
  readonly hexagons: readonly { readonly x: number; readonly y: number; readonly count: number }[];
}

/** Distribution of the numbers in each level. */
export interface BoxPicture {
  readonly kind: 'boxes';
  /** Which of both columns has the levels. */
  readonly levelsOf: 'x' | 'y';
  /** The most frequent ones, at most 12, by descending median. */
  readonly boxes: readonly LevelBox[];
  readonly others: Others;
}

export interface LevelBox extends Spread {
  readonly level: string;
  readonly count: number;
}

/** A box and its whiskers, as matplotlib's boxplot. */
export interface Spread {
  readonly mean: number;
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
  /** The least and the greatest value within 1.5 interquartile ranges of the box. */
  readonly whiskerMin: number;
  readonly whiskerMax: number;
}

/** Levels too rare to draw, and their rows. */
interface Others {
  readonly levels: number;
  readonly rows: number;
}

/** Rows of each pair of levels; the last level may be the less frequent ones together. */
export interface MosaicPicture {
  readonly kind: 'mosaic';
  readonly x: MosaicSide;
  readonly y: MosaicSide;
  /** `counts[i][j]`: rows with level i of x and level j of y. */
  readonly counts: readonly (readonly number[])[];
}

export interface MosaicSide {
  readonly levels: readonly string[];
  /** Number of levels joined in the last one; 0 if none are. */
  readonly others: number;
}

/** Shares of the target's classes in each bin of a numeric column. */
export interface SharePicture {
  readonly kind: 'shares';
  /** Which of both columns has the classes. */
  readonly classesOf: 'x' | 'y';
  readonly classes: ClassNames;
  /** Right-closed: values above `from` up to `to`; the first bin includes `from`. A bin of one value has from = to. */
  readonly bins: readonly (ClassShares & { readonly from: number; readonly to: number })[];
}

/** Drawn classes: the positive one of two, or up to four most frequent ones. */
export interface ClassNames {
  readonly names: readonly string[];
  readonly others: number;
}

export interface ClassShares {
  readonly count: number;
  /** For each class: its rows, and the Wilson 95 % interval of its share. */
  readonly shares: readonly { readonly rows: number; readonly low: number; readonly high: number }[];
}

export type PeriodUnit = DateUnit | 'second' | 'week';

/** A column by period of a date column, in the finest unit that gives at most 500 periods. */
export interface TimePicture {
  readonly kind: 'time';
  readonly datesOf: 'x' | 'y';
  readonly unit: PeriodUnit;
  readonly series: NumberSeries | ClassSeries;
}

export interface NumberSeries {
  readonly kind: 'numbers';
  /** Periods without a row have no figures. */
  readonly periods: readonly {
    readonly start: number;
    readonly count: number;
    readonly figures?: {
      readonly mean: number;
      readonly q1: number;
      readonly median: number;
      readonly q3: number;
    };
  }[];
}

export interface ClassSeries {
  readonly kind: 'classes';
  readonly classes: ClassNames;
  readonly periods: readonly (ClassShares & { readonly start: number })[];
}

/** Why there is nothing to draw. */
interface NoPicture {
  readonly kind: 'none';
  readonly why: 'no-measure' | 'too-many-levels' | 'no-rows';
}

/** Every column that is related to a target, the closest first. */
export interface TargetRanking {
  readonly target: string;
  /** Number of columns with a measure; `related` has as many as fit into a message. */
  readonly count: number;
  readonly related: readonly { readonly name: string; readonly association: Association }[];
}

import type { Association, DateUnit, LineFit } from './profile.ts';

/** How two columns of a table are related, over all rows that have both, and what a picture of them needs. */
export interface PairRelation {
  readonly x: string;
  readonly y: string;
  /** Rows that have both. */
  readonly rowCount: number;
  /** In the measure that suits both first; none where it is undefined. */
  readonly associations: readonly Association[];
  readonly picture: PairPicture;
}

export type PairPicture = NumberPicture | BoxPicture | MosaicPicture | SharePicture | TimePicture | NoPicture;

/** Two columns of numbers or dates; dates are milliseconds since 1970, UTC. */
export interface NumberPicture {
  readonly kind: 'numbers';
  readonly dates: { readonly x: boolean; readonly y: boolean };
  /** Least squares of y on x; absent for dates, and where x is constant or fewer than three rows have both. */
  readonly line?: LineFit;
  readonly cloud: PointCloud | HexagonCloud;
}

/** Every row. */
interface PointCloud {
  readonly kind: 'points';
  readonly points: readonly { readonly row: number; readonly x: number; readonly y: number }[];
}

/** Rows counted in hexagons that point up, matplotlib's hexbin; those without a row are left out. */
export interface HexagonCloud {
  readonly kind: 'hexagons';
  /** Distance of the centres of a row of hexagons, in units of x. */
  readonly stepX: number;
  /** Distance of every second row of hexagons, in units of y. */
  readonly stepY: number;
  readonly hexagons: readonly { readonly x: number; readonly y: number; readonly count: number }[];
}

/** Numbers of the rows of each level. */
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

/** Levels that are too rare to be drawn, and their rows. */
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
  /** How many levels the last one stands for; 0 where it is one. */
  readonly others: number;
}

/** The share of classes of the target among the rows of each bin of a column of numbers. */
export interface SharePicture {
  readonly kind: 'shares';
  /** Which of both columns has the classes. */
  readonly classesOf: 'x' | 'y';
  readonly classes: ClassNames;
  /** Right-closed: a bin has the values above `from` up to `to`, the first one `from` too. A bin of one value has it twice. */
  readonly bins: readonly (ClassShares & { readonly from: number; readonly to: number })[];
}

/** Classes with their shares: the positive one of two, else the most frequent ones, at most four. */
export interface ClassNames {
  readonly names: readonly string[];
  readonly others: number;
}

export interface ClassShares {
  readonly count: number;
  /** Of each of the classes: its rows, and Wilson's 95 % interval of its share. */
  readonly shares: readonly { readonly rows: number; readonly low: number; readonly high: number }[];
}

export type PeriodUnit = DateUnit | 'second' | 'week';

/** A column by the periods of one of dates: the finest unit that makes at most 500 of them. */
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
  /** How many have a measure; `related` has as many of them as fit into a message. */
  readonly count: number;
  readonly related: readonly { readonly name: string; readonly association: Association }[];
}

import { guessPredictorType } from '../experiment/guessPredictorType.ts';
import { correlationRatio, cramersV, groupNames, groupsOf } from '../figures/associations.ts';
import { pearson } from '../figures/correlations.ts';
import { crossingOf } from '../figures/crossing.ts';
import type { NamedGroups } from '../figures/crossing.ts';
import { hexagonsOf } from '../figures/hexagons.ts';
import { partitioned, partOf } from '../figures/partition.ts';
import { periodsOf, placesIn as placesInPeriods } from '../figures/periods.ts';
import { rowsOfBoth, rowsOfGroups } from '../figures/presentRows.ts';
import { spearmanOf } from '../figures/ranks.ts';
import { binsOf, drawnClasses, placesIn, sharesIn } from '../figures/shares.ts';
import { spreadOf } from '../figures/spread.ts';
import { meaningOf } from '../findings/meaning.ts';
import type {
  BoxPicture,
  ClassSeries,
  NumberSeries,
  PairPicture,
  PairRelation,
  SharePicture,
  TimePicture,
} from '../shapes/pairs.ts';
import type { ColumnProfile, LineFit } from '../shapes/profile.ts';
import { openPace } from '../shapes/work.ts';
import type { Pace, Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import { measured } from './associations.ts';
import { clippedText } from './columnFigures.ts';
import { linearRegression } from './regression.ts';

/** More points than this overlap too much. */
const mostPoints = 5000;
const mostBoxes = 12;
/** Shares of fewer rows say little. */
const leastRowsOfShare = 10;
/** Ranks of more rows take seconds. */
const mostRanked = 10_000_000;

/** Indices of two columns. */
export interface PairOfColumns {
  readonly x: number;
  readonly y: number;
  /** Index of the target; classes of the target are drawn as shares. */
  readonly target: number;
}

type Side =
  | { readonly kind: 'number' | 'date'; readonly values: Float64Array }
  | { readonly kind: 'groups'; readonly groups: NamedGroups; readonly isTarget: boolean }
  | { readonly kind: 'none'; readonly why: 'no-measure' | 'too-many-levels' };
type NumberSide = Extract<Side, { values: Float64Array }>;
type GroupSide = Extract<Side, { kind: 'groups' }>;

/** How two columns are related, over all rows with both values, with the chart for their types. */
export async function relatePair(
  table: Table,
  profiles: readonly ColumnProfile[],
  pair: PairOfColumns,
  { signal }: Work,
): Promise<PairRelation> {
  const pace = openPace({ signal });
  const sideAt = async (column: number): Promise<Side> => {
    const profile = profiles[column];
    return profile === undefined
      ? { kind: 'none', why: 'no-measure' }
      : sideOf(table, profile, column, column === pair.target, { signal, pace });
  };
  const x = await sideAt(pair.x);
  const y = pair.x === pair.y ? x : await sideAt(pair.y);
  const names = { x: table.columns[pair.x] ?? '', y: table.columns[pair.y] ?? '' };
  return { ...names, ...(await relate(x, y, pace)) };
}

async function sideOf(
  table: Table,
  profile: ColumnProfile,
  column: number,
  isTarget: boolean,
  { signal, pace }: { readonly signal: AbortSignal | undefined; readonly pace: Pace },
): Promise<Side> {
  const meaning = meaningOf(profile);
  const isGroups =
    meaning === 'category' ||
    meaning === 'boolean' ||
    (isTarget && guessPredictorType(profile) !== 'regressor');
  const isQuantity = meaning === 'integer' || meaning === 'decimal' || meaning === 'date';
  if (!isGroups && !isQuantity) return { kind: 'none', why: 'no-measure' };
  const cells = await table.cells(column, signal);
  if (isGroups) {
    const groups = await groupsOf(cells, pace);
    return groups === undefined
      ? { kind: 'none', why: 'too-many-levels' }
      : {
          kind: 'groups',
          groups: { ...groups, names: groupNames(cells, groups).map(clippedText) },
          isTarget,
        };
  }
  if (cells.kind !== 'numbers') return { kind: 'none', why: 'no-measure' };
  return { kind: meaning === 'date' ? 'date' : 'number', values: cells.values };
}

type Related = Omit<PairRelation, 'x' | 'y'>;

async function relate(x: Side, y: Side, pace: Pace): Promise<Related> {
  for (const side of [x, y])
    if (side.kind === 'none')
      return { rowCount: 0, associations: [], picture: { kind: 'none', why: side.why } };
  if (x.kind === 'groups' && y.kind === 'groups') return relateGroups(x, y, pace);
  if (x.kind === 'groups' && isNumber(y)) return relateMixed(x, y, 'x', pace);
  if (isNumber(x) && y.kind === 'groups') return relateMixed(y, x, 'y', pace);
  if (isNumber(x) && isNumber(y)) return relateNumbers(x, y, pace);
  throw new Error('A pair of columns has no picture');
}

const isNumber = (side: Side): side is NumberSide => side.kind === 'number' || side.kind === 'date';

const nothing: PairPicture = { kind: 'none', why: 'no-rows' };

async function relateNumbers(xSide: NumberSide, ySide: NumberSide, pace: Pace): Promise<Related> {
  const { x, y, rows } = await rowsOfBoth(xSide.values, ySide.values, pace);
  const rowCount = x.length;
  const associations = [
    measured('pearson', pearson(x, y)),
    measured('spearman', rowCount > mostRanked ? null : await spearmanOf(x, y, pace)),
  ].filter((found) => found !== null);
  if (rowCount === 0) return { rowCount, associations: [], picture: nothing };
  if (xSide.kind !== ySide.kind) {
    const [datesOf, times, values] = xSide.kind === 'date' ? (['x', x, y] as const) : (['y', y, x] as const);
    return { rowCount, associations, picture: await numbersOverTime(datesOf, times, values, pace) };
  }
  const dates = { x: xSide.kind === 'date', y: ySide.kind === 'date' };
  const hasLine = xSide.kind === 'number' && rowCount >= 3 && x.some((value) => value !== x[0]);
  const line = hasLine ? linearRegression(x, y) : undefined;
  const cloud =
    rowCount > mostPoints
      ? await hexagonsOf(x, y, pace)
      : ({
          kind: 'points',
          points: Array.from(rows, (row, at) => ({ row: row + 1, x: x[at] ?? 0, y: y[at] ?? 0 })),
        } as const);
  return {
    rowCount,
    associations,
    picture: { kind: 'numbers', dates, ...(line !== undefined && isDrawn(line) ? { line } : {}), cloud },
  };
}

/** Of the largest doubles no line can be computed. */
const isDrawn = ({ slope, intercept, slopeStandardError, band }: LineFit) =>
  [slope, intercept, slopeStandardError].every(Number.isFinite) &&
  band.every(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));

async function relateGroups(
  { groups: x }: GroupSide,
  { groups: y }: GroupSide,
  pace: Pace,
): Promise<Related> {
  const picture = await crossingOf(x, y, pace);
  const rowCount = picture.counts.flat().reduce((total, rows) => total + rows, 0);
  const association = measured('cramer', await cramersV(x, y, pace));
  if (rowCount === 0) return { rowCount, associations: [], picture: nothing };
  return { rowCount, associations: association === null ? [] : [association], picture };
}

async function relateMixed(
  { groups, isTarget }: GroupSide,
  { kind, values: all }: NumberSide,
  levelsOf: 'x' | 'y',
  pace: Pace,
): Promise<Related> {
  const { codes, values } = await rowsOfGroups(groups.codes, all, pace);
  const rowCount = values.length;
  if (rowCount === 0) return { rowCount, associations: [], picture: nothing };
  const [first = 0] = values;
  const present = { ...groups, codes };
  const association = measured('ratio', await correlationRatio(values, present, first, pace));
  const associations = association === null ? [] : [association];
  const numbersOf = levelsOf === 'x' ? 'y' : 'x';
  const picture =
    kind === 'date'
      ? await classesOverTime(numbersOf, values, present, pace)
      : isTarget
        ? await sharesByBin(levelsOf, values, present, pace)
        : await boxesByLevel(levelsOf, values, present, pace);
  return { rowCount, associations, picture };
}

async function boxesByLevel(
  levelsOf: 'x' | 'y',
  values: Float64Array,
  { codes, count, names }: NamedGroups,
  pace: Pace,
): Promise<BoxPicture> {
  const parts = await partitioned(values, codes, count, pace);
  const sizeOf = (code: number) => partOf(parts, code).length;
  const present = Array.from({ length: count }, (_, code) => code).filter((code) => sizeOf(code) > 0);
  const byRows = present.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  const boxes: BoxPicture['boxes'][number][] = [];
  for (const code of byRows.slice(0, mostBoxes)) {
    const part = partOf(parts, code);
    boxes.push({ level: names[code] ?? '', count: part.length, ...(await spreadOf(part, pace)) });
  }
  const rare = byRows.slice(mostBoxes);
  return {
    kind: 'boxes',
    levelsOf,
    boxes: boxes.toSorted((a, b) => b.median - a.median),
    others: { levels: rare.length, rows: rare.reduce((rows, code) => rows + sizeOf(code), 0) },
  };
}

async function sharesByBin(
  classesOf: 'x' | 'y',
  values: Float64Array,
  groups: NamedGroups,
  pace: Pace,
): Promise<SharePicture> {
  const bins = await binsOf(values, pace);
  const ends = bins.map(({ to }) => to);
  const drawn = drawnClasses(countsOf(groups), groups.names);
  const shares = await sharesIn(await placesIn(values, ends, pace), bins.length, groups, drawn, pace);
  return {
    kind: 'shares',
    classesOf,
    classes: drawn.classes,
    bins: bins.flatMap((bin, at) => {
      const of = shares[at];
      return of === undefined ? [] : [{ ...bin, ...of }];
    }),
  };
}

async function classesOverTime(
  datesOf: 'x' | 'y',
  times: Float64Array,
  groups: NamedGroups,
  pace: Pace,
): Promise<TimePicture> {
  const periods = await periodsOf(times, pace, leastRowsOfShare);
  const places = await placesInPeriods(times, periods, pace);
  const drawn = drawnClasses(countsOf(groups), groups.names);
  const shares = await sharesIn(places, periods.starts.length, groups, drawn, pace);
  const series: ClassSeries = {
    kind: 'classes',
    classes: drawn.classes,
    periods: periods.starts.map((start, at) => ({ start, ...(shares[at] ?? { count: 0, shares: [] }) })),
  };
  return { kind: 'time', datesOf, unit: periods.unit, series };
}

async function numbersOverTime(
  datesOf: 'x' | 'y',
  times: Float64Array,
  values: Float64Array,
  pace: Pace,
): Promise<TimePicture> {
  const periods = await periodsOf(times, pace);
  const places = await placesInPeriods(times, periods, pace);
  const parts = await partitioned(values, places, periods.starts.length, pace);
  const found: NumberSeries['periods'][number][] = [];
  for (const [at, start] of periods.starts.entries()) {
    const part = partOf(parts, at);
    if (part.length === 0) {
      found.push({ start, count: 0 });
      continue;
    }
    const { mean, q1, median, q3 } = await spreadOf(part, pace);
    found.push({ start, count: part.length, figures: { mean, q1, median, q3 } });
  }
  return { kind: 'time', datesOf, unit: periods.unit, series: { kind: 'numbers', periods: found } };
}

function countsOf({ codes, count }: NamedGroups): Float64Array {
  const counts = new Float64Array(count);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
